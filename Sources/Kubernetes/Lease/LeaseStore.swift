import Host
package import Values

/// Where a Lease is kept. A protocol, so that tests can let it fail.
package protocol LeaseStore: Sendable {
    /// The object; nil when it is not there.
    func read(_ reference: ObjectReference) throws -> Node?
    /// Makes the object; `KubernetesFailure` of kind `.alreadyExists` when somebody was quicker.
    func make(_ object: Node) throws -> Node
    /// Replaces the object; `KubernetesFailure` of kind `.conflict` when somebody changed it meanwhile.
    func change(_ object: Node) throws -> Node
    /// The same for the end, which may come after a request to stop.
    func changeLast(_ object: Node) throws -> Node
}

/// A Lease in a cluster.
///
/// Writes are sent in few attempts with short limits of their own: the lock is renewed again soon anyway, and its end must not keep
/// anybody waiting for a server that does not answer.
struct ClusterLeaseStore: LeaseStore {
    let cluster: Cluster

    func read(_ reference: ObjectReference) throws -> Node? { try cluster.get(reference) }
    func make(_ object: Node) throws -> Node { try cluster.create(object) }
    func change(_ object: Node) throws -> Node { try put(object, milliseconds: 10_000, attempts: 2) }

    func changeLast(_ object: Node) throws -> Node {
        try Interrupt.shielded { try put(object, milliseconds: 1000, attempts: 1) }
    }

    private func put(_ object: Node, milliseconds: Int, attempts: Int) throws -> Node {
        guard let reference = ObjectReference(object) else {
            throw KubernetesFailure(.malformed, "the lock of the platform has no name")
        }
        let type = ResourceType(
            group: "coordination.k8s.io", version: "v1", kind: "Lease", plural: "leases", isNamespaced: true, verbs: [])
        var call = Call(method: "PUT", path: try cluster.path(type, reference), object: reference)
        call.query = [("fieldManager", Cluster.fieldManager)]
        call.timeoutMilliseconds = milliseconds
        call.attempts = attempts
        call.setBody(object)
        return try cluster.object(call).node
    }
}
