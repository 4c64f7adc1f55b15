import Crypto
import HTTP
import Host
import Kubernetes
import Synchronization
import Testing
import Values

@testable import Operations

/// A transport that keeps what it was sent and answers with it.
final class EchoTransport: HTTPTransport {
    let sent = Mutex<[HTTPRequest]>([])
    let status: Int
    /// The request during which the process is asked to stop.
    let interruptedAt: Int?

    init(status: Int = 200, interruptedAt: Int? = nil) {
        self.status = status
        self.interruptedAt = interruptedAt
    }

    func send(_ request: HTTPRequest) throws -> HTTPResponse {
        let count = sent.withLock {
            $0.append(request)
            return $0.count
        }
        if count == interruptedAt { throw Interrupted(signal: 2) }
        let heads = request.headers.map { "\($0.name): \($0.value)" }.joined(separator: "\n")
        return HTTPResponse(
            status: status, headers: [("X-Echo", heads.replacing("\n", with: " "))],
            body: Array(heads.utf8) + (request.body ?? []))
    }

    func stream(
        _ request: HTTPRequest, idleMilliseconds: Int, body: (ArraySlice<UInt8>) throws -> StreamDecision
    ) throws -> HTTPResponse { try send(request) }
}

/// A cluster made of data.
final class ProbeClusterOfData: ProbeCluster {
    let objects: [Node]
    let log: String
    let jobStatus: Node
    let made = Mutex<[Node]>([])
    let removed = Mutex<[ObjectReference]>([])
    let asked = Mutex<[String]>([])
    let refusal: KubernetesFailure?
    let serviceAnswer: HTTPResponse

    init(
        objects: [Node] = [], log: String = "", jobStatus: Node = [:], refusal: KubernetesFailure? = nil,
        serviceAnswer: HTTPResponse = HTTPResponse(status: 200, body: Array("through the API".utf8))
    ) {
        self.serviceAnswer = serviceAnswer
        self.objects = objects
        self.log = log
        self.jobStatus = jobStatus
        self.refusal = refusal
    }

    func probeObjects(_ apiVersion: String, _ kind: String, namespace: String, labels: String?) throws -> [Node] {
        objects.filter { $0["kind"]?.string == kind && $0.at("metadata", "namespace")?.string == namespace }
    }

    func probeObject(_ reference: ObjectReference) throws -> Node? {
        if reference.kind == "Job" { return ["status": jobStatus] }
        return objects.first { ObjectReference($0) == reference }
    }

    func probeService(
        _ name: String, namespace: String, port: Int, scheme: String, method: String, target: String,
        headers: [(name: String, value: String)], body: [UInt8]?, milliseconds: Int
    ) throws -> HTTPResponse {
        asked.withLock { $0.append("\(method) \(scheme)://\(name).\(namespace):\(port)\(target)") }
        return serviceAnswer
    }

    func probeMake(_ object: Node) throws {
        if let refusal { throw refusal }
        made.withLock { $0.append(object) }
    }
    func probeRemove(_ reference: ObjectReference) throws { removed.withLock { $0.append(reference) } }
    func probeLog(namespace: String, pod: String, lines: Int) throws -> String { log }
}

@Suite struct ProbesReachTests {
    static let secret = ProbeSecret(credential: nil, place: .init(namespace: "a", name: "keys", key: "key"))
    static let keys: Node = [
        "apiVersion": "v1", "kind": "Secret", "metadata": ["name": "keys", "namespace": "a"],
        "data": ["key": "c2stdG9wLXNlY3JldA=="],
    ]

    func exchanger(
        _ transport: EchoTransport, cluster: ProbeClusterOfData?, addresses: [String] = [], isInside: Bool = false
    )
        -> DirectExchanger
    {
        var reach = DirectExchanger.Reach { _ in transport }
        reach.addresses = addresses.compactMap(AddressRule.init)
        reach.isInside = isInside
        return DirectExchanger(
            reach: reach, cluster: cluster, source: SecretSource(store: nil, cluster: cluster), clock: .fixed(0))
    }

    @Test func whatWasSentInSecretDoesNotComeBack() throws {
        let transport = EchoTransport(status: 401)
        let http = HTTPExchange(
            "POST", "https://a.test/x", headers: [("Authorization", [.text("Bearer "), .secret(Self.secret)])],
            body: [.text("k="), .formSecret(Self.secret)])
        let outcomes = try exchanger(transport, cluster: ProbeClusterOfData(objects: [Self.keys])).carryOut([
            Exchange("ask", .http(http))
        ])
        guard case .answer(401, let headers, let body) = outcomes[0] else {
            Issue.record("\(outcomes)")
            return
        }
        #expect(transport.sent.withLock { $0[0].headers.contains { $0.value == "Bearer sk-top-secret" } })
        #expect(!String(decoding: body, as: UTF8.self).contains("top-secret"))
        #expect(headers["x-echo"]?.contains("«secret»") == true)
        #expect(headers["x-echo"]?.contains("top-secret") == false)
    }

    @Test func aServiceIsAskedThroughTheAPIUnlessItMustKnowWhoAsks() throws {
        let transport = EchoTransport()
        let cluster = ProbeClusterOfData(objects: [Self.keys])
        let plain = Exchange("ask", .http(HTTPExchange("GET", "http://search.web.svc:8080/search?q=x")))
        let keyed = Exchange(
            "ask",
            .http(HTTPExchange("GET", "http://llm.ai.svc/v1", headers: [("Authorization", [.secret(Self.secret)])])))
        let outcomes = try exchanger(transport, cluster: cluster).carryOut([plain, keyed])
        #expect(cluster.asked.withLock { $0 } == ["GET http://search.web:8080/search?q=x"])
        guard case .untried(let reason) = outcomes[1] else {
            Issue.record("\(outcomes)")
            return
        }
        #expect(reason.contains("--in-cluster") && reason.contains("--address llm.ai.svc:80="))
        #expect(transport.sent.withLock { $0.isEmpty })
    }

    @Test func aRuleLeadsElsewhereAndKeepsTheName() throws {
        let transport = EchoTransport()
        let http = HTTPExchange(
            "GET", "http://llm.ai.svc:4000/v1/models?x=y", headers: [("Authorization", [.text("b")])])
        _ = try exchanger(transport, cluster: nil, addresses: ["llm.ai.svc:4000=127.0.0.1:9"]).carryOut([
            Exchange("ask", .http(http))
        ])
        let sent = try #require(transport.sent.withLock { $0.first })
        #expect(sent.url == "http://127.0.0.1:9/v1/models?x=y")
        #expect(sent.headers.contains { $0.name == "Host" && $0.value == "llm.ai.svc:4000" })
    }

    @Test func insideTheClusterServicesHaveTheirNames() throws {
        let transport = EchoTransport()
        _ = try exchanger(transport, cluster: nil, isInside: true).carryOut([
            Exchange("ask", .http(HTTPExchange("GET", "http://llm.ai.svc/v1")))
        ])
        #expect(transport.sent.withLock { $0.first?.url } == "http://llm.ai.svc/v1")
    }

    @Test func aCredentialThatIsNowhereIsNamed() throws {
        let http = HTTPExchange("GET", "https://a.test", headers: [("api-key", [.secret(Self.secret)])])
        let outcomes = try exchanger(EchoTransport(), cluster: ProbeClusterOfData()).carryOut([
            Exchange("ask", .http(http))
        ])
        #expect(outcomes == [.untried("the value of a/keys.key is neither in the credential store nor in the cluster")])
    }

    @Test func whatTheAPIServerRefusesIsNotTheServicesRefusal() throws {
        let exchange = Exchange(
            "ask without a key", .http(HTTPExchange("GET", "http://vectors.a.svc:6333/collections")))
        func outcome(_ status: Int) throws -> Outcome {
            let body = #"{"kind":"Status","apiVersion":"v1","status":"Failure","message":"no","code":\#(status)}"#
            let cluster = ProbeClusterOfData(serviceAnswer: HTTPResponse(status: status, body: Array(body.utf8)))
            return try exchanger(EchoTransport(), cluster: cluster).carryOut([exchange])[0]
        }
        #expect(try outcome(403) == .untried("the API server does not let us through to the Service: no"))
        #expect(try outcome(503) == .failed("the API server does not reach the Service: no"))
    }

    @Test func whatWasLeftBehindIsTakenAwayWhenTheProcessIsToStop() throws {
        let probe = VectorProbe(url: "https://vectors.test", key: [], collection: "c")
        let transport = EchoTransport(interruptedAt: 2)
        #expect(throws: Interrupted.self) { try exchanger(transport, cluster: nil).carryOut(probe.exchanges) }
        #expect(transport.sent.withLock { $0.map(\.method) } == ["PUT", "PUT", "DELETE"])
    }
}
