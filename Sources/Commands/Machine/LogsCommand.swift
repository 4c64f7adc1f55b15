import CommandTree
import Host
import Operations
import Values

extension Command {
    static let logs = Command(
        "logs",
        summary: "Show what a component's containers wrote, on one machine.",
        discussion: """
            Values of the credential store are masked wherever they stand. In a cluster, `fairlead why COMPONENT` shows the last lines, and
            `kubectl logs` all of them.
            """,
        group: "Live",
        examples: [.init("fairlead logs litellm --lines 200", "the last lines of each of its containers")],
        options: LiveOptions.all + [
            StatusArguments.file,
            Option("lines", value: "N", help: "How many lines of each container.", defaultText: "100"), .output,
        ],
        arguments: [Positional("COMPONENT", help: "The component.")]
    ) { invocation in
        let session = try MachineOnly.open(invocation)
        let name = try session.component(invocation)
        let lines = try MachineControl(session.context).logs(
            name, lines: try invocation.integer("lines", in: 1...1_000_000) ?? 100)
        try invocation.emit(Node(.list(lines.map { Node(.string($0)) }))) { lines.map { $0 + "\n" }.joined() }
        return .success
    }

    static let restart = Command(
        "restart",
        summary: "Start a component's containers again and wait until they answer, on one machine.",
        discussion: "In a cluster, `kubectl rollout restart` does that.",
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
        var session = try MachineOnly.open(invocation)
        session.context.patienceSeconds = try UpOptions.seconds(invocation)
        let name = try session.component(invocation)
        let context = session.context
        let count = try session.alone(invocation) {
            try MachineControl(context).restart(name) { event in
                if let line = UpLines.text(event, phase: "restart") { invocation.say(line) }
            }
        }
        try invocation.emit(["restarted": Node(.integer(Int64(count)))]) { "\(name): \(count) started again\n" }
        return .success
    }
}

/// Verbs that there are on one machine only.
enum MachineOnly {
    /// Opens the platform.
    ///
    /// - Throws: `CommandFailure` for a platform in a cluster.
    static func open(_ invocation: Invocation) throws -> MachineSession {
        guard case .machine(let session) = try LiveTarget.open(invocation) else {
            throw CommandFailure(
                "`\(invocation.path.joined(separator: " "))` is for a platform on one machine, and this one is in a cluster",
                status: .usage, hint: "with --delivery podman it is taken as one of this machine")
        }
        return session
    }
}
