import CommandTree
import Crypto
import Host
import Operations
import Secrets

extension Command {
    static let why = Command(
        "why",
        summary: "Say why a component is not ready, down to the object that blocks.",
        discussion: """
            First what the plan says: the components that it waits for and that are not ready, with the reason of each. Then its gates, and then
            the cluster's objects: the workload, its pod, the container, with warnings and the last lines of its log, what usually causes
            such a thing and what to do. Values of the credential store are masked wherever they stand. Nothing is written.

            The exit status is 0 if the component is ready and 1 if not.
            """,
        group: "Live",
        examples: [
            .init("fairlead why litellm", "what holds it up"),
            .init("fairlead why litellm -o json | jq '.reasons[0]'", "the first reason, as data"),
        ],
        options: LiveOptions.all + [StatusArguments.file, .output],
        arguments: [Positional("COMPONENT", help: "The component.")]
    ) { invocation in
        let name = try invocation.required("COMPONENT")
        let session: LiveSession
        switch try LiveTarget.open(invocation) {
        case .machine(let machine): return try MachineLooks.why(machine, name, invocation)
        case .cluster(let cluster): session = cluster
        }
        guard session.desired.member(name) != nil else { throw StatusArguments.unknown(name, session.desired) }
        let status = try PlatformStatus.read(
            desired: session.desired, cluster: session.cluster, clock: invocation.clock)
        let found = try ComponentWhy.find(
            name, status: status, desired: session.desired, cluster: session.cluster, clock: invocation.clock,
            secrets: session.store.map(WhySecrets.values) ?? [])
        guard let why = found else { throw StatusArguments.unknown(name, session.desired) }
        try invocation.emit(why.node(now: status.checkedAt)) {
            WhyText(why, style: invocation.style, width: invocation.terminal.width).text
        }
        return why.status.state.isWell ? .success : .failure
    }
}

/// What is masked.
enum WhySecrets {
    /// Every value of a store.
    static func values(_ store: CredentialStore) -> [SecretBytes] {
        store.ids.flatMap { id -> [SecretBytes] in
            switch store.value(id) {
            case .single(let value)?: [value]
            case .fields(let parts)?: Array(parts.values)
            case nil: []
            }
        }
    }
}
