import Values

/// What a node of the cluster has, and what is still free of it.
struct NodeRoom: Sendable {
    /// The node.
    let name: String
    /// Its labels.
    let labels: [String: String]
    /// What it gives to pods, by resource.
    let allocatable: [String: Double]
    /// What nobody has asked for yet.
    var free: [String: Double]
    /// Whether a pod that says nothing special may go there.
    let isOpen: Bool
    /// Whether no pod goes there at all.
    let isClosed: Bool

    /// Reads nodes and takes off what pods have asked for.
    ///
    /// - Parameters:
    ///   - nodes: the nodes.
    ///   - pods: all pods.
    ///   - ignoring: namespaces whose pods do not count, because the plan counts them.
    static func all(_ nodes: [Node], pods: [Node], ignoring: Set<String>) -> [NodeRoom] {
        var rooms = nodes.map(NodeRoom.init)
        var index: [String: Int] = [:]
        for (position, room) in rooms.enumerated() { index[room.name] = position }
        for pod in pods {
            let phase = pod.at("status", "phase")?.string
            guard phase != "Succeeded", phase != "Failed",
                !ignoring.contains(pod.at("metadata", "namespace")?.string ?? ""),
                let position = pod.at("spec", "nodeName")?.string.flatMap({ index[$0] })
            else { continue }
            for (resource, amount) in PodDemand.of(pod: pod["spec"] ?? [:]) {
                rooms[position].free[resource, default: 0] -= amount
            }
        }
        return rooms
    }

    private init(_ node: Node) {
        name = node.at("metadata", "name")?.string ?? ""
        var labels: [String: String] = [:]
        for entry in node.at("metadata", "labels")?.mapping?.entries ?? [] { labels[entry.key] = entry.value.string }
        self.labels = labels
        allocatable = PodDemand.amounts(node.at("status", "allocatable"))
        free = allocatable
        let taints = (node.at("spec", "taints")?.list ?? []).filter { $0["effect"]?.string != "PreferNoSchedule" }
        let ready = (node.at("status", "conditions")?.list ?? []).first { $0["type"]?.string == "Ready" }
        isClosed =
            node.at("spec", "unschedulable")?.bool == true || (ready.map { $0["status"]?.string != "True" } ?? false)
        isOpen = !isClosed && taints.isEmpty
    }

    /// Whether a pod fits into amounts.
    static func fits(_ requests: [String: Double], into amounts: [String: Double]) -> Bool {
        requests.allSatisfy { $0.value == 0 || $0.value <= amounts[$0.key] ?? 0 }
    }
}
