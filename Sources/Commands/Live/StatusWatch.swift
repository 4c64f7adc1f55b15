import CommandTree
import Diagnostics
import Host
import Kubernetes
import Operations
import Values

/// Looks again and again: redraws a terminal, and tells anybody else what changed.
struct StatusWatch {
    private let invocation: Invocation
    private let server: String
    private let timeoutMilliseconds: Int64?
    private let isRedrawn: Bool
    private static let pause = 2000

    init(_ invocation: Invocation, server: String, timeoutMilliseconds: Int64?) {
        self.invocation = invocation
        self.server = server
        self.timeoutMilliseconds = timeoutMilliseconds
        isRedrawn = invocation.terminal.isOutputTerminal && invocation.format == .text
    }

    /// Looks until everything is ready, if that was asked for, or until the time is over.
    ///
    /// - Parameter look: looks once.
    /// - Throws: what the first look throws, or a later one that waiting does not cure; `Interrupted`.
    func run(_ look: () throws -> PlatformStatus) throws -> ExitStatus {
        let start = invocation.clock.monotonicMilliseconds()
        var last: PlatformStatus?
        while true {
            do {
                let status = try look()
                try show(status, after: last)
                last = status
                if status.isReady, invocation.flag("until-ready") { return .success }
            } catch let failure as KubernetesFailure where last != nil && Self.mayPass(failure) {
                invocation.say("\(server) does not answer as it should: \(failure.message); looking again")
            }
            if let timeoutMilliseconds, invocation.clock.monotonicMilliseconds() - start >= timeoutMilliseconds {
                if invocation.flag("until-ready") {
                    invocation.say("not ready in time; `fairlead why COMPONENT` says why")
                }
                return last.map { StatusArguments.exit($0, invocation) } ?? .failure
            }
            try Pause.wait(milliseconds: Self.pause)
        }
    }

    private static func mayPass(_ failure: KubernetesFailure) -> Bool {
        switch failure.kind {
        case .unreachable, .timeout, .server, .tooManyRequests, .malformed, .expired: true
        default: false
        }
    }

    private func show(_ status: PlatformStatus, after last: PlatformStatus?) throws {
        if isRedrawn {
            let lines = StatusArguments.text(status, invocation).split(
                separator: "\n", omittingEmptySubsequences: false)
            // ECMA-48: to the first line; each line is cleared behind its text, and the screen behind the last one, so that nothing flickers.
            let clear = last == nil ? "\u{1B}[2J" : ""
            try invocation.terminal.out.write(clear + "\u{1B}[H" + lines.joined(separator: "\u{1B}[K\n") + "\u{1B}[J")
            return
        }
        let changed = StatusChanges.between(last, status)
        guard last == nil || !changed.isEmpty else { return }
        switch invocation.format {
        case .json: try invocation.print(JSON.write(status.node))
        case .yaml: try invocation.terminal.out.write("---\n" + YAML.write(status.node))
        case .text:
            for line in changed { try invocation.print(line) }
        }
    }
}
