import ClusterSupport
import Host
import HTTP
import Kubernetes
import Crypto
import Diagnostics
import Synchronization
import Testing
import Values

/// What the client makes of answers, without a server: each answer is written down here.
@Suite struct ClientAnswerTests {
    static func answer(_ status: Int, _ body: String, _ headers: [(name: String, value: String)] = []) -> HTTPResponse {
        HTTPResponse(status: status, headers: headers, body: Array(body.utf8))
    }

    static func cluster(
        credentials: (any CredentialProvider)? = nil, retry: RetryPolicy = .standard,
        pauses: Counter = Counter(), _ handler: @escaping @Sendable (HTTPRequest) throws -> HTTPResponse
    ) -> Cluster {
        Cluster(
            access: ClusterAccess(server: "https://api", credentials: credentials),
            transport: ScriptedTransport(handler), retry: retry, pause: { pauses.add($0) })
    }

    static func status(_ code: Int, _ reason: String, _ message: String, details: String = "{}") -> HTTPResponse {
        let text = JSON.write(Node(.string(message)))
        return answer(
            code,
            #"{"kind":"Status","apiVersion":"v1","status":"Failure","reason":"\#(reason)","message":\#(text),"details":\#(details),"code":\#(code)}"#
        )
    }

    static let maps = ResourceType(
        group: "", version: "v1", kind: "ConfigMap", plural: "configmaps", isNamespaced: true, verbs: ["list"])

    static func failure(_ response: HTTPResponse) -> KubernetesFailure? {
        let cluster = cluster(retry: .none) { _ in response }
        do {
            _ = try cluster.list(maps)
            return nil
        } catch { return error as? KubernetesFailure }
    }

    @Test func namesKindsOfFailures() {
        let cases: [(HTTPResponse, KubernetesFailure.Kind)] = [
            (Self.status(400, "BadRequest", "no"), .invalid), (Self.status(422, "Invalid", "no"), .invalid),
            (Self.status(401, "Unauthorized", "Unauthorized"), .unauthenticated),
            (Self.status(403, "Forbidden", "no"), .forbidden), (Self.status(404, "NotFound", "no"), .notFound),
            (Self.status(409, "AlreadyExists", "no"), .alreadyExists), (Self.status(409, "Conflict", "no"), .conflict),
            (Self.status(410, "Expired", "no"), .expired),
            (Self.status(429, "TooManyRequests", "no"), .tooManyRequests),
            (Self.status(500, "InternalError", "no"), .server), (Self.status(504, "Timeout", "no"), .timeout),
            (Self.answer(302, ""), .malformed), (Self.answer(200, "<html>sign in</html>"), .malformed),
            (Self.answer(200, "{\"items\":"), .malformed), (Self.answer(200, "[]"), .malformed),
            (Self.answer(200, "{\"items\":[3]}"), .malformed), (Self.answer(200, ""), .malformed),
            (Self.answer(502, "bad gateway"), .server),
            (Self.status(400, "", "admission webhook \"a.b\" denied the request: because"), .webhook),
            (
                Self.status(500, "InternalError", "Internal error occurred: failed calling webhook \"a.b\": Post x"),
                .webhook
            ),
            (Self.status(500, "InternalError", "etcdserver: mvcc: database space exceeded"), .server),
            (Self.status(500, "InternalError", "etcdserver: request is too large"), .invalid),
            (
                Self.status(
                    500, "", "failed to create typed patch object (a/b; /v1, Kind=C): .x: field not declared in schema"),
                .invalid
            ),
        ]
        for (response, kind) in cases {
            #expect(
                Self.failure(response)?.kind == kind,
                "\(response.status) \(String(decoding: response.body, as: UTF8.self))")
        }
    }

    @Test func saysWhoMayNotDoWhat() {
        let failure = Self.failure(
            Self.status(
                403, "Forbidden",
                "deployments.apps is forbidden: User \"ann\" cannot list resource \"deployments\" in API group \"apps\" in the namespace \"chat\""
            ))
        #expect(failure?.message == "user \"ann\" may not list deployments.apps in the namespace \"chat\"")
        #expect(failure?.hint != nil)
        #expect(failure?.finding().code == "FL0807")
    }

    @Test func namesManagersOfFieldsInConflict() {
        let details =
            #"{"causes":[{"reason":"FieldManagerConflict","message":"conflict with \"kubectl\" using apps/v1","field":".spec.replicas"}]}"#
        let failure = Self.failure(Self.status(409, "Conflict", "Apply failed with 1 conflict", details: details))
        #expect(failure?.message == "fields belong to other managers: .spec.replicas (kubectl)")
        #expect(failure?.causes.first?.reason == "FieldManagerConflict")
    }

    @Test func keepsControlCharactersOutOfMessages() {
        let failure = Self.failure(
            Self.status(422, "Invalid", "a\u{1B}[31mred\u{202E}\nline" + String(repeating: "x", count: 9000)))
        let scalars = Array((failure?.message ?? "\n").unicodeScalars)
        let isClean = scalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x202E }
        #expect(isClean && scalars.count < 2_100)
    }

    @Test(arguments: [429, 502, 503, 504])
    func triesReadingAgain(status: Int) throws {
        let (count, pauses) = (Counter(), Counter())
        let cluster = Self.cluster(pauses: pauses) { _ in
            count.next() < 3 ? Self.status(status, "", "wait") : Self.answer(200, "{\"items\":[]}")
        }
        #expect(try cluster.list(Self.maps).items.isEmpty)
        #expect(count.value == 3)
        #expect(pauses.all.count == 2 && pauses.all[0] < pauses.all[1])
    }

    @Test func givesUpAfterItsAttempts() {
        let count = Counter()
        let cluster = Self.cluster { _ in
            _ = count.next()
            return Self.status(503, "ServiceUnavailable", "away")
        }
        #expect(throws: KubernetesFailure.self) { try cluster.list(Self.maps) }
        #expect(count.value == RetryPolicy.standard.attempts)
    }

    @Test func waitsAsLongAsTheServerAsks() throws {
        let (count, pauses) = (Counter(), Counter())
        let clock = Clock.fixed(784_111_770)
        let transport = ScriptedTransport { _ in
            switch count.next() {
            case 1: Self.answer(429, "", [("Retry-After", "3")])
            case 2: Self.answer(503, "", [("retry-after", "Sun, 06 Nov 1994 08:49:37 GMT")])
            default: Self.answer(200, "{\"items\":null}")
            }
        }
        let cluster = Cluster(
            access: ClusterAccess(server: "https://api"), transport: transport, clock: clock, pause: { pauses.add($0) })
        _ = try cluster.list(Self.maps)
        #expect(pauses.all.count == 2)
        #expect((3000..<3800).contains(pauses.all[0]))
        #expect((7000..<8800).contains(pauses.all[1]))
    }

    @Test func doesNotWaitLongerThanItsLimit() {
        let pauses = Counter()
        let cluster = Self.cluster(pauses: pauses) { _ in Self.answer(429, "", [("Retry-After", "3600")]) }
        #expect(throws: KubernetesFailure.self) { try cluster.list(Self.maps) }
        #expect(pauses.all.isEmpty)
    }

    @Test func sendsWritesOnlyOnceUnlessTwiceIsTheSame() throws {
        let list = #"{"resources":[{"name":"configmaps","kind":"ConfigMap","namespaced":true}]}"#
        let object: Node = ["apiVersion": "v1", "kind": "ConfigMap", "metadata": ["name": "a", "namespace": "n"]]
        let versioned: Node = [
            "apiVersion": "v1", "kind": "ConfigMap",
            "metadata": ["name": "a", "namespace": "n", "resourceVersion": "7"],
        ]
        let reference = ObjectReference("v1", "ConfigMap", namespace: "n", name: "a")
        let calls: [(String, Int, @Sendable (Cluster) throws -> Void)] = [
            ("create", 1, { _ = try $0.create(object) }), ("apply", 6, { _ = try $0.apply(object) }),
            ("replace", 1, { _ = try $0.replace(object) }),
            ("replace with version", 6, { _ = try $0.replace(versioned) }),
            ("delete", 1, { _ = try $0.delete(reference) }),
            ("delete with uid", 6, { _ = try $0.delete(reference, uid: "u") }),
            ("patch", 6, { _ = try $0.patch(reference, merge: ["data": ["a": "b"]]) }),
        ]
        for (name, expected, call) in calls {
            let count = Counter()
            let cluster = Self.cluster { request in
                if request.method == "GET" { return Self.answer(200, list) }
                _ = count.next()
                throw HTTPFailure(.cut, "gone")
            }
            #expect(throws: KubernetesFailure.self) { try call(cluster) }
            #expect(count.value == expected, "\(name)")
        }
    }

    @Test func readsHalfAnAnswerAgain() throws {
        let count = Counter()
        let cluster = Self.cluster { _ in Self.answer(200, count.next() == 1 ? "{\"items\":[{\"a\"" : "{\"items\":[]}")
        }
        _ = try cluster.list(Self.maps)
        #expect(count.value == 2)
    }

    @Test func asksForNewCredentialsOnce() {
        let (count, tokens) = (Counter(), Tokens())
        let cluster = Self.cluster(credentials: tokens) { request in
            _ = count.next()
            return request.headers.contains { $0.name == "Authorization" && $0.value == "Bearer token-1" }
                ? Self.answer(200, "{\"items\":[]}") : Self.status(401, "Unauthorized", "Unauthorized")
        }
        #expect(throws: Never.self) { try cluster.list(Self.maps) }
        #expect(count.value == 2)
        tokens.spoil()
        let failure = #expect(throws: KubernetesFailure.self) { try cluster.list(Self.maps) }
        #expect(failure?.kind == .unauthenticated)
        #expect(count.value == 4)
    }

    @Test func wrongAddressIsSaidAtOnceAndRestartIsWaitedFor() throws {
        let (count, never) = (Counter(), Counter())
        let wrong = Self.cluster { _ in
            _ = never.next()
            throw HTTPFailure(.connection, "nobody listens")
        }
        let failure = #expect(throws: KubernetesFailure.self) { try wrong.list(Self.maps) }
        #expect(failure?.kind == .unreachable && never.value == 1)
        let restarting = Self.cluster { _ in
            if (2...4).contains(count.next()) { throw HTTPFailure(.connection, "nobody listens") }
            return Self.answer(200, "{\"items\":[]}")
        }
        _ = try restarting.list(Self.maps)
        _ = try restarting.list(Self.maps)
        #expect(count.value == 5)
    }

    @Test(arguments: ["..", ".", "", "a/b", "a%2fb", "%2e%2e", "a\nb", "a\u{0}"])
    func refusesHostileNames(name: String) {
        let cluster = Self.cluster { request in
            request.url.hasSuffix("/api/v1")
                ? Self.answer(200, #"{"resources":[{"name":"configmaps","kind":"ConfigMap","namespaced":true}]}"#)
                : Self.answer(200, "{\"sent\":true}")
        }
        #expect(throws: KubernetesFailure.self) {
            try cluster.get(ObjectReference("v1", "ConfigMap", namespace: "n", name: name))
        }
        #expect(throws: KubernetesFailure.self) {
            try cluster.get(ObjectReference("v1", "ConfigMap", namespace: name, name: "n"))
        }
        #expect(throws: KubernetesFailure.self) { try cluster.logs(namespace: "n", pod: name) }
    }

    @Test func encodesOddNamesAsOneSegment() throws {
        let path = try Self.maps.path(namespace: "n", name: "system:a?b#c d")
        #expect(path == "/api/v1/namespaces/n/configmaps/system%3Aa%3Fb%23c%20d")
    }

    @Test(arguments: ["x", "", "/a b", "/a/../b", "/a\r\nX: y", "/ä"])
    func refusesHostilePaths(path: String) {
        let cluster = Self.cluster { _ in Self.answer(200, "") }
        #expect(throws: KubernetesFailure.self) { try cluster.raw("GET", path) }
    }

    @Test func readsWarnings() throws {
        let cluster = Self.cluster { request in
            request.method == "GET"
                ? Self.answer(200, #"{"resources":[{"name":"configmaps","kind":"ConfigMap","namespaced":true}]}"#)
                : Self.answer(
                    201, "{\"kind\":\"ConfigMap\"}",
                    [
                        (
                            "Warning",
                            #"299 - "unknown field \"spec.x\"" "Sun, 06 Nov 1994 08:49:37 GMT", 299 - "second""#
                        ),
                        ("warning", "junk"), ("Warning", #"299 a "open"#),
                    ])
        }
        let applied = try cluster.apply([
            "apiVersion": "v1", "kind": "ConfigMap", "metadata": ["name": "a", "namespace": "n"],
        ])
        #expect(applied.warnings == ["unknown field \"spec.x\"", "second"])
        #expect(applied.isNew)
    }

    @Test func refusesListsWithoutEnd() {
        let page = #"{"metadata":{"continue":"more"},"items":[{"metadata":{"name":"a"}}]}"#
        let endless = Cluster(
            access: ClusterAccess(server: "https://api"), transport: ScriptedTransport { _ in Self.answer(200, page) },
            limits: ReadingLimits(items: 50))
        #expect(throws: KubernetesFailure.self) { try endless.list(Self.maps) }
        let empty = Self.cluster { _ in Self.answer(200, #"{"metadata":{"continue":"more"},"items":[]}"#) }
        #expect(throws: KubernetesFailure.self) { try empty.list(Self.maps) }
    }

    @Test func beginsAnExpiredListAnewOnce() throws {
        let count = Counter()
        let cluster = Self.cluster { request in
            _ = count.next()
            if !request.url.contains("continue=") {
                return Self.answer(200, #"{"metadata":{"continue":"next","resourceVersion":"5"},"items":[{}]}"#)
            }
            return count.value == 2
                ? Self.status(410, "Expired", "too old")
                : Self.answer(200, #"{"metadata":{"resourceVersion":"9"},"items":[{}]}"#)
        }
        let list = try cluster.list(Self.maps)
        #expect(list.items.count == 2 && list.resourceVersion == "9" && count.value == 4)
        #expect(list.items == [["apiVersion": "v1", "kind": "ConfigMap"], ["apiVersion": "v1", "kind": "ConfigMap"]])
    }
}

/// Counts and collects from several threads.
final class Counter: Sendable {
    private let numbers = Mutex<[Int]>([])
    func next() -> Int {
        numbers.withLock {
            $0.append($0.count + 1)
            return $0.count
        }
    }
    func add(_ number: Int) { numbers.withLock { $0.append(number) } }
    var value: Int { numbers.withLock { $0.count } }
    var all: [Int] { numbers.withLock { $0 } }
}

/// Gives a first token that is old and a second one that is good, until it is spoiled.
private final class Tokens: CredentialProvider {
    private let state = Mutex((number: 0, isSpoiled: false))
    func authorization() -> AuthorizationValue? {
        state.withLock { .bearer(.init(text: $0.isSpoiled ? "bad" : "token-\($0.number)")) }
    }
    func refused() -> Bool {
        state.withLock {
            $0.number += 1
            return true
        }
    }
    func spoil() { state.withLock { $0.isSpoiled = true } }
}
