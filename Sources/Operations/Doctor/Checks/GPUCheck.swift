import Rendering
import Diagnostics
import Delivery
import Kubernetes
import Platform
import Values

/// The nodes offer the graphics processors that the models need.
struct GPUCheck: DoctorCheck {
    let name = "gpus"
    let title = "Graphics processors"

    /// What a resource is needed for.
    struct Need: Sendable {
        let resource: String
        let runtimeClass: String
        let members: [String]
        let models: [Specification.Model]
    }

    func run(_ context: DoctorContext) throws -> [DoctorResult] {
        let needs = Self.needs(context)
        guard !needs.isEmpty else { return [.ok("no component needs graphics processors")] }
        let cluster = context.cluster
        let rooms = NodeRoom.all(
            try cluster.all("", "Node") ?? [], pods: try cluster.all("", "Pod") ?? [],
            ignoring: Set(context.namespaces.map(\.name)))
        let plugins = try cluster.all("apps", "DaemonSet") ?? []
        let classes = try cluster.all("node.k8s.io", "RuntimeClass") ?? []
        return needs.flatMap {
            Self.judge(
                $0, rooms: rooms, declared: context.desired.input.resolution.specification.gpus, plugins: plugins,
                runtimeClasses: classes.compactMap { $0.at("metadata", "name")?.string })
        }
    }

    private static func needs(_ context: DoctorContext) -> [Need] {
        let facts = context.facts(of: "gpu")
        return DoctorWords.unique(facts.compactMap { $0.properties["resource"]?.string }).map { resource in
            let some = facts.filter { $0.properties["resource"]?.string == resource }
            let members = DoctorWords.unique(some.map(\.binding.consumer))
            return Need(
                resource: resource,
                runtimeClass: some.lazy.compactMap { $0.properties["runtimeClass"]?.string }.first { !$0.isEmpty }
                    ?? "",
                members: members,
                models: members.flatMap { context.desired.input.resolution.member($0)?.models ?? [] }.filter {
                    $0.gpus > 0
                })
        }
    }

    static func judge(
        _ need: Need, rooms: [NodeRoom], declared: [Specification.GPU], plugins: [Node], runtimeClasses: [String]
    ) -> [DoctorResult] {
        let asked = need.models.reduce(0) { $0 + $1.gpus * $1.replicas }
        let nodes = rooms.filter { !$0.isClosed && ($0.allocatable[need.resource] ?? 0) > 0 }
        let offered = nodes.reduce(0) { $0 + ($1.allocatable[need.resource] ?? 0) }
        let free = nodes.reduce(0) { $0 + max($1.free[need.resource] ?? 0, 0) }
        var results: [DoctorResult] = []
        let words = "the models need \(asked) of \(need.resource), the nodes offer \(Amount.decimal(offered))"
        if offered < Double(asked) {
            results.append(
                .failure(
                    .gpuMissing, words, for: need.members,
                    cause: offered > 0 ? "engines without a processor wait for ever" : reason(need.resource, plugins),
                    hint: offered > 0
                        ? "add nodes, or lower `gpus` or `replicas` of a model"
                        : "install the driver and its device plugin, or name the resource that the nodes offer"))
        } else if free < Double(asked) {
            results.append(
                .failure(
                    .gpuMissing, "\(words), but only \(Amount.decimal(free)) are free", for: need.members,
                    cause: "pods of others hold the rest", hint: "free them, or add nodes"))
        } else {
            results.append(.ok(words, for: need.members))
        }
        if let largest = need.models.max(by: { $0.gpus < $1.gpus }), offered > 0,
            !nodes.contains(where: { ($0.allocatable[need.resource] ?? 0) >= Double(largest.gpus) })
        {
            results.append(
                .failure(
                    .gpuMissing, "the model \(largest.name) needs \(largest.gpus) of \(need.resource) on one node",
                    for: need.members, cause: "no node has so many", hint: "use larger nodes, or smaller weights"))
        }
        results += products(declared, nodes: nodes, need)
        if !need.runtimeClass.isEmpty {
            results.append(
                runtimeClasses.contains(need.runtimeClass)
                    ? .ok("the runtime class \(need.runtimeClass) exists", for: need.members)
                    : .failure(
                        .gpuMissing, "there is no runtime class \(need.runtimeClass)", for: need.members,
                        cause: "the server refuses pods that name it",
                        hint: runtimeClasses.isEmpty
                            ? "install the container toolkit of the driver, or set no runtime class"
                            : "there are: \(DoctorWords.list(runtimeClasses))"))
        }
        return results
    }

    /// What `spec.cluster.gpus` says against the label that the device plugin's feature discovery sets on nodes.
    private static func products(_ declared: [Specification.GPU], nodes: [NodeRoom], _ need: Need) -> [DoctorResult] {
        let label = need.resource + ".product"
        let found = Dictionary(grouping: nodes.filter { $0.labels[label] != nil }) { $0.labels[label] ?? "" }.mapValues
        {
            $0.reduce(0) { $0 + ($1.allocatable[need.resource] ?? 0) }
        }
        guard !found.isEmpty else {
            return declared.isEmpty || nodes.isEmpty
                ? [] : [.skipped("products: no node has the label \(label)", for: need.members)]
        }
        return declared.map { gpu in
            let there = found[gpu.product] ?? 0
            let words = "\(gpu.product): spec.cluster.gpus says \(gpu.count), the nodes have \(Amount.decimal(there))"
            return there >= Double(gpu.count)
                ? .ok(words, for: need.members)
                : .failure(
                    .gpuMissing, words, for: need.members, cause: "models are placed by this label",
                    hint: "correct spec.cluster.gpus; the nodes have \(DoctorWords.list(found.keys.sorted()))")
        }
    }

    private static func reason(_ resource: String, _ plugins: [Node]) -> String {
        let found = plugins.filter { $0.at("metadata", "name")?.string?.contains("device-plugin") == true }
        guard let plugin = found.first else { return "no node offers \(resource), and there is no device plugin" }
        let ready = plugin.at("status", "numberReady")?.integer ?? 0
        let wanted = plugin.at("status", "desiredNumberScheduled")?.integer ?? 0
        return
            "no node offers \(resource); the device plugin \(plugin.at("metadata", "name")?.string ?? "") is ready on \(ready) of \(wanted) nodes"
    }
}
