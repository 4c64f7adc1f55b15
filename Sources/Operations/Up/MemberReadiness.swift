import Catalog
public import Host
public import Kubernetes
public import Values

/// Whether a member does its work: its gates, and the workloads and claims that it brought.
public struct MemberReadiness: Sendable {
    private let cluster: Cluster
    private let clock: Clock

    /// A look at members.
    ///
    /// - Parameters:
    ///   - cluster: the cluster.
    ///   - clock: the time.
    public init(_ cluster: Cluster, clock: Clock = .system) {
        self.cluster = cluster
        self.clock = clock
    }

    /// Why a member is not ready yet.
    ///
    /// - Parameters:
    ///   - member: the member.
    ///   - manifest: what its chart brought.
    ///   - withObjects: whether its own objects count.
    /// - Returns: nothing if it is ready.
    /// - Throws: `KubernetesFailure`, `Interrupted`.
    public func reasons(_ member: DesiredMember, manifest: [Node], withObjects: Bool = true) throws -> [WaitReason] {
        var seen: Set<ObjectReference> = []
        var reasons: [WaitReason] = []
        let own = withObjects ? member.objects.map(\.reference) : []
        let brought = manifest.compactMap { object -> ObjectReference? in
            guard var reference = ObjectReference(object), Self.works.contains(reference.kind) else { return nil }
            reference.namespace = reference.namespace ?? member.namespace
            return reference
        }
        for reference in own + brought where seen.insert(reference).inserted {
            guard let live = try cluster.get(reference) else {
                // A Job may be gone because it was done (API reference: `ttlSecondsAfterFinished`).
                if reference.kind == "Job", !own.contains(reference) { continue }
                reasons.append(WaitReason(reference, "it is not there yet"))
                continue
            }
            let state = Readiness.of(live, now: clock.now())
            if !state.isReady, state.level != .unknown {
                reasons.append(WaitReason(reference, state.sentence, isFailure: state.level == .failed))
            }
        }
        let gates = try member.gates.flatMap { try GateTest(cluster, clock: clock).reasons($0, of: member) }
        // A gate on an object that is named already says the same again.
        let named = Set(reasons.map(\.reference))
        return reasons + gates.filter { !named.contains($0.reference) }
    }

    /// Kinds of charts' objects that have a state worth waiting for.
    private static let works: Set<String> = [
        "Deployment", "StatefulSet", "DaemonSet", "Job", "PersistentVolumeClaim", "CustomResourceDefinition",
        "APIService",
    ]
}
