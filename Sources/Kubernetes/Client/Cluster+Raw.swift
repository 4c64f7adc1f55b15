public import HTTP

extension Cluster {
    /// A request to a path of the server, such as a service's proxy; the answer whatever its status.
    /// Only 429 and connections that did not come about are tried again, and cut ones where the method is `GET` or `HEAD`.
    ///
    /// - Parameters:
    ///   - method: the method.
    ///   - path: the path from the slash on, encoded, with its query.
    ///   - headers: header fields.
    ///   - body: the body.
    ///   - timeoutMilliseconds: how long it may take.
    /// - Throws: `KubernetesFailure`, `Interrupted`.
    public func raw(
        _ method: String, _ path: String, headers: [(name: String, value: String)] = [], body: [UInt8]? = nil,
        timeoutMilliseconds: Int = 30_000
    ) throws -> HTTPResponse {
        guard PathText.isPath(path) else {
            throw KubernetesFailure(.invalid, "\"\(ServerText.clean(path, limit: 200))\" is no path of the server")
        }
        let call = Call(
            method: method, path: path, headers: headers, body: body, isRepeatable: method == "GET" || method == "HEAD",
            takesServerErrors: true, timeoutMilliseconds: timeoutMilliseconds)
        return try perform(call) { $0 }
    }

    /// The path of a service's proxy.
    ///
    /// - Parameters:
    ///   - namespace: the service's namespace.
    ///   - service: its name.
    ///   - port: its port, by number or name.
    ///   - scheme: `http` or `https`.
    ///   - path: what to ask of the service, from the slash on, encoded, with its query.
    /// - Throws: `KubernetesFailure` of kind `.invalid`.
    public static func servicePath(
        namespace: String, service: String, port: String, scheme: String = "http", path: String = "/"
    ) throws -> String {
        guard let service = PathText.segment(service), let port = PathText.segment(port), path.utf8.first == 0x2F else {
            throw KubernetesFailure(.invalid, "the service, its port or its path cannot be part of a path")
        }
        let services = ResourceType(
            group: "", version: "v1", kind: "Service", plural: "services", isNamespaced: true, verbs: [])
        let prefix = scheme == "https" ? "https:" : ""
        // The name's three parts are divided by colons, which must stay as they are.
        return try services.path(namespace: namespace) + "/\(prefix)\(service):\(port)/proxy\(path)"
    }
}
