public import Crypto
import HTTP
public import Host
public import Kubernetes
import Values

/// Reading and starting again single parts of a platform in a cluster: what ``MachineControl`` does on one machine.
public struct ClusterControl: Sendable {
    private let desired: DesiredPlatform
    private let cluster: Cluster
    private let secrets: [SecretBytes]
    private let clock: Clock
    /// How long is waited before the next look for containers that came, in milliseconds.
    var lookMilliseconds = 3000

    /// Control over a platform.
    ///
    /// - Parameters:
    ///   - desired: what the cluster is to have.
    ///   - cluster: the cluster.
    ///   - secrets: values that are masked in whatever containers wrote.
    ///   - clock: the time.
    public init(_ desired: DesiredPlatform, _ cluster: Cluster, secrets: [SecretBytes], clock: Clock = .system) {
        self.desired = desired
        self.cluster = cluster
        self.secrets = secrets
        self.clock = clock
    }

    /// What the containers of a component's pods wrote; values of the store are masked.
    ///
    /// - Parameters:
    ///   - component: the component.
    ///   - request: what is asked for. Containers that come later are followed too, 64 at the same time at most.
    ///   - note: told why there is nothing of a container.
    ///   - write: gets each line, from several threads if several containers are followed.
    /// - Throws: `KubernetesFailure`; `Interrupted`; what `write` throws.
    public func logs(
        _ component: String, _ request: LogRequest, note: @escaping @Sendable (String) -> Void,
        write: @escaping @Sendable (LogLine) throws -> Void
    ) throws {
        guard let member = desired.member(component) else { return }
        let masked = LogFeed.maskable(secrets)
        if request.follows {
            return try LogPursuit(cluster, request, secrets: masked, clock: clock, note: note, write: write).run(
                every: lookMilliseconds
            ) { try ComponentObjects(of: member, desired, cluster) }
        }
        let sources = try ComponentObjects(of: member, desired, cluster).pods.flatMap(LogSource.of)
        if sources.isEmpty { note("\(component) has no pods") }
        for source in sources {
            try Interrupt.check()
            var feed = LogFeed(source.description, secrets: masked, write)
            do {
                try cluster.streamLogs(
                    namespace: source.namespace, pod: source.pod, container: source.container, lines: request.lines,
                    sinceSeconds: request.sinceSeconds
                ) { piece in
                    try feed.take(piece)
                    return .more
                }
                try feed.end()
            } catch let failure as KubernetesFailure where [.invalid, .notFound].contains(failure.kind) {
                // It has not begun yet, or is gone already.
                note("\(source): \(failure.message)")
            }
        }
    }

    /// Makes the pods of a component's workloads anew, as `kubectl rollout restart` does, and waits for them.
    ///
    /// - Parameters:
    ///   - component: the component.
    ///   - patienceSeconds: how long each wait may take.
    ///   - observe: told what happens.
    /// - Returns: how many workloads were started again.
    /// - Throws: `KubernetesFailure`, `GateFailure`, `Interrupted`.
    public func restart(
        _ component: String, patienceSeconds: Int, observe: @escaping @Sendable (UpEvent) -> Void
    ) throws -> Int {
        guard let member = desired.member(component) else { return 0 }
        let references = try ComponentObjects(of: member, desired, cluster).restartable.compactMap {
            ObjectReference($0)
        }
        var context = UpContext(desired: desired, cluster: cluster, helm: nil, releases: []) { _ in Node(.null) }
        context.secrets = secrets
        context.clock = clock
        context.patienceSeconds = patienceSeconds
        context.lookMilliseconds = 500
        let whole = context
        let lane = references.map {
            UpStep(
                id: $0.identity, title: "\($0.kind)/\($0.name)", member: component, work: .objects([], waits: true))
        }
        let phase = UpPhase(title: "restart", wave: nil, lanes: [lane])
        return try PhaseRun([phase], clock: clock, observe: observe).run { step, stopped, observe in
            guard let reference = references.first(where: { $0.identity == step.id }) else { return .unchanged }
            _ = try whole.cluster.patch(reference, merge: Self.mark(at: Timestamp.text(whole.clock.now())))
            try Waiting(context: whole, step: step, stopped: stopped, observe: observe).untilReady([reference])
            return .changed(1)
        }
    }

    /// A pod template that differs is rolled out; the annotation is the one that kubectl's `rollout restart` writes
    /// (kubectl, `polymorphichelpers/objectrestarter.go`).
    static func mark(at time: String) -> Node {
        [
            "spec": [
                "template": ["metadata": ["annotations": ["kubectl.kubernetes.io/restartedAt": Node(.string(time))]]]
            ]
        ]
    }
}

/// A container that writes a log.
struct LogSource: Sendable, Hashable, CustomStringConvertible {
    let namespace: String
    let pod: String
    let container: String

    var description: String { "\(pod)/\(container)" }

    /// The containers of a pod; what runs before them only while they do not run.
    static func of(_ pod: Node) -> [LogSource] {
        guard let namespace = pod.at("metadata", "namespace")?.string, let name = pod.at("metadata", "name")?.string
        else { return [] }
        let isPending = pod.at("status", "phase")?.string == "Pending"
        let lists = (isPending ? [pod.at("spec", "initContainers")] : []) + [pod.at("spec", "containers")]
        return lists.flatMap { $0?.list ?? [] }.compactMap { $0["name"]?.string }.map {
            LogSource(namespace: namespace, pod: name, container: $0)
        }
    }
}
