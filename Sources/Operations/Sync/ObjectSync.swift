public import Kubernetes
public import Values

/// Brings single objects into a cluster: looks first, writes only what differs, never what is somebody else's.
public struct ObjectSync: Sendable {
    /// The cluster.
    public let cluster: Cluster
    /// The platform on whose behalf this is done.
    public let platform: String
    /// Whether objects that nobody claims are taken over.
    public let adopts: Bool

    /// A way to bring objects.
    ///
    /// - Parameters:
    ///   - cluster: the cluster.
    ///   - platform: the platform's name.
    ///   - adopts: whether objects that nobody claims are taken over.
    public init(cluster: Cluster, platform: String, adopts: Bool = false) {
        self.cluster = cluster
        self.platform = platform
        self.adopts = adopts
    }

    /// What would happen to an object, by looking at it only.
    ///
    /// - Parameters:
    ///   - desired: the object as it is to be.
    ///   - live: the object as it is; nil if it is not there.
    public func change(_ desired: DesiredObject, live: Node?) -> ObjectChange {
        let (reference, owner) = (desired.reference, desired.owner)
        guard let live else { return ObjectChange(reference: reference, owner: owner, action: .create) }
        if Self.isTheClustersOwn(reference) {
            return ObjectChange(
                reference: reference, owner: owner, action: .none,
                reason: "it is the cluster's own and is used as it is", live: live)
        }
        if let reason = refusal(live) {
            return ObjectChange(reference: reference, owner: owner, action: .refused, reason: reason, live: live)
        }
        var differences = LiveDifference.between(desired: desired.node, live: live)
        differences += OwnedFields.leftOver(live: live, desired: desired.node).map {
            FieldDifference(path: $0, desired: nil, live: nil)
        }
        return ObjectChange(
            reference: reference, owner: owner, action: differences.isEmpty ? .none : .change, differences: differences,
            live: live)
    }

    /// Brings an object, if it is not as it should be.
    ///
    /// Fields that others set to something else are taken back: the platform file is what counts, as for a GitOps engine. A Job that cannot be
    /// changed is removed and made anew; what it did once, it does again.
    ///
    /// - Parameters:
    ///   - desired: the object.
    ///   - beforeWriting: called before anything is written.
    /// - Returns: what was done.
    /// - Throws: `KubernetesFailure`: kind `.conflict` without a status if the object is somebody else's; `Interrupted`.
    @discardableResult
    public func bring(_ desired: DesiredObject, beforeWriting: () throws -> Void = {}) throws -> ObjectChange {
        var change = change(desired, live: try cluster.get(desired.reference))
        switch change.action {
        case .none, .delete, .replace: return change
        case .refused:
            throw KubernetesFailure(
                .conflict, change.reason ?? "it is somebody else's", object: desired.reference,
                hint: "take it over with --adopt, or remove it if nobody needs it")
        case .create, .change: break
        }
        try beforeWriting()
        do {
            change.warnings = try cluster.apply(desired.node, force: change.action == .change).warnings
        } catch let failure as KubernetesFailure where isReplaceable(desired, failure) {
            _ = try cluster.delete(desired.reference, uid: change.uid)
            change.warnings = try cluster.apply(desired.node).warnings
            change.action = .replace
        }
        return change
    }

    /// Namespaces that every cluster has (Kubernetes documentation, "Initial namespaces"): their labels are not a platform's to set.
    private static func isTheClustersOwn(_ reference: ObjectReference) -> Bool {
        reference.kind == "Namespace" && reference.group.isEmpty
            && ["default", "kube-system", "kube-public", "kube-node-lease"].contains(reference.name)
    }

    /// Fields of a Job that never change (kubernetes, `validation.ValidateJobSpecUpdate`). What is wrong inside of them is told
    /// with a longer path, and would be as wrong in a new Job.
    private static let fixedJobFields: Set<String> = [
        "spec.template", "spec.selector", "spec.completions", "spec.completionMode",
    ]

    private func isReplaceable(_ desired: DesiredObject, _ failure: KubernetesFailure) -> Bool {
        failure.kind == .invalid && desired.reference.kind == "Job" && desired.reference.group == "batch"
            && !failure.causes.isEmpty && failure.causes.allSatisfy { Self.fixedJobFields.contains($0.field) }
    }

    /// Why an object that is there is not touched; nil if it may be.
    private func refusal(_ live: Node) -> String? {
        switch Ownership.of(live, platform: platform) {
        case .ours: nil
        case .unclaimed:
            adopts ? nil : "it was there before this platform, and nothing on it says that it belongs to it"
        case .otherPlatform(let name): "it belongs to the platform `\(name)`"
        case .release(let namespace, let name): adopts ? nil : "it belongs to the Helm release \(namespace)/\(name)"
        // What this platform's own engine brought bears the platform's label; this is another's.
        case .application(let name): adopts ? nil : "it belongs to the Argo CD application `\(name)`"
        case .kustomization(let name): adopts ? nil : "it belongs to the Flux Kustomization `\(name)`"
        }
    }
}
