import Crypto
import HTTP
import Operations
import Synchronization
import Values

/// The part of the API of Vault and OpenBao that a push uses, in memory. `SecretPushInteropTests` asks the real one the same.
final class StubVault: HTTPTransport {
    /// What it holds, and how it behaves.
    struct State {
        var isInitialised = true
        var isSealed = false
        var token = "t0ken"
        var mounts: [String: Node] = [:]
        var logins: [String: Node] = [:]
        var objects: [String: Node] = [:]
        var versions: [String: Int64] = [:]
        var writes: [String] = []
        var requests: [HTTPRequest] = []
        /// How often a mounted store refuses at first.
        var refusals = 0
        /// Done once, between the reading of a value and its writing.
        var meanwhile: (@Sendable (inout State) -> Void)?
    }

    let state = Mutex(State())

    func send(_ request: HTTPRequest) -> HTTPResponse {
        state.withLock { state in
            state.requests.append(request)
            let path = request.url.split(separator: "/v1/", maxSplits: 1).last.map(String.init) ?? ""
            let body = request.body.flatMap { try? JSON.parse($0, file: "body") } ?? Node(.null)
            let (status, node) = Self.answer(request, path, body, &state)
            return HTTPResponse(status: status, body: Array(JSON.write(node).utf8))
        }
    }

    func stream(
        _ request: HTTPRequest, idleMilliseconds: Int, body: (ArraySlice<UInt8>) throws -> StreamDecision
    ) throws -> HTTPResponse { throw HTTPFailure(.request, "no stream") }

    private static func answer(
        _ request: HTTPRequest, _ path: String, _ body: Node, _ state: inout State
    ) -> (Int, Node) {
        if path == "sys/health" {
            let health: Node = [
                "initialized": Node(.bool(state.isInitialised)), "sealed": Node(.bool(state.isSealed)),
            ]
            return (!state.isInitialised ? 501 : state.isSealed ? 503 : 200, health)
        }
        guard request.headers.contains(where: { $0.name == "X-Vault-Token" && $0.value == state.token }) else {
            return (403, ["errors": ["permission denied"]])
        }
        if request.method == "POST" { return write(path, body, &state) }
        switch path {
        case "auth/token/lookup-self": return (200, [:])
        case "sys/mounts": return (200, ["data": Node(.mapping(Mapping(state.mounts.map { ($0.key, $0.value) })))])
        case "sys/auth": return (200, ["data": Node(.mapping(Mapping(state.logins.map { ($0.key, $0.value) })))])
        default:
            guard let found = state.objects[path] else { return (404, ["errors": []]) }
            guard let version = state.versions[path] else { return (200, ["data": found]) }
            return (200, ["data": ["data": found, "metadata": ["version": Node(.integer(version))]]])
        }
    }

    private static func write(_ path: String, _ body: Node, _ state: inout State) -> (Int, Node) {
        if let meanwhile = state.meanwhile, path.contains("/data/") {
            state.meanwhile = nil
            meanwhile(&state)
        }
        if path.contains("/data/"), state.refusals > 0 {
            state.refusals -= 1
            return (400, ["errors": ["not yet"]])
        }
        state.writes.append(path)
        if path.hasPrefix("sys/mounts/") {
            state.mounts[String(path.dropFirst(11)) + "/"] = body
        } else if path.hasPrefix("sys/auth/") {
            state.logins[String(path.dropFirst(9)) + "/"] = body
        } else if path.contains("/data/") {
            let version = state.versions[path] ?? 0
            guard body.at("options", "cas")?.integer == version else {
                return (400, ["errors": ["check-and-set parameter did not match the current version"]])
            }
            state.objects[path] = body["data"] ?? [:]
            state.versions[path] = version + 1
        } else {
            state.objects[path] = body
        }
        return (204, Node(.null))
    }
}
