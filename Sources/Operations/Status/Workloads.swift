import Kubernetes
import Values

/// The workloads among what belongs to a component, with their pods.
struct Workloads {
    private let evidence: StatusEvidence

    init(_ evidence: StatusEvidence) { self.evidence = evidence }

    /// All objects, but of the jobs that one schedule made only the newest: what failed yesterday and went well today went well.
    var current: [Node] {
        var newest: [String: (time: String, index: Int)] = [:]
        var old: Set<Int> = []
        for (index, object) in evidence.objects.enumerated() where object["kind"]?.string == "Job" {
            let owner = (object.at("metadata", "ownerReferences")?.list ?? []).first { $0["kind"]?.string == "CronJob" }
            guard let uid = owner?["uid"]?.string else { continue }
            let time = object.at("metadata", "creationTimestamp")?.string ?? ""
            if let other = newest[uid] {
                old.insert(other.time < time ? other.index : index)
                if other.time >= time { continue }
            }
            newest[uid] = (time, index)
        }
        return evidence.objects.enumerated().filter { !old.contains($0.offset) }.map(\.element)
    }

    /// How many pods a workload asks for, and how many of them are ready.
    static func pods(_ workload: Node) -> ComponentStatus.Count {
        func number(_ path: String...) -> Int {
            // A server could say anything.
            Int(min(max(workload.at(path)?.integer ?? 0, 0), 1_000_000))
        }
        switch workload["kind"]?.string {
        case "DaemonSet":
            return .init(ready: number("status", "numberReady"), desired: number("status", "desiredNumberScheduled"))
        case "Job": return .init()
        default:
            let wanted = workload.at("spec", "replicas") == nil ? 1 : number("spec", "replicas")
            return .init(ready: number("status", "readyReplicas"), desired: wanted)
        }
    }

    /// The pod of a workload that tells most about why it is not ready.
    func worstPod(of workload: Node) -> (ObjectReference, ReadinessState)? {
        guard let reference = ObjectReference(workload) else { return nil }
        let states = evidence.pods.compactMap { pod -> (ObjectReference, ReadinessState)? in
            guard Self.belongs(pod, to: workload, reference), let its = ObjectReference(pod) else { return nil }
            let state = Readiness.of(pod, now: evidence.now)
            return state.isReady ? nil : (its, state)
        }
        return states.first { $0.1.level == .failed } ?? states.first
    }

    private static func belongs(_ pod: Node, to workload: Node, _ reference: ObjectReference) -> Bool {
        guard pod.at("metadata", "namespace")?.string == reference.namespace else { return false }
        return (pod.at("metadata", "ownerReferences")?.list ?? []).contains { owner in
            if let uid = owner["uid"]?.string, uid == workload.at("metadata", "uid")?.string { return true }
            guard reference.kind == "Deployment", owner["kind"]?.string == "ReplicaSet", let set = owner["name"]?.string
            else { return false }
            return Attribution.deployment(ofReplicaSet: set) == reference.name
        }
    }
}

/// What pods tell of the recent past.
struct PodCounts {
    /// How often containers were started again in the last hour, at least: the server tells how often in all, and when the last time was.
    let inLastHour: Int

    init(_ pods: [Node], now: Int64) {
        var count: Int64 = 0
        for pod in pods {
            let made = pod.at("metadata", "creationTimestamp")?.string.flatMap(Timestamp.seconds) ?? 0
            for container in pod.at("status", "containerStatuses")?.list ?? [] {
                let restarts = min(max(container["restartCount"]?.integer ?? 0, 0), 1_000_000)
                guard restarts > 0 else { continue }
                if now - made < 3600 {
                    count += restarts
                } else if let end = container.at("lastState", "terminated", "finishedAt")?.string.flatMap(
                    Timestamp.seconds),
                    now - end < 3600
                {
                    count += 1
                }
            }
        }
        inLastHour = Int(count)
    }
}
