public import HTTP
public import Kubernetes
public import Values

/// As much of a cluster as checks ask for. `Cluster` is one; tests have another, made of data.
public protocol ProbeCluster: Sendable {
    /// The objects of a kind in a namespace; none if the kind is not served.
    func probeObjects(_ apiVersion: String, _ kind: String, namespace: String, labels: String?) throws -> [Node]
    /// One object; nil if it is not there.
    func probeObject(_ reference: ObjectReference) throws -> Node?
    /// A request to a Service through the API server. The field `Authorization` does not come through: the API server takes it for its own.
    func probeService(
        _ name: String, namespace: String, port: Int, scheme: String, method: String, target: String,
        headers: [(name: String, value: String)], body: [UInt8]?, milliseconds: Int
    ) throws -> HTTPResponse
    /// Makes an object.
    func probeMake(_ object: Node) throws
    /// Removes an object with what it owns.
    func probeRemove(_ reference: ObjectReference) throws
    /// The last lines of a pod.
    func probeLog(namespace: String, pod: String, lines: Int) throws -> String
}

extension Cluster: ProbeCluster {
    /// The objects of a kind in a namespace; none if the kind is not served.
    public func probeObjects(_ apiVersion: String, _ kind: String, namespace: String, labels: String?) throws -> [Node]
    {
        do {
            return try list(try resource(apiVersion, kind), namespace: namespace, labels: labels).items
        } catch let failure as KubernetesFailure where failure.kind == .notServed || failure.kind == .notFound {
            return []
        }
    }

    /// One object; nil if it is not there.
    public func probeObject(_ reference: ObjectReference) throws -> Node? { try get(reference) }

    /// A request to a Service through the API server.
    public func probeService(
        _ name: String, namespace: String, port: Int, scheme: String, method: String, target: String,
        headers: [(name: String, value: String)], body: [UInt8]?, milliseconds: Int
    ) throws -> HTTPResponse {
        let path = try Cluster.servicePath(
            namespace: namespace, service: name, port: String(port), scheme: scheme, path: target)
        return try raw(method, path, headers: headers, body: body, timeoutMilliseconds: milliseconds)
    }

    /// Makes an object.
    public func probeMake(_ object: Node) throws { _ = try create(object) }

    /// Removes an object with what it owns.
    public func probeRemove(_ reference: ObjectReference) throws { _ = try delete(reference, propagation: .background) }

    /// The last lines of a pod.
    public func probeLog(namespace: String, pod: String, lines: Int) throws -> String {
        try logs(namespace: namespace, pod: pod, lines: lines)
    }
}
