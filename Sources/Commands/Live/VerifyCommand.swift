import CommandTree
import Crypto
import Delivery
import Diagnostics
import HTTP
import Host
import Kubernetes
import Operations
import Platform
import Secrets
import Values

extension Command {
    static let verify = Command(
        "verify",
        summary: "Ask the running platform whether it really works.",
        discussion: """
            What is asked is read off the bindings: a chat with each consumer's own key and its refusal with another, an embedding of the right
            length, a document, a search, an object in each bucket, a query in each database, targets, log lines, copies, certificates,
            sign-on. From outside, hosts are asked by their names and Services through the API server, which keeps the field Authorization for
            itself: what needs that, and databases, are skipped unless --address says how they are reached. With --in-cluster a Job in
            each namespace asks, under the network policies that hold for the consumer, with its own Secrets; it is removed afterwards.
            """,
        group: "Live",
        examples: [
            .init("fairlead verify --in-cluster", "everything"),
            .init("fairlead verify --only oidc --only 'open-webui/*'", "sign-on, and whatever Open WebUI needs"),
            .init("fairlead verify --in-cluster --junit verify.xml", "for a CI system"),
        ],
        options: LiveOptions.all + [
            Option(
                "only", value: "PATTERN", help: "Checks by id, the start of one, or capability; * stands for anything.",
                isRepeatable: true),
            Option("list", help: "Show what would be asked, and ask nothing."),
            Option("in-cluster", help: "Ask from inside the cluster, by a Job in each namespace."),
            Option(
                "image", value: "IMAGE", help: "Image of the Jobs: Python 3.8 or newer, and psql.",
                defaultText: "the one that runs the databases"),
            Option(
                "address", value: "HOST[:PORT]=ADDRESS[:PORT]",
                help: "Where a host or Service is reached, such as a forwarded port.",
                isRepeatable: true),
            Option(
                "ca", value: "FILE", help: "Certificates to trust for hosts, PEM.", defaultText: "the system's",
                completion: .file),
            Option("junit", value: "FILE", help: "Write the results as JUnit XML, too.", completion: .file),
            .output,
        ],
        arguments: [CommonOptions.file]
    ) { invocation in
        let target = try LiveTarget.open(invocation)
        let desired = target.desired
        let nonce = try VerifyRun.nonce()
        let plan = VerificationPlan.of(desired, nonce: nonce)
        let filter = CheckFilter(invocation.options("only"))
        if let idle = filter.idle(plan).first {
            throw UsageError("no check fits `--only \(idle)`; see `fairlead verify --list`")
        }
        if invocation.flag("list") { return try VerifyRun.list(plan.filter(filter.takes), desired, invocation) }

        let results = try VerifyRun.verifier(target, nonce: nonce, invocation).run(plan, filter: filter)
        if let file = invocation.option("junit") {
            try Files.writeAtomically(Path(file), Array(JUnit.document(results, platform: desired.name).utf8))
        }
        let failed = results.contains(where: \.isFailed)
        let node: Node = [
            "apiVersion": "fairlead.dev/v1alpha1", "kind": "Verification",
            "platform": Node(.string(desired.name)),
            "passed": Node(.bool(!failed)), "checks": Node(.list(results.map(\.node))),
        ]
        try invocation.emit(node) {
            VerifyText.lines(results, platform: desired.name, isQuiet: invocation.isQuiet)
        }
        return failed ? .failure : .success
    }
}

/// The parts of a run of `verify`.
enum VerifyRun {
    /// Small letters and digits that no other run has.
    static func nonce() throws -> String { Hex.encode(try SystemEntropy().bytes(5)) }

    /// Shows what would be asked.
    static func list(_ checks: [Check], _ desired: DesiredPlatform, _ invocation: Invocation) throws -> ExitStatus {
        let node: Node = [
            "apiVersion": "fairlead.dev/v1alpha1", "kind": "VerificationPlan",
            "platform": Node(.string(desired.name)),
            "checks": Node(.list(checks.map(entry))),
        ]
        try invocation.emit(node) { checks.map { "\($0.id)  \($0.title)" }.joined(separator: "\n") }
        return .success
    }

    private static func entry(_ check: Check) -> Node {
        [
            "id": Node(.string(check.id)), "title": Node(.string(check.title)), "proves": Node(.string(check.proves)),
            "capability": Node(.string(check.capability)), "binding": Node(.string(check.binding)),
            "needs": Node(.list(check.needs.map { Node(.string($0.name)) })),
        ]
    }

    /// Who asks.
    static func verifier(_ target: LiveTarget, nonce: String, _ invocation: Invocation) throws -> Verifier {
        let userAgent = "fairlead/\(Fairlead.version)"
        var reach = DirectExchanger.Reach { Curl(tls: $0, userAgent: userAgent) }
        reach.addresses = try invocation.options("address").map { text in
            guard let rule = AddressRule(text) else {
                throw UsageError("`--address \(text)` is not HOST[:PORT]=ADDRESS[:PORT]")
            }
            return rule
        }
        reach.authorities = try invocation.option("ca").map { try Files.read(Path($0)) }
        let session: LiveSession
        switch target {
        case .machine(let machine): return try verifier(machine, reach, invocation)
        case .cluster(let cluster): session = cluster
        }
        reach.isInside = invocation.environment.nonEmpty("KUBERNETES_SERVICE_HOST") != nil
        let direct = DirectExchanger(
            reach: reach, cluster: session.cluster,
            source: SecretSource(store: session.store, cluster: session.cluster),
            clock: invocation.clock)
        guard invocation.flag("in-cluster") else { return Verifier(outside: direct, clock: invocation.clock) }
        guard let image = invocation.option("image") ?? RunnerImage.standard(session.desired) else {
            throw UsageError(
                "the platform has no image that can run the checks: name one with --image (Python 3.8 or newer, and psql)"
            )
        }
        let (cluster, platform, clock) = (session.cluster, session.desired.name, invocation.clock)
        return Verifier(
            outside: direct,
            inside: { namespace in
                JobExchanger(
                    cluster: cluster, namespace: namespace, platform: platform, image: image, nonce: nonce, clock: clock
                )
            }, clock: clock)
    }

    /// On one machine everything is asked from here: the containers' addresses stand for the names of Services.
    private static func verifier(
        _ session: MachineSession, _ known: DirectExchanger.Reach, _ invocation: Invocation
    ) throws -> Verifier {
        guard !invocation.flag("in-cluster") else {
            throw UsageError("`--in-cluster` is for clusters", path: invocation.path)
        }
        var reach = known
        let containers = try MachineControl(session.context).addresses()
        reach.addresses += containers + Self.loopback(session)
        if reach.authorities == nil {
            // One that only this platform knows; where everybody trusts who signs, there is none.
            let own = try MachineAuthority.all(session.desired.input, plan: session.plan).flatMap { authority in
                // Where what answers is not there, the checks of hosts say so.
                let result = try session.context.podman.ask(authority.command)
                return result.succeeded ? result.stdout : []
            }
            if !own.isEmpty { reach.authorities = own }
        }
        reach.inner = session.context.inner
        reach.innerHosts = Set(containers.map(\.target))
        return Verifier(
            outside: DirectExchanger(
                reach: reach, cluster: nil, source: SecretSource(store: session.opened.vault?.store, cluster: nil),
                clock: invocation.clock), clock: invocation.clock)
    }

    /// Whatever ends in `localhost` is this machine (RFC 6761, 6.3); not every resolver knows it.
    private static func loopback(_ session: MachineSession) -> [AddressRule] {
        session.desired.input.resolution.members.compactMap(\.host).filter { ".\($0)".hasSuffix(".localhost") }
            .compactMap {
                AddressRule("\($0)=127.0.0.1")
            }
    }
}
