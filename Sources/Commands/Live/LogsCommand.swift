import CommandTree
import Host
import Operations
import Synchronization
import Values

extension Command {
    static let logs = Command(
        "logs",
        summary: "Show what a component's containers wrote, and with --follow what they write from now on.",
        discussion: """
            Of all containers that a component has, on one machine or in a cluster, whoever brought them; with several, each line begins with its
            container. Values of the credential store are masked wherever they stand. Ctrl-C ends --follow. In
            a cluster, containers that come later are followed from their first line on, 64 at the same time at most; where there are jobs only, it
            ends with them. On one machine it ends with the last container.
            """,
        group: "Live",
        examples: [
            .init("fairlead logs litellm --lines 200", "the last lines of each of its containers"),
            .init("fairlead logs litellm --follow --since 5m", "the last five minutes, and what comes"),
        ],
        options: LiveOptions.all + [
            StatusArguments.file,
            Option("lines", value: "N", help: "How many lines of each container.", defaultText: "100"),
            Option("since", value: "DURATION", help: "Only what is not older, such as 90s, 20m or 1h."),
            Option("follow", help: "Go on with what is written from now on."),
            .output,
        ],
        arguments: [Positional("COMPONENT", help: "The component.")]
    ) { invocation in
        var request = LogRequest(lines: try invocation.integer("lines", in: 1...1_000_000) ?? 100)
        request.sinceSeconds = try UpOptions.duration("since", invocation)
        request.follows = invocation.flag("follow")
        let target = try LiveTarget.open(invocation)
        let name = try target.component(invocation)
        let shown = ShownLines(invocation, follows: request.follows)
        switch target {
        case .machine(let session): try MachineControl(session.context).logs(name, request, write: shown.take)
        case .cluster(let session):
            try session.control(invocation).logs(name, request, note: { invocation.say($0) }, write: shown.take)
        }
        try shown.end()
        return .success
    }

    static let restart = Command(
        "restart",
        summary: "Start a component's containers again and wait until they answer.",
        discussion: """
            On one machine, its containers are started again side by side. In a cluster, the pods of its deployments, stateful sets and daemon
            sets are made anew by the annotation that `kubectl rollout restart` writes; what an operator made is left to the operator.
            """,
        group: "Live",
        examples: [.init("fairlead restart litellm", "what it reads only at its start is read anew")],
        options: LiveOptions.all + [
            StatusArguments.file,
            Option(
                "timeout", value: "DURATION", help: "How long each wait may take, such as 90s, 20m or 1h.",
                defaultText: "20m"), .output,
        ],
        arguments: [Positional("COMPONENT", help: "The component.")]
    ) { invocation in
        let patience = try UpOptions.seconds(invocation)
        let target = try LiveTarget.open(invocation)
        let name = try target.component(invocation)
        let observe: @Sendable (UpEvent) -> Void = { event in
            if let line = UpLines.text(event, phase: "restart") { invocation.say(line) }
        }
        let count: Int
        switch target {
        case .machine(var session):
            session.context.patienceSeconds = patience
            let context = session.context
            count = try session.alone(invocation) { try MachineControl(context).restart(name, observe: observe) }
        case .cluster(let session):
            count = try session.control(invocation).restart(name, patienceSeconds: patience, observe: observe)
        }
        try invocation.emit(["restarted": Node(.integer(Int64(count)))]) {
            count == 0 ? "\(name) has nothing that can be started again\n" : "\(name): \(count) started again\n"
        }
        return .success
    }
}

/// Lines on their way to standard output: at once, or as one list where data is asked for and nothing is followed.
private final class ShownLines: Sendable {
    private let invocation: Invocation
    private let follows: Bool
    private let state = Mutex<[LogLine]>([])

    init(_ invocation: Invocation, follows: Bool) {
        self.invocation = invocation
        self.follows = follows
    }

    @Sendable func take(_ line: LogLine) throws {
        try state.withLock { kept in
            switch (invocation.format, follows) {
            case (.text, _): try invocation.terminal.out.write("\(line.source)  \(line.text)\n")
            case (_, true): try invocation.terminal.out.write(JSON.write(Self.node(line)) + "\n")
            case (_, false): kept.append(line)
            }
        }
    }

    func end() throws {
        guard invocation.format != .text, !follows else { return }
        try invocation.emit(Node(.list(state.withLock { $0.map(Self.node) }))) { "" }
    }

    private static func node(_ line: LogLine) -> Node {
        ["from": Node(.string(line.source)), "line": Node(.string(line.text))]
    }
}

extension LiveTarget {
    /// The component that is meant.
    ///
    /// - Throws: `CommandFailure` for one that the platform does not have.
    func component(_ invocation: Invocation) throws -> String {
        let name = try invocation.required("COMPONENT")
        guard desired.member(name) != nil else { throw StatusArguments.unknown(name, desired) }
        return name
    }
}

extension LiveSession {
    /// Control over single components.
    func control(_ invocation: Invocation) -> ClusterControl {
        ClusterControl(desired, cluster, secrets: store.map(WhySecrets.values) ?? [], clock: invocation.clock)
    }
}
