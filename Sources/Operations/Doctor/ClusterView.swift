public import Kubernetes
public import Values

/// As much of a cluster as the doctor asks for. `Cluster` is one; tests have another, made of data.
public protocol ClusterView: Sendable {
    /// The server's version.
    func serverVersion() throws -> ServerVersion
    /// The time that the server says, in seconds since 1970; nil if it does not.
    func timeOfServer() throws -> Int64?
    /// The kinds that it serves, those that it prefers first.
    func servedTypes() throws -> [ResourceType]
    /// Whether the user may do something.
    ///
    /// - Parameters:
    ///   - verb: such as `create`.
    ///   - type: the kind.
    ///   - namespace: the namespace; nil for all, or for kinds without one.
    func isAllowed(_ verb: String, _ type: ResourceType, namespace: String?) throws -> Bool
    /// The objects of a kind.
    ///
    /// - Parameters:
    ///   - type: the kind.
    ///   - namespace: the namespace; nil for all.
    ///   - metadataOnly: whether only the metadata is asked for.
    func objects(_ type: ResourceType, namespace: String?, metadataOnly: Bool) throws -> [Node]
    /// One object; nil if it is not there.
    ///
    /// - Parameter reference: the object.
    func object(_ reference: ObjectReference) throws -> Node?
    /// Makes an object.
    ///
    /// - Parameters:
    ///   - object: the object.
    ///   - dryRun: whether it is only tried.
    func make(_ object: Node, dryRun: Bool) throws -> Node
    /// Removes an object; one that is not there is as good as removed.
    ///
    /// - Parameter reference: the object.
    func remove(_ reference: ObjectReference) throws
    /// The last lines that a container wrote.
    ///
    /// - Parameters:
    ///   - pod: the pod.
    ///   - container: the container.
    ///   - lines: how many lines.
    ///   - previous: those of the container's last life.
    func log(_ pod: ObjectReference, container: String, lines: Int, previous: Bool) throws -> String
}

extension ClusterView {
    /// The objects of a kind in the version that the server prefers; nil if it does not serve the kind.
    ///
    /// - Parameters:
    ///   - group: the API group; empty for the core group.
    ///   - kind: the kind.
    ///   - namespace: the namespace; nil for all.
    func all(_ group: String, _ kind: String, namespace: String? = nil) throws -> [Node]? {
        guard let type = try servedTypes().first(where: { $0.group == group && $0.kind == kind }) else { return nil }
        return try objects(type, namespace: namespace, metadataOnly: false)
    }
}

extension Cluster: ClusterView {
    /// The server's version.
    public func serverVersion() throws -> ServerVersion { try version() }

    /// The time that the server says.
    public func timeOfServer() throws -> Int64? { try serverTime() }

    /// The kinds that it serves.
    public func servedTypes() throws -> [ResourceType] { try resources() }

    /// Whether the user may do something.
    public func isAllowed(_ verb: String, _ type: ResourceType, namespace: String?) throws -> Bool {
        try mayI(verb, type, namespace: namespace)
    }

    /// The objects of a kind.
    public func objects(_ type: ResourceType, namespace: String?, metadataOnly: Bool) throws -> [Node] {
        try list(type, namespace: namespace, metadataOnly: metadataOnly).items
    }

    /// One object.
    public func object(_ reference: ObjectReference) throws -> Node? { try get(reference) }

    /// Makes an object.
    public func make(_ object: Node, dryRun: Bool) throws -> Node { try create(object, dryRun: dryRun) }

    /// Removes an object.
    public func remove(_ reference: ObjectReference) throws { _ = try delete(reference) }

    /// The last lines that a container wrote.
    public func log(_ pod: ObjectReference, container: String, lines: Int, previous: Bool) throws -> String {
        try logs(
            namespace: pod.namespace ?? "default", pod: pod.name, container: container, lines: lines, previous: previous
        )
    }
}
