import CommandTree
import Diagnostics
import Host
import Kubernetes
import Operations
import Synchronization
import Values

/// Shows how a removal gets on: plain lines, with what is waited for in a last line that changes on a terminal; or one JSON event a line.
final class DownScreen: Sendable {
    private let plan: DownPlan
    private let server: String
    private let invocation: Invocation
    /// Whether a passing line stands on the terminal.
    private let hasLine = Mutex(false)

    init(_ plan: DownPlan, _ access: ClusterAccess, _ invocation: Invocation) {
        (self.plan, self.invocation) = (plan, invocation)
        server = access.context.isEmpty ? access.server : "\(access.context) (\(access.server))"
    }

    /// Shows what goes and what stays.
    ///
    /// - Parameter isData: whether that is what was asked for; else it is talk.
    func showPlan(isData: Bool) throws {
        if isData {
            try invocation.emit(DownText.node(plan, server: server)) {
                DownText.text(plan, server: server, style: invocation.style)
            }
        } else if invocation.format == .text {
            invocation.say(DownText.text(plan, server: server, style: invocation.talkStyle))
        }
    }

    /// Takes notice of something.
    @Sendable func note(_ event: DownEvent) {
        guard invocation.format == .text else {
            try? invocation.terminal.out.write(JSON.write(DownText.node(event, at: invocation.clock.now())) + "\n")
            return
        }
        guard let line = DownText.line(event), !invocation.isQuiet else { return }
        if case .waiting = event, invocation.terminal.showsProgress {
            let width = max(invocation.terminal.width - 1, 20)
            hasLine.withLock { hasLine in
                try? invocation.terminal.error.write("\r\u{1B}[K" + String(line.prefix(width)))
                hasLine = true
            }
            return
        }
        clear()
        invocation.say(line)
    }

    /// Takes the passing line away.
    func clear() {
        hasLine.withLock { hasLine in
            if hasLine { try? invocation.terminal.error.write("\r\u{1B}[K") }
            hasLine = false
        }
    }

    /// The end.
    func end(removed: Int) throws {
        clear()
        guard invocation.format == .text else {
            let node: Node = [
                "event": "end", "removed": Node(.integer(Int64(removed))),
                "kept": Node(.list(plan.kept.map { DownText.node($0) })),
            ]
            return try invocation.terminal.out.write(JSON.write(node) + "\n")
        }
        invocation.say(
            "\(plan.platform) is down: \(removed) removed" + (plan.kept.isEmpty ? "" : ", \(plan.kept.count) kept")
                + ".")
    }
}
