import Catalog
import CommandTree
import Delivery
import Diagnostics
import Glibc
import Host
import Kubernetes
import Operations
import Platform
import Synchronization
import Values

/// Shows how an installation gets on: a picture that is drawn anew on a terminal, plain lines elsewhere, or one JSON event a line.
final class UpScreen: Sendable {
    private enum Manner { case picture, lines, events, nothing }

    private struct State {
        var picture: UpPicture
        /// How many lines stand on the terminal.
        var drawn = 0
        var phase = ""
        var isOver = false
        var notes: [String] = []
    }

    private let manner: Manner
    private let invocation: Invocation
    private let desired: DesiredPlatform
    private let folder: Path
    /// What to do next, when everything is there.
    private let next: String
    private let state: Mutex<State>

    init(_ desired: DesiredPlatform, folder: Path, phases: [UpPhase], next: String, _ invocation: Invocation) {
        self.invocation = invocation
        self.desired = desired
        self.folder = folder
        self.next = next
        manner =
            invocation.format != .text
            ? .events : invocation.isQuiet ? .nothing : invocation.terminal.showsProgress ? .picture : .lines
        state = Mutex(State(picture: UpPicture(phases, style: invocation.talkStyle)))
    }

    /// Takes notice of something.
    @Sendable func note(_ event: UpEvent) {
        let now = invocation.clock.monotonicMilliseconds()
        let line = state.withLock { state -> String? in
            state.picture.note(event, now: now)
            if case .phase(_, let phase) = event { state.phase = phase.title }
            if case .note(_, let text) = event { state.notes.append(text) }
            return manner == .lines ? UpLines.text(event, phase: state.phase) : nil
        }
        switch manner {
        case .lines: if let line { invocation.say("\(UpLines.time(invocation.clock.now())) \(line)") }
        case .events: write(UpLines.node(event, at: invocation.clock.now()))
        case .picture, .nothing: break
        }
    }

    /// Shows a run to its end: what it wrote, or why it failed and what to do.
    ///
    /// - Parameters:
    ///   - tree: what was written into the tree before it.
    ///   - run: brings the platform up; returns how many changes it made.
    func carry(_ tree: WriteReport, _ run: () throws -> Int) throws -> ExitStatus {
        do {
            try end(written: try run(), tree: tree)
            return .success
        } catch {
            try fail(error)
            guard let told = UpFailure.told(error, desired) as? FindingsError else { throw error }
            invocation.report(Findings(told.findings), sources: told.sources)
            return .failure
        }
    }

    /// Does the work, and meanwhile draws the picture four times a second.
    func showing(_ work: @escaping @Sendable () throws -> Int) throws -> Int {
        guard manner == .picture else { return try work() }
        let results = Parallel.map([true, false], limit: 2) { [self] isWork -> Int in
            if isWork {
                defer { state.withLock { $0.isOver = true } }
                return try work()
            }
            while !state.withLock({ $0.isOver }) {
                draw()
                // After Ctrl-C the picture stands still while the work ends.
                do { try Pause.wait(milliseconds: 250) } catch { break }
            }
            return 0
        }
        draw()
        return try results[0].get()
    }

    private func draw() {
        let (width, height) = Self.room(invocation)
        let now = invocation.clock.monotonicMilliseconds()
        state.withLock { state in
            let lines = state.picture.lines(width: width, height: height, now: now)
            // Up to the first line of the last picture, each line afresh, and whatever is left below away
            // (ECMA-48: CUU, EL, ED).
            var text = state.drawn > 0 ? "\u{1b}[\(state.drawn)A" : ""
            for line in lines { text += "\r\u{1b}[2K\(line)\n" }
            text += "\u{1b}[J"
            state.drawn = lines.count
            try? invocation.terminal.error.write(text)
        }
    }

    /// Columns and rows, asked each time: windows change.
    private static func room(_ invocation: Invocation) -> (width: Int, height: Int) {
        var size = winsize()
        let isKnown = ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 0 && size.ws_row > 0
        return isKnown ? (Int(size.ws_col), Int(size.ws_row)) : (invocation.terminal.width, 24)
    }

    private func write(_ node: Node) { try? invocation.terminal.out.write(JSON.write(node) + "\n") }

    /// What a person reads when everything is there.
    func end(written: Int, tree: WriteReport) throws {
        let notes = state.withLock { $0.notes }
        if manner == .events {
            return write([
                "time": Node(.string(Timestamp.text(invocation.clock.now()))), "event": "end",
                "platform": Node(.string(desired.name)),
                "written": Node(.integer(Int64(written))), "ready": true,
            ])
        }
        let style = invocation.style
        var text = "\n" + style.apply(.strong, desired.name)
        text +=
            written == 0
            ? " is as it should be; nothing was written\n"
            : " is up; \(written == 1 ? "1 change was" : "\(written) changes were") made\n"
        if !tree.isEmpty {
            text +=
                "  the tree in \(folder): \(tree.added.count + tree.changed.count + tree.removed.count) files changed\n"
        }
        let hosts = desired.input.resolution.members.compactMap { member in
            member.host.map { (member.component.title, $0) }
        }
        if !hosts.isEmpty { text += "\n" + style.apply(.strong, "hosts") + "\n" }
        for (title, host) in hosts { text += "  https://\(host)  \(title)\n" }
        for note in notes.prefix(10) { text += "\n" + style.apply(.warning, "note") + " \(note)" + "\n" }
        text +=
            "\n" + style.apply(.strong, "next") + "\n  \(next)\n"
        try invocation.terminal.out.write(text)
    }

    /// What is known where it failed; the findings themselves are shown by the program.
    func fail(_ error: any Error) throws {
        if manner == .events {
            var node: Node = [
                "time": Node(.string(Timestamp.text(invocation.clock.now()))), "event": "end",
                "platform": Node(.string(desired.name)),
                "ready": false,
            ]
            if let gate = error as? GateFailure { node["blockers"] = Node(.list(gate.blockers.map(UpLines.node))) }
            return write(node)
        }
        if error is Interrupted {
            invocation.say("\nstopped; what is done stays done, and running it again goes on from there")
        } else if let gate = error as? GateFailure {
            invocation.say(UpFailure.text(gate, style: invocation.talkStyle))
        }
    }
}
