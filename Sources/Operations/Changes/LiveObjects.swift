import Host
import Kubernetes
import Values

/// The objects of a cluster that stand where others are wanted, read with as few requests as possible.
struct LiveObjects {
    /// The objects by identity.
    private(set) var found: [String: Node] = [:]
    /// Kinds that are wanted and not served, as `apiVersion/kind`.
    private(set) var notServed: Set<String> = []
    /// The namespaces that are there; nil where they may not be listed.
    private(set) var namespaces: Set<String>?
    /// Objects that could not be looked at, with the reason.
    private(set) var unseen: [(reference: ObjectReference, reason: String)] = []

    private enum Look: Sendable {
        case list(ResourceType, namespace: String?, [ObjectReference])
        case get([ObjectReference])
    }

    private typealias Seen = (found: [(String, Node)], unseen: [(ObjectReference, String)])

    /// Reads them.
    ///
    /// - Throws: `KubernetesFailure` if the cluster does not answer or does not know who asks; `Interrupted`.
    init(_ references: [ObjectReference], in cluster: Cluster) throws {
        var groups: [String: (type: ResourceType, references: [ObjectReference])] = [:]
        var types: [String: ResourceType] = [:]
        for reference in references {
            let name = Self.kindName(reference)
            if notServed.contains(name) { continue }
            if types[name] == nil {
                do { types[name] = try cluster.resource(reference.apiVersion, reference.kind) } catch let failure
                    as KubernetesFailure
                    where failure.kind == .notServed
                {
                    notServed.insert(name)
                }
            }
            guard let type = types[name] else { continue }
            groups["\(name)/\(reference.namespace ?? "")", default: (type, [])].references.append(reference)
        }
        namespaces = try Self.namespaces(cluster)
        let results = Parallel.map(Self.looks(groups.values.map { $0 }), limit: 8) { try Self.look($0, cluster) }
        for result in results {
            let seen = try result.get()
            for (identity, node) in seen.found { found[identity] = node }
            unseen += seen.unseen.map { (reference: $0.0, reason: $0.1) }
        }
    }

    static func kindName(_ reference: ObjectReference) -> String { "\(reference.apiVersion)/\(reference.kind)" }

    /// Lists pay from the third object on. Secrets and definitions are read one by one: a namespace's Secrets hold the history of every Helm
    /// release, and definitions of others may be tens of megabytes.
    private static func looks(_ groups: [(type: ResourceType, references: [ObjectReference])]) -> [Look] {
        var looks: [Look] = []
        for group in groups {
            let isHeavy = ["Secret", "CustomResourceDefinition"].contains(group.type.kind)
            let threshold = group.type.isNamespaced ? 3 : 8
            if isHeavy || group.references.count < threshold || !group.type.verbs.contains("list") {
                looks += group.references.map { .get([$0]) }
            } else {
                looks.append(.list(group.type, namespace: group.references.first?.namespace, group.references))
            }
        }
        return looks
    }

    private static func look(_ look: Look, _ cluster: Cluster) throws -> Seen {
        switch look {
        case .get(let references): return try get(references, cluster)
        case .list(let type, let namespace, let references):
            let wanted = Set(references.map(\.identity))
            do {
                let items = try cluster.list(type, namespace: namespace).items
                return (
                    items.compactMap { item in
                        guard let identity = ObjectReference(item)?.identity, wanted.contains(identity) else {
                            return nil
                        }
                        return (identity, item)
                    }, []
                )
            } catch let failure as KubernetesFailure where failure.kind == .forbidden || failure.kind == .malformed {
                // A user may be allowed to read what they may not list, and a list may be too long to be read.
                return try get(references, cluster)
            }
        }
    }

    private static func get(_ references: [ObjectReference], _ cluster: Cluster) throws -> Seen {
        var seen: Seen = ([], [])
        for reference in references {
            do {
                if let live = try cluster.get(reference) { seen.found.append((reference.identity, live)) }
            } catch let failure as KubernetesFailure where failure.kind == .forbidden {
                seen.unseen.append((reference, failure.message))
            }
        }
        return seen
    }

    private static func namespaces(_ cluster: Cluster) throws -> Set<String>? {
        do {
            let items = try cluster.list(try cluster.resource("v1", "Namespace"), metadataOnly: true).items
            return Set(items.compactMap { $0.at("metadata", "name")?.string })
        } catch let failure as KubernetesFailure where failure.kind == .forbidden {
            return nil
        }
    }
}
