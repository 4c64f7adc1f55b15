import Kubernetes
import Values

/// What an object asks the scheduler for.
struct PodDemand: Sendable {
    /// How many pods there are at once.
    enum Number: Sendable, Equatable {
        case pods(Int)
        case onePerNode
    }

    /// The member.
    let member: String
    /// The object, for people.
    let title: String
    /// How many pods.
    let number: Number
    /// What one pod asks for, by resource: cores of `cpu`, bytes of `memory`, pieces of others.
    let requests: [String: Double]

    /// What an object of the plan asks for; nil if no pod follows from it, or it ends by itself.
    ///
    /// A custom resource counts if it says `spec.resources` itself, for `spec.instances` or `spec.replicas` pods.
    init?(_ object: PlannedObject) {
        guard let found = Self.pods(object) else { return nil }
        member = object.member
        title = "\(object.reference.kind) \(object.reference.name)"
        (number, requests) = found
    }

    private static func pods(_ object: PlannedObject) -> (Number, [String: Double])? {
        let spec = object.node["spec"] ?? [:]
        let pod = spec.at("template", "spec")
        switch object.reference.kind {
        case "Deployment", "StatefulSet", "ReplicaSet":
            return pod.map { (.pods(count(spec["replicas"])), of(pod: $0)) }
        case "DaemonSet": return pod.map { (.onePerNode, of(pod: $0)) }
        case "Pod": return (.pods(1), of(pod: spec))
        case "Job", "CronJob", "Namespace", "PersistentVolumeClaim": return nil
        default:
            guard let resources = spec["resources"], resources["requests"] != nil || resources["limits"] != nil else {
                return nil
            }
            return (.pods(count(spec["instances"] ?? spec["replicas"])), of(resources))
        }
    }

    /// What a pod asks for (Kubernetes documentation, "Resource sharing within containers"): the containers together with the
    /// initial ones that stay, or the largest initial one.
    static func of(pod: Node) -> [String: Double] {
        let initial = pod["initContainers"]?.list ?? []
        let staying = initial.filter { $0["restartPolicy"]?.string == "Always" }
        var sum: [String: Double] = [:]
        for container in (pod["containers"]?.list ?? []) + staying {
            sum.merge(of(container["resources"] ?? [:])) { $0 + $1 }
        }
        for container in initial where container["restartPolicy"]?.string != "Always" {
            sum.merge(of(container["resources"] ?? [:])) { max($0, $1) }
        }
        sum.merge(amounts(pod["overhead"])) { $0 + $1 }
        return sum
    }

    // What is only limited is asked for at its limit (API reference: `ResourceRequirements.requests`).
    private static func of(_ resources: Node) -> [String: Double] {
        amounts(resources["limits"]).merging(amounts(resources["requests"])) { $1 }
    }

    /// A mapping of resources.
    static func amounts(_ node: Node?) -> [String: Double] {
        var result: [String: Double] = [:]
        for entry in node?.mapping?.entries ?? [] {
            let number = entry.value.string.flatMap(Amount.parse) ?? entry.value.double.flatMap { $0 >= 0 ? $0 : nil }
            if let number { result[entry.key] = number }
        }
        return result
    }

    private static func count(_ node: Node?) -> Int { Int(clamping: min(max(node?.integer ?? 1, 0), 100_000)) }
}
