import Host
import Kubernetes
import Rendering
import Values

/// What stands in the cluster of a platform or in its namespaces, and what stands in the way of its definitions: metadata only.
struct DownCensus: Sendable {
    /// Everything with the platform's label, and everything in the platform's namespaces.
    let objects: [Node]
    /// Objects of kinds that were added to Kubernetes, wherever they are, by the name of their definition (`plural.group`).
    let instances: [String: [Node]]
    /// The platform's namespaces, as objects.
    let namespaces: [Node]
    /// Kinds that could not be listed, with the reason.
    let unseen: [String]

    /// Kinds that mirror others, or come and go by themselves.
    private static let passing: Set<String> = [
        "Event", "Lease", "Endpoints", "EndpointSlice", "ControllerRevision", "ComponentStatus", "PodMetrics",
        "NodeMetrics",
    ]

    /// Looks.
    ///
    /// - Throws: `KubernetesFailure` if not even the kinds or the namespaces are known; `Interrupted`.
    static func of(_ cluster: Cluster, platform: String) throws -> DownCensus {
        let namespaces = try cluster.list(
            try cluster.resource("v1", "Namespace"), labels: "\(Mark.platform)=\(platform)", metadataOnly: true
        ).items
        let names = Set(namespaces.compactMap { $0.at("metadata", "name")?.string })
        let isRelevant = { @Sendable (object: Node) -> Bool in
            object.at("metadata", "labels")?[Mark.platform]?.string.map { $0.utf8.elementsEqual(platform.utf8) }
                ?? false
                || object.at("metadata", "namespace")?.string.map { names.contains($0) } ?? false
        }
        let found = try look(cluster, namespace: nil) { object, type in
            !DownOrder.isBuiltIn(type.group) || isRelevant(object)
        }
        let custom = found.kinds.filter { !DownOrder.isBuiltIn($0.type.group) }
        return DownCensus(
            objects: found.kinds.flatMap(\.objects).filter(isRelevant),
            instances: Dictionary(
                custom.map { ("\($0.type.plural).\($0.type.group)", $0.objects) }, uniquingKeysWith: +),
            namespaces: namespaces, unseen: found.unseen)
    }

    /// Everything in one namespace now.
    static func of(_ cluster: Cluster, namespace: String) throws -> (objects: [Node], unseen: [String]) {
        let found = try look(cluster, namespace: namespace) { _, _ in true }
        return (found.kinds.flatMap(\.objects), found.unseen)
    }

    private static func look(
        _ cluster: Cluster, namespace: String?, keeps: @escaping @Sendable (Node, ResourceType) -> Bool
    ) throws -> (kinds: [(type: ResourceType, objects: [Node])], unseen: [String]) {
        let types = try cluster.preferredResources().filter {
            $0.verbs.contains("list") && !passing.contains($0.kind) && !$0.group.hasSuffix("metrics.k8s.io")
                && (namespace == nil || $0.isNamespaced)
        }
        let results = Parallel.map(types, limit: 8) { type in
            try cluster.list(type, namespace: namespace, metadataOnly: true).items.filter {
                // What has no uid is computed, not stored.
                $0.at("metadata", "uid")?.string != nil && keeps($0, type)
            }.map { item in
                var object = item
                object["apiVersion"] = Node(.string(type.apiVersion))
                object["kind"] = Node(.string(type.kind))
                // Who set which field is of no use here and takes most of the room.
                object["metadata"]?["managedFields"] = nil
                return object
            }
        }
        var kinds: [(type: ResourceType, objects: [Node])] = []
        var unseen: [String] = []
        var seen: Set<String> = []
        for (type, result) in zip(types, results) {
            switch result {
            case .success(let items):
                // Some kinds are served by two groups.
                kinds.append((type, items.filter { seen.insert($0.at("metadata", "uid")?.string ?? "").inserted }))
            case .failure(let error as Interrupted): throw error
            case .failure(let error as KubernetesFailure) where error.kind == .notFound || error.kind == .notServed:
                continue
            case .failure(let error as KubernetesFailure) where error.kind == .unreachable: throw error
            case .failure(let error): unseen.append("\(type.kind): \(error)")
            }
        }
        return (kinds, unseen)
    }
}
