import HTTP
import Helm
import Host
import Kubernetes
import Values

/// What the lists brought.
struct StatusLists: Sendable {
    /// Everything but pods and Helm's records.
    var objects: [Node] = []
    /// The pods.
    var pods: [Node] = []
    /// The last revision of each release that has a record.
    var releases: [ReleaseStatus] = []
    /// Storage classes; only read where a claim is not bound.
    var storageClasses: [Node] = []
    /// The kinds that were looked at, by `group/kind`.
    var seen: Set<String> = []
    /// The kinds that the cluster does not serve, by `group/kind`.
    var unserved: Set<String> = []
    /// What could not be looked at.
    var unseen: [PlatformStatus.Unseen] = []
}

/// Reads the lists, side by side.
struct StatusReading {
    private let desired: DesiredPlatform
    private let cluster: Cluster
    private let namespaces: [String]

    init(_ desired: DesiredPlatform, cluster: Cluster) {
        self.desired = desired
        self.cluster = cluster
        let own = desired.members.filter(\.isInstalled).map(\.namespace)
        namespaces = Set(own + desired.objects.compactMap(\.reference.namespace)).sorted()
    }

    /// Up to so many namespaces are asked one by one: less is sent than for the whole cluster.
    private static let fewNamespaces = 2

    func read() throws -> StatusLists {
        let queries = StatusQuery.all(desired)
        // Each of these begins with a handshake, which costs as much as the answers to a few lists.
        let results = Parallel.map(queries, limit: 4) { query in try answer(query) }
        var lists = StatusLists()
        for (query, result) in zip(queries, results) {
            switch result {
            case .success(let items?): take(items, of: query, into: &lists)
            case .success(nil): lists.unserved.insert(StatusQuery.key(query.type))
            case .failure(let failure as KubernetesFailure) where Self.isOfOneKind(failure):
                lists.unseen.append(.init(kind: query.type.kind, reason: failure.message))
            case .failure(let error): throw error
            }
        }
        try readStorageClasses(into: &lists)
        return lists
    }

    /// Whether a failure says nothing about the cluster as a whole.
    private static func isOfOneKind(_ failure: KubernetesFailure) -> Bool {
        switch failure.kind {
        case .access, .unreachable, .unauthenticated, .timeout: false
        default: true
        }
    }

    private func take(_ items: [Node], of query: StatusQuery, into lists: inout StatusLists) {
        let spaces = Set(namespaces)
        let near = items.filter { item in item.at("metadata", "namespace")?.string.map(spaces.contains) ?? true }
        switch query.type {
        case StatusQuery.pods: lists.pods = near
        case StatusQuery.secrets where query.labels?.hasPrefix("owner=helm") ?? false:
            var newest: [String: ReleaseStatus] = [:]
            for record in near.compactMap({ ReleaseStatus(record: $0) }) {
                let name = "\(record.namespace)/\(record.name)"
                if newest[name].map({ $0.revision < record.revision }) ?? true { newest[name] = record }
            }
            lists.releases = newest.values.sorted { ($0.namespace, $0.name) < ($1.namespace, $1.name) }
            lists.seen.insert("helm")
            return
        default: lists.objects += near
        }
        lists.seen.insert(StatusQuery.key(query.type))
    }

    /// The objects of a query; nil if the cluster does not serve the kind.
    private func answer(_ query: StatusQuery) throws -> [Node]? {
        do { return try list(query) } catch let failure as KubernetesFailure where failure.kind == .notFound {
            // The guess of the plural was wrong, or the kind is not there.
            var real = query
            do { real.type = try cluster.resource(query.type.apiVersion, query.type.kind) } catch let failure
                as KubernetesFailure where failure.kind == .notServed
            {
                return nil
            }
            return real.type.plural == query.type.plural ? nil : try list(real)
        }
    }

    private func list(_ query: StatusQuery) throws -> [Node] {
        if query.type.isNamespaced, namespaces.count <= Self.fewNamespaces { return try byNamespace(query) }
        if query.type == StatusQuery.pods, try isCrowded() { return try byNamespace(query) }
        do { return try list(query, in: nil) } catch let failure as KubernetesFailure where failure.kind == .forbidden {
            guard query.type.isNamespaced, !namespaces.isEmpty else { throw failure }
            return try byNamespace(query)
        }
    }

    /// Whether there are so many pods of others that reading all of them costs more than many small lists
    /// (API reference: `ListMeta.remainingItemCount`, only told where nothing is selected).
    private func isCrowded() throws -> Bool {
        let answer = try cluster.raw(
            "GET", "/api/v1/pods?limit=1",
            headers: [("Accept", "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1,application/json")])
        guard answer.status == 200, let page = try? JSON.parse(answer.body, file: "pods") else { return false }
        return (page.at("metadata", "remainingItemCount")?.integer ?? 0) > Self.manyPods
    }

    private static let manyPods: Int64 = 1500

    /// Whoever may not see the whole cluster may see the platform's namespaces.
    private func byNamespace(_ query: StatusQuery) throws -> [Node] {
        try namespaces.flatMap { try list(query, in: $0) }
    }

    private func list(_ query: StatusQuery, in namespace: String?) throws -> [Node] {
        try cluster.list(
            query.type, namespace: namespace, labels: query.labels, fields: query.fields,
            metadataOnly: query.metadataOnly, managersLeftOut: true
        ).items
    }

    private func readStorageClasses(into lists: inout StatusLists) throws {
        let isNeeded = lists.objects.contains {
            $0["kind"]?.string == "PersistentVolumeClaim" && $0.at("status", "phase")?.string != "Bound"
        }
        guard isNeeded else { return }
        let type = ResourceType(
            group: "storage.k8s.io", version: "v1", kind: "StorageClass", plural: "storageclasses", isNamespaced: false,
            verbs: ["list"])
        do {
            lists.storageClasses = try cluster.list(type).items
            lists.seen.insert("storage.k8s.io/StorageClass")
        } catch let failure as KubernetesFailure where Self.isOfOneKind(failure) {
            lists.unseen.append(.init(kind: type.kind, reason: failure.message))
        }
    }
}
