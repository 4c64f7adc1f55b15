import Crypto
public import HTTP
import Host
import Values

/// Asks containers from inside of the network that Podman keeps for a user: without root, their addresses lead nowhere else.
///
/// Each request starts this program again with `podman unshare --rootless-netns` (podman-unshare(1), the same in 4.3 and 5). Request and answer
/// go through pipes, because a key in an argument or a variable could be seen by others.
public struct InnerTransport: HTTPTransport {
    /// The command that answers there; see ``answer(to:transport:)``.
    public static let verb = "ask-inside"
    /// The most bytes of a request with all that is around it.
    public static let limit = 16 << 20

    /// Addresses for host names, as of `TLSSettings`.
    public var resolve: [String] = []
    private let podman: Podman
    private let program: String

    /// A transport.
    ///
    /// - Parameters:
    ///   - podman: the command.
    ///   - program: the file of this program.
    public init(podman: Podman, program: String) {
        self.podman = podman
        self.program = program
    }

    /// Sends a request. See `HTTPTransport`.
    ///
    /// - Throws: `HTTPFailure`; ``PodmanFailure`` if there is no way in; `Interrupted`.
    public func send(_ request: HTTPRequest) throws -> HTTPResponse {
        let fields = request.headers.map { Node(.list([Node(.string($0.name)), Node(.string($0.value))])) }
        var question: Node = [
            "method": Node(.string(request.method)), "url": Node(.string(request.url)), "headers": Node(.list(fields)),
            "milliseconds": Node(.integer(Int64(request.timeoutMilliseconds))),
            "limit": Node(.integer(Int64(request.bodyLimit))),
            "resolve": Node(.list(resolve.map { Node(.string($0)) })),
        ]
        if let body = request.body { question["body"] = Node(.string(Base64.encode(body))) }
        let answer = try ask(question, seconds: request.timeoutMilliseconds / 1000 + 30, limit: request.bodyLimit * 2)
        guard let status = answer["status"]?.integer else { throw Self.failure(answer) }
        return HTTPResponse(
            status: Int(clamping: status), headers: Self.fields(answer),
            body: answer["body"]?.string.flatMap { Base64.decode($0) } ?? [])
    }

    /// Streams are not carried.
    ///
    /// - Throws: `HTTPFailure`.
    public func stream(
        _ request: HTTPRequest, idleMilliseconds: Int, body: (ArraySlice<UInt8>) throws -> StreamDecision
    ) throws -> HTTPResponse {
        throw HTTPFailure(.request, "nothing is streamed out of the containers' network")
    }

    /// Whether somebody takes connections.
    func connects(_ host: String, _ port: Int) throws -> Bool {
        let answer = try ask(["host": Node(.string(host)), "port": Node(.integer(Int64(port)))], seconds: 30, limit: 0)
        return answer["connects"]?.bool == true
    }

    func ask(_ question: Node, seconds: Int, limit: Int) throws -> Node {
        let words = ["unshare", "--rootless-netns", program, Self.verb]
        let result = try podman.ask(
            words, input: Array(JSON.write(question).utf8), seconds: seconds, limit: limit + 1 << 20)
        guard result.succeeded else { throw PodmanFailure(words, result) }
        guard let answer = try? JSON.parse(result.stdout, file: "answer") else {
            throw PodmanFailure(words, reason: "it answered with something that is no JSON")
        }
        return answer
    }

    private static func failure(_ answer: Node) -> HTTPFailure {
        HTTPFailure(
            answer["failed"]?.string.flatMap(HTTPFailure.Kind.init) ?? .answer,
            answer["message"]?.string ?? "there was no answer")
    }

    private static func fields(_ node: Node) -> [(name: String, value: String)] {
        (node["headers"]?.list ?? []).compactMap { field in
            guard let name = field.list?.first?.string, let value = field.list?.last?.string else { return nil }
            return (name, value)
        }
    }

    /// The other side: carries out what ``send(_:)`` asked for.
    ///
    /// - Parameters:
    ///   - question: the request.
    ///   - transport: makes what sends it.
    /// - Returns: the answer.
    /// - Throws: `Interrupted`.
    public static func answer(
        to question: [UInt8], transport: (TLSSettings) -> any HTTPTransport
    ) throws -> [UInt8] {
        let node = (try? JSON.parse(question, file: "question")) ?? [:]
        return Array(JSON.write(try answer(to: node, transport: transport)).utf8)
    }

    private static func answer(to node: Node, transport: (TLSSettings) -> any HTTPTransport) throws -> Node {
        if let answer = try store(node) { return answer }
        if let host = node["host"]?.string {
            do {
                try Socket(host: host, port: Int(clamping: node["port"]?.integer ?? 0), milliseconds: 2000).close()
                return ["connects": true]
            } catch is SocketFailure {
                return ["connects": false]
            }
        }
        var tls = TLSSettings()
        tls.resolve = (node["resolve"]?.list ?? []).compactMap(\.string)
        let request = HTTPRequest(
            node["method"]?.string ?? "GET", node["url"]?.string ?? "", headers: fields(node),
            body: node["body"]?.string.flatMap { Base64.decode($0) },
            timeoutMilliseconds: Int(clamping: node["milliseconds"]?.integer ?? 30_000),
            bodyLimit: Int(clamping: node["limit"]?.integer ?? 1 << 20))
        do {
            let answer = try transport(tls).send(request)
            return [
                "status": Node(.integer(Int64(answer.status))),
                "headers": Node(
                    .list(answer.headers.map { Node(.list([Node(.string($0.name)), Node(.string($0.value))])) })),
                "body": Node(.string(Base64.encode(answer.body))),
            ]
        } catch let failure as HTTPFailure {
            return ["failed": Node(.string(failure.kind.rawValue)), "message": Node(.string(failure.message))]
        }
    }
}
