import Host
public import Kubernetes
import Rendering
public import Values

/// Everything in a cluster that bears a platform's label, whatever its kind: what there is, not what there should be.
public struct Inventory: Sendable {
    /// The objects, by kind and name; only their metadata.
    public let objects: [Node]
    /// Kinds that could not be listed, with the reason.
    public let unseen: [(kind: String, reason: String)]

    /// Kinds that mirror others or cannot be labelled by us.
    private static let left: Set<String> = [
        "Event", "Lease", "Endpoints", "EndpointSlice", "ReplicaSet", "Pod", "ControllerRevision",
    ]

    /// Lists everything.
    ///
    /// - Parameters:
    ///   - cluster: the cluster.
    ///   - platform: the platform's name.
    /// - Throws: `KubernetesFailure` if not even the kinds are known; `Interrupted`.
    public static func of(_ cluster: Cluster, platform: String) throws -> Inventory {
        let types = try cluster.preferredResources().filter {
            $0.verbs.contains("list") && !left.contains($0.kind) && $0.group != "metrics.k8s.io"
        }
        let results = Parallel.map(types, limit: 8) { type in
            try cluster.list(type, labels: "\(Mark.platform)=\(platform)", metadataOnly: true).items
        }
        var objects: [Node] = []
        var unseen: [(kind: String, reason: String)] = []
        for (type, result) in zip(types, results) {
            switch result {
            case .success(let items):
                objects += items.map { item in
                    // A list of metadata says PartialObjectMetadata of each.
                    var object = item
                    object["apiVersion"] = Node(.string(type.apiVersion))
                    object["kind"] = Node(.string(type.kind))
                    return object
                }
            case .failure(let error as Interrupted): throw error
            case .failure(let error as KubernetesFailure) where error.kind == .notFound || error.kind == .notServed:
                continue
            case .failure(let error): unseen.append((type.kind, "\(error)"))
            }
        }
        return Inventory(objects: objects, unseen: unseen)
    }

    /// The references of all objects.
    public var references: [ObjectReference] { objects.compactMap { ObjectReference($0) } }
}
