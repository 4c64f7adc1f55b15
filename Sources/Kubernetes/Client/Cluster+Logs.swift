public import HTTP

extension Cluster {
    /// What a container wrote, as it comes.
    ///
    /// - Parameters:
    ///   - namespace: the pod's namespace.
    ///   - pod: the pod.
    ///   - container: the container.
    ///   - lines: how many of the last lines.
    ///   - sinceSeconds: only what is not older.
    ///   - follows: whether the connection stays open for what is written from now on; it ends with the container.
    ///   - body: gets each piece; what it throws ends the call.
    /// - Throws: `KubernetesFailure`, of kind `.invalid` for a container that has not begun yet; `Interrupted`.
    public func streamLogs(
        namespace: String, pod: String, container: String, lines: Int, sinceSeconds: Int? = nil, follows: Bool = false,
        body: (ArraySlice<UInt8>) throws -> StreamDecision
    ) throws {
        let pods = ResourceType(group: "", version: "v1", kind: "Pod", plural: "pods", isNamespaced: true, verbs: [])
        var call = Call(path: try pods.path(namespace: namespace, name: pod, subresource: "log"))
        call.object = ObjectReference("v1", "Pod", namespace: namespace, name: pod)
        call.headers = [("Accept", "text/plain, application/json, */*")]
        call.query = [("container", container), ("tailLines", String(max(lines, 0)))]
        if let sinceSeconds { call.query.append(("sinceSeconds", String(max(sinceSeconds, 1)))) }
        if follows { call.query.append(("follow", "true")) }
        do {
            let response = try transport.stream(
                try request(call), idleMilliseconds: follows ? 86_400_000 : 60_000, body: body)
            guard (200..<300).contains(response.status) else { throw StatusReading.failure(response, call) }
        } catch let failure as HTTPFailure {
            throw StatusReading.failure(failure, call, server: access.server)
        }
    }
}
