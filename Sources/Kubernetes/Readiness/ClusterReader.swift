public import Values

/// What following a chain of reasons reads of a cluster. ``Cluster`` is one; tests have others.
public protocol ClusterReader: Sendable {
    /// An object; nil if it is not there.
    func object(_ reference: ObjectReference) throws -> Node?
    /// The objects of a kind in a namespace; empty where the kind is not served.
    func objects(_ apiVersion: String, _ kind: String, namespace: String?, labels: String?, fields: String?) throws
        -> [Node]
    /// The last lines that a container wrote.
    func log(namespace: String, pod: String, container: String, lines: Int, previous: Bool) throws -> String
}

extension Cluster: ClusterReader {
    /// An object; nil if it is not there.
    public func object(_ reference: ObjectReference) throws -> Node? { try get(reference) }

    /// The objects of a kind in a namespace; empty where the kind is not served.
    public func objects(
        _ apiVersion: String, _ kind: String, namespace: String?, labels: String?, fields: String?
    ) throws -> [Node] {
        do {
            return try list(try resource(apiVersion, kind), namespace: namespace, labels: labels, fields: fields).items
        } catch let failure as KubernetesFailure where failure.kind == .notServed {
            return []
        }
    }

    /// The last lines that a container wrote.
    public func log(
        namespace: String, pod: String, container: String, lines: Int, previous: Bool
    ) throws -> String {
        try logs(namespace: namespace, pod: pod, container: container, lines: lines, previous: previous)
    }
}
