public import Crypto
public import HTTP
import Values

/// The HTTP API of Vault and OpenBao, as far as values, policies and logins need it (openbao.org/api-docs).
public struct VaultAPI: Sendable {
    /// An answer: the status and what stood in it.
    struct Answer {
        let status: Int
        let node: Node

        var isDone: Bool { (200..<300).contains(status) }
        /// What the store says that is wrong. Values are never in it.
        var errors: String {
            ShownText.clean((node["errors"]?.list ?? []).compactMap(\.string).joined(separator: "; "))
        }
    }

    /// The base URL.
    public let address: String
    private let transport: any HTTPTransport
    private let token: SecretBytes
    private let namespace: String?

    /// Makes a speaker. Nothing is sent.
    ///
    /// - Parameters:
    ///   - address: the base URL, such as `https://bao.example.org`.
    ///   - token: the token; it goes into a header field and nowhere else.
    ///   - namespace: the namespace inside of the store, where it has any.
    ///   - transport: who sends.
    public init(address: String, token: SecretBytes, namespace: String? = nil, transport: any HTTPTransport) {
        var trimmed = address
        while trimmed.hasSuffix("/") { trimmed.removeLast() }
        self.address = trimmed
        self.token = token
        self.namespace = namespace
        self.transport = transport
    }

    /// Sends a request.
    ///
    /// - Parameters:
    ///   - method: the method.
    ///   - path: the path below `/v1/`, plain.
    ///   - body: what is sent as JSON.
    ///   - accepts: statuses beside 2xx that the caller knows what to do with.
    /// - Throws: ``VaultFailure`` for every other status, or if there is no answer; `Interrupted`.
    func call(_ method: String, _ path: String, body: Node? = nil, accepts: Set<Int> = []) throws -> Answer {
        var headers: [(name: String, value: String)] = [("X-Vault-Request", "true")]
        headers.append(("X-Vault-Token", token.withBytes { String(decoding: $0, as: UTF8.self) }))
        if let namespace { headers.append(("X-Vault-Namespace", namespace)) }
        if body != nil { headers.append(("Content-Type", "application/json")) }
        let escaped = path.split(separator: "/").map { URLText.encodeSegment(String($0)) }.joined(separator: "/")
        let request = HTTPRequest(
            method, "\(address)/v1/\(escaped)", headers: headers, body: body.map { Array(JSON.write($0).utf8) },
            timeoutMilliseconds: 30_000, bodyLimit: 8 << 20)
        let response: HTTPResponse
        do { response = try transport.send(request) } catch let failure as HTTPFailure {
            throw VaultFailure(.unreachable, "\(address) cannot be reached: \(failure.message)")
        }
        let node = (try? JSON.parse(response.body, file: "answer")) ?? Node(.null)
        let answer = Answer(status: response.status, node: node)
        guard answer.isDone || accepts.contains(answer.status) else {
            throw VaultFailure(answer: answer, method: method, path: path)
        }
        return answer
    }

    /// Asks whether the store is ready and the token good.
    ///
    /// - Throws: ``VaultFailure`` that says what is missing.
    func greet() throws {
        let health = try call("GET", "sys/health", accepts: [429, 472, 473, 501, 503])
        if health.node["initialized"]?.bool == false {
            throw VaultFailure(.uninitialised, "the store at \(address) was never initialised")
        }
        if health.node["sealed"]?.bool == true { throw VaultFailure(.sealed, "the store at \(address) is sealed") }
        guard health.node["initialized"]?.bool == true else {
            throw VaultFailure(.refused, "what answers at \(address) is neither Vault nor OpenBao")
        }
        _ = try call("GET", "auth/token/lookup-self")
    }
}
