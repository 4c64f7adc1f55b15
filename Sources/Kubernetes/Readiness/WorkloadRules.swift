import Values

/// Kinds of the group `apps`.
enum WorkloadRules {
    static func state(_ view: ObjectView) -> ReadinessState? {
        switch view.kind {
        case "Deployment": view.unseenOrSilent ?? deployment(view)
        case "StatefulSet": view.unseenOrSilent ?? statefulSet(view)
        case "DaemonSet": view.unseenOrSilent ?? daemonSet(view)
        case "ReplicaSet": view.unseenOrSilent ?? replicaSet(view)
        default: nil
        }
    }

    private static func deployment(_ view: ObjectView) -> ReadinessState {
        let wanted = view.wanted("spec", "replicas", default: 1)
        if let progress = view.condition("Progressing"), progress.reason == "ProgressDeadlineExceeded" {
            return .failed(
                progress.reason, "its rollout came to no end in time: \(pods(view.count("readyReplicas"), wanted))",
                progress)
        }
        if let failure = refused(view) { return failure }
        let updated = view.count("updatedReplicas")
        if updated < wanted {
            if view.object.at("spec", "paused")?.bool == true {
                return .progressing("Paused", "its rollout is paused")
            }
            return .progressing("Updating", "\(updated) of \(wanted) pods are of the new version")
        }
        let old = view.count("replicas") - updated
        if old > 0 {
            let noun = old == 1 ? "pod of the old version is" : "pods of the old version are"
            return .progressing("Replacing", "\(old) \(noun) still there")
        }
        let available = view.condition("Available")
        if view.count("availableReplicas") < wanted || view.count("readyReplicas") < wanted {
            let count = min(view.count("availableReplicas"), view.count("readyReplicas"))
            return .progressing("PodsNotReady", pods(count, wanted), available)
        }
        if let available, !available.isTrue {
            return .progressing("NotAvailable", "not available: \(available.words)", available)
        }
        return .ready(pods(wanted, wanted), available)
    }

    private static func statefulSet(_ view: ObjectView) -> ReadinessState {
        let wanted = view.wanted("spec", "replicas", default: 1)
        if let failure = refused(view) { return failure }
        let ready = view.count("readyReplicas")
        if ready < wanted { return .progressing("PodsNotReady", pods(ready, wanted)) }
        let extra = view.count("replicas") - wanted
        if extra > 0 { return .progressing("Shrinking", "\(extra) pod\(extra == 1 ? " is" : "s are") too many still") }
        if view.wanted("spec", "minReadySeconds", default: 0) > 0,
            let available = view.object.at("status", "availableReplicas")?.integer, available < wanted
        {
            return .progressing("PodsNotAvailable", "\(available) of \(wanted) pods are ready for long enough")
        }
        if view.text("spec", "updateStrategy", "type") == "OnDelete" {
            return .ready(pods(ready, wanted) + "; new versions come when pods are removed by hand")
        }
        let partition = view.wanted("spec", "updateStrategy", "rollingUpdate", "partition", default: 0)
        if partition > 0 {
            let due = max(wanted - partition, 0)
            let updated = view.count("updatedReplicas")
            if updated < due { return .progressing("Updating", "\(updated) of \(due) pods are of the new version") }
            return .ready(pods(ready, wanted))
        }
        if view.text("status", "currentRevision") != view.text("status", "updateRevision") {
            return .progressing(
                "Updating", "\(view.count("updatedReplicas")) of \(wanted) pods are of the new version")
        }
        return .ready(pods(ready, wanted))
    }

    private static func daemonSet(_ view: ObjectView) -> ReadinessState {
        guard let wanted = view.object.at("status", "desiredNumberScheduled")?.integer else {
            return .progressing("NoStatus", "its controller has not looked at it yet")
        }
        if wanted == 0 { return .ready("no node is to run it") }
        if view.text("spec", "updateStrategy", "type") != "OnDelete" {
            let updated = view.count("updatedNumberScheduled")
            if updated < wanted {
                return .progressing("Updating", "\(updated) of \(wanted) pods are of the new version")
            }
        }
        let running = min(view.count("numberReady"), view.count("numberAvailable"))
        return running < wanted
            ? .progressing("PodsNotReady", pods(running, wanted)) : .ready(pods(running, wanted))
    }

    private static func replicaSet(_ view: ObjectView) -> ReadinessState {
        let wanted = view.wanted("spec", "replicas", default: 1)
        if let failure = refused(view) { return failure }
        let ready = min(view.count("readyReplicas"), view.count("availableReplicas"))
        if ready < wanted { return .progressing("PodsNotReady", pods(ready, wanted)) }
        let extra = view.count("replicas") - wanted
        return extra > 0
            ? .progressing("Shrinking", "\(extra) pod\(extra == 1 ? " is" : "s are") too many still")
            : .ready(pods(ready, wanted))
    }

    /// The controller is not allowed to make pods: a quota, an admission webhook, a service account that is not there.
    private static func refused(_ view: ObjectView) -> ReadinessState? {
        guard let failure = view.holds("ReplicaFailure") else { return nil }
        return .failed(
            failure.reason.isEmpty ? "FailedCreate" : failure.reason, "no pod can be made: \(failure.words)", failure)
    }

    static func pods(_ count: Int64, _ wanted: Int64) -> String {
        if wanted == 0 { return "no pod is wanted" }
        return "\(count) of \(wanted) pod\(wanted == 1 ? " is" : "s are") ready"
    }
}
