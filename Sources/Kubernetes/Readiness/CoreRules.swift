public import Values

/// Kinds of the core group.
enum CoreRules {
    static func state(_ view: ObjectView) -> ReadinessState? {
        switch view.kind {
        case "Pod": PodRule.state(view)
        case "PersistentVolumeClaim": claim(view)
        case "PersistentVolume": volume(view)
        case "Service": service(view)
        case "Namespace": namespace(view)
        case "ReplicationController": nil
        case "Node": node(view)
        case "Event", "ConfigMap", "Secret", "ServiceAccount", "Endpoints": .ready("it is there")
        default: nil
        }
    }

    private static func claim(_ view: ObjectView) -> ReadinessState {
        switch view.text("status", "phase") {
        case "Bound": return .ready("claim is bound")
        case "Lost": return .failed("ClaimLost", "the volume that the claim was bound to is gone")
        default: break
        }
        let annotations = view.object.at("metadata", "annotations")
        let name = view.object.at("spec", "storageClassName")?.string
        let old = annotations?["volume.beta.kubernetes.io/storage-class"]?.string
        guard let name = name ?? old else {
            return .progressing(
                "NoStorageClass", "claim is not bound: it names no storage class, and none is the default")
        }
        if name.isEmpty {
            return .progressing("Unbound", "claim is not bound: it waits for a volume that was made by hand")
        }
        let shown = OneLine.text(name, limit: 80)
        if annotations?["volume.kubernetes.io/selected-node"] != nil {
            return .progressing("Provisioning", "claim is not bound: storage class \(shown) is making its volume")
        }
        return .progressing("Unbound", "claim is not bound: storage class \(shown) has made no volume for it yet")
    }

    private static func volume(_ view: ObjectView) -> ReadinessState {
        let phase = OneLine.text(view.text("status", "phase"), limit: 80)
        switch phase {
        case "Available", "Bound", "Released": return .ready("volume is \(phase.lowercased())")
        case "Failed": return .failed("VolumeFailed", "volume failed: \(OneLine.text(view.text("status", "message")))")
        default: return .progressing("Pending", "volume is not there yet")
        }
    }

    private static func service(_ view: ObjectView) -> ReadinessState {
        guard view.text("spec", "type") == "LoadBalancer" else { return .ready("it is there") }
        let addresses = view.object.at("status", "loadBalancer", "ingress")?.list ?? []
        let fixed = view.object.at("spec", "externalIPs")?.list ?? []
        if addresses.isEmpty, fixed.isEmpty {
            return .progressing("NoAddress", "no load balancer has given it an address")
        }
        let first = addresses.first.flatMap { $0["ip"]?.string ?? $0["hostname"]?.string } ?? fixed.first?.string
        return .ready("it has the address \(OneLine.text(first ?? "", limit: 80))")
    }

    private static func namespace(_ view: ObjectView) -> ReadinessState {
        view.text("status", "phase") == "Terminating"
            ? .progressing(ReadinessState.terminating, "being removed") : .ready("it is there")
    }

    private static func node(_ view: ObjectView) -> ReadinessState {
        guard let ready = view.condition("Ready") else {
            return .progressing("NoStatus", "waiting for the node to say anything")
        }
        return ready.isTrue
            ? .ready("node is ready", ready) : .failed("NodeNotReady", "node is not ready: \(ready.words)", ready)
    }
}

extension Readiness {
    /// How far a claim is, seen together with its storage class: a class that waits for the first consumer leaves
    /// a claim
    /// unbound until a pod uses it, and that is as it should be.
    ///
    /// - Parameters:
    ///   - claim: the PersistentVolumeClaim.
    ///   - storageClass: the class that it names or got by default; nil when it is not there.
    ///   - isUsed: whether a pod names the claim.
    ///   - now: seconds since 1970.
    public static func ofClaim(
        _ claim: Node, storageClass: Node?, isUsed: Bool, now: Int64
    ) -> ReadinessState {
        let state = of(claim, now: now)
        guard state.level == .progressing, !state.isBeingRemoved, state.reason != "NoStorageClass" else { return state }
        let named = claim.at("spec", "storageClassName")?.string
        guard let storageClass else {
            guard let named, !named.isEmpty else { return state }
            let shown = OneLine.text(named, limit: 80)
            return .failed("NoStorageClass", "claim is not bound: there is no storage class \(shown)")
        }
        if storageClass["volumeBindingMode"]?.string == "WaitForFirstConsumer", !isUsed {
            return .ready("claim waits for the first pod that uses it")
        }
        return state
    }
}
