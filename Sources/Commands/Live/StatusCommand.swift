import CommandTree
import Diagnostics
import Host
import Kubernetes
import Operations
import Values

extension Command {
    static let status = Command(
        "status",
        summary: "Say how each component does in the cluster: what is wanted, what is ready, and why not.",
        discussion: """
            Looks at the cluster with a fixed number of lists and writes nothing. Gates that are asked over HTTP are left to `why` and
            `verify`. Without the credential store, Secrets are not looked for.

            The exit status is 0 if everything is ready and 1 if not; with --exit-code it is 2 while nothing has failed and something is
            still on its way. With component names, only those count. --watch ends with Ctrl-C, or with --until-ready.
            """,
        group: "Live",
        examples: [
            .init("fairlead status", "every component"),
            .init("fairlead status litellm open-webui --waves", "two of them, by waves"),
            .init("fairlead status --until-ready --timeout 20m", "wait until all is ready"),
            .init(
                "fairlead status -o json | jq '.components[] | select(.state != \"ready\")'",
                "what is not ready, as data"),
        ],
        options: LiveOptions.all + [
            StatusArguments.file, Option("watch", short: "w", help: "Look again and again and show what changes."),
            Option("until-ready", help: "Look again and again until everything is ready."),
            Option(
                "timeout", value: "DURATION", help: "Give up waiting after this time, such as 90s, 20m or 2h.",
                defaultText: "never"),
            Option("waves", help: "Group the components by waves."),
            Option("exit-code", help: "Exit with 2 while nothing has failed and something is on its way."), .output,
        ],
        arguments: [StatusArguments.components]
    ) { invocation in
        let timeout = try StatusArguments.timeout(invocation)
        let session: LiveSession
        switch try LiveTarget.open(invocation) {
        case .machine(let machine):
            let names = try StatusArguments.names(invocation.arguments("COMPONENT"), machine.desired)
            return try MachineLooks.status(machine, names, timeout, invocation)
        case .cluster(let cluster): session = cluster
        }
        let names = try StatusArguments.names(invocation.arguments("COMPONENT"), session.desired)
        let look = {
            try PlatformStatus.read(desired: session.desired, cluster: session.cluster, clock: invocation.clock).only(
                names)
        }
        if invocation.flag("watch") || invocation.flag("until-ready") {
            return try StatusWatch(invocation, server: session.cluster.access.server, timeoutMilliseconds: timeout).run(
                look)
        }
        let status = try look()
        try invocation.emit(status.node) { StatusArguments.text(status, invocation) }
        return StatusArguments.exit(status, invocation)
    }
}

/// What `status` and `why` are told.
enum StatusArguments {
    static let file = Option(
        "file", short: "f", value: "FILE", help: "The platform file.", defaultText: "./platform.yaml", completion: .file
    )
    static let components = Positional(
        "COMPONENT", help: "Only these components.", defaultText: "all", isOptional: true, isRepeatable: true)

    /// The components that are meant.
    ///
    /// - Throws: `CommandFailure` for one that the platform does not have.
    static func names(_ names: [String], _ desired: DesiredPlatform) throws -> Set<String> {
        for name in names where desired.member(name) == nil { throw unknown(name, desired) }
        return Set(names)
    }

    static func unknown(_ name: String, _ desired: DesiredPlatform) -> CommandFailure {
        let all = desired.members.map(\.name)
        return CommandFailure(
            "the platform has no component `\(DisplayWidth.printable(name))`", status: .usage,
            hint: Suggestion.closest(to: name, among: all).map { "did you mean `\($0)`?" }
                ?? "there are: " + all.sorted().joined(separator: ", "))
    }

    static func text(_ status: PlatformStatus, _ invocation: Invocation) -> String {
        StatusText(
            status, style: invocation.style, width: invocation.terminal.width, hasWaves: invocation.flag("waves")
        ).text
    }

    static func exit(_ status: PlatformStatus, _ invocation: Invocation) -> ExitStatus {
        if status.isReady { return .success }
        return invocation.flag("exit-code") && !status.isFailed ? .differences : .failure
    }

    /// How long is waited, in milliseconds; nil for ever.
    static func timeout(_ invocation: Invocation) throws -> Int64? {
        guard let text = invocation.option("timeout") else { return nil }
        let factors: [Character: Int64] = ["s": 1, "m": 60, "h": 3600]
        guard let last = text.last, let factor = factors[last], let number = Int64(text.dropLast()),
            (1...100_000).contains(number)
        else {
            throw UsageError(
                "`--timeout` must be a number with s, m or h, such as 20m, not `\(text)`", path: invocation.path)
        }
        return number * factor * 1000
    }
}
