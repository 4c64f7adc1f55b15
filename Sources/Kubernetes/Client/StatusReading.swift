import HTTP
import Values

/// Why an answer is a failure (API reference: `Status`; RFC 9110 where the answer is no `Status`).
enum StatusReading {
    /// The failure that an answer of 300 and more tells.
    static func failure(_ response: HTTPResponse, _ call: Call) -> KubernetesFailure {
        failure(body(response), code: response.status, call)
    }

    /// The failure that a `Status` tells, in an answer or among the events of a watch.
    static func failure(_ status: Node?, code: Int, _ call: Call) -> KubernetesFailure {
        let message = ServerText.clean(status?["message"]?.string ?? "")
        let causes = (status?.at("details", "causes")?.list ?? []).prefix(64).map { cause in
            KubernetesFailure.Cause(
                field: ServerText.clean(cause["field"]?.string ?? ""),
                message: ServerText.clean(cause["message"]?.string ?? ""),
                reason: ServerText.clean(cause["reason"]?.string ?? ""))
        }
        var failure = KubernetesFailure(
            kind(code, status?["reason"]?.string ?? ""),
            message.isEmpty ? "the server answers with status \(code)" : message,
            status: code, causes: causes, object: call.object)
        explain(&failure)
        return failure
    }

    /// The failure of a request without an answer.
    static func failure(_ failure: HTTPFailure, _ call: Call, server: String) -> KubernetesFailure {
        var result = KubernetesFailure(.unreachable, ServerText.clean(failure.message), object: call.object)
        switch failure.kind {
        case .name:
            result.hint = "check the server's name in the kubeconfig (\(server)) and the name service of this machine"
        case .connection: result.hint = "check that the cluster runs and that this machine reaches \(server)"
        case .tls: result.hint = "check the certificate authority in the kubeconfig and the clocks of both machines"
        case .timeout: result.hint = "the server is slow or a firewall drops what is sent; try again"
        case .cut: result.hint = "the server or a proxy ended the connection; try again"
        case .answer:
            result.kind = .malformed
            result.hint = "what answers at \(server) may be no Kubernetes API server"
        case .request: result.kind = .access
        case .cancelled: break
        }
        return result
    }

    /// A failure of kind `.malformed`.
    static func malformed(_ message: String, _ call: Call) -> KubernetesFailure {
        KubernetesFailure(
            .malformed, message, object: call.object,
            hint:
                "something between here and the API server may have answered in its place; check the server's URL in the kubeconfig"
        )
    }

    /// For how long the server asks to wait, in milliseconds: seconds or a date (RFC 9110, section 10.2.3).
    static func retryAfter(_ response: HTTPResponse, now: Int64) -> Int? {
        guard let text = response.header("Retry-After") else { return nil }
        let trimmed = text.split(separator: " ").joined(separator: " ")
        guard let seconds = Int64(trimmed) ?? HTTPDate.seconds(trimmed).map({ $0 - now }) else { return nil }
        return Int(min(max(seconds, 0), 86_400)) * 1000
    }

    private static func body(_ response: HTTPResponse) -> Node? {
        guard response.body.count <= 1 << 20, response.body.first == UInt8(ascii: "{") else { return nil }
        return try? JSON.parse(response.body, file: "answer")
    }

    private static func kind(_ status: Int, _ reason: String) -> KubernetesFailure.Kind {
        switch status {
        case 300..<400: .malformed
        case 401: .unauthenticated
        case 403: .forbidden
        case 404: .notFound
        case 409: reason == "AlreadyExists" ? .alreadyExists : .conflict
        case 410: .expired
        case 429: .tooManyRequests
        case 408, 504: .timeout
        case 400..<500: .invalid
        default: .server
        }
    }
}

extension KubernetesFailure {
    /// Whether it may pass by itself, so that asking again later makes sense.
    public var isPassing: Bool {
        switch kind {
        case .unreachable, .tooManyRequests, .server, .timeout, .malformed: true
        default: false
        }
    }
}
