import Testing
import Values

@testable import Operations

/// Every probe passes on what is right and fails on each thing that is wrong: a check that cannot fail proves nothing.
@Suite struct ProbesJudgeTests {
    static let now: Int64 = 1_800_000_000
    static let secret = ProbeSecret(credential: nil, place: .init(namespace: "a", name: "b", key: "c"))
    static let endpoint = ModelEndpoint(url: "http://gateway.llm.svc/v1", key: [.secret(secret)])

    static func answer(_ status: Int, _ body: String = "", _ headers: [String: String] = [:]) -> Outcome {
        .answer(status: status, headers: headers, body: Array(body.utf8))
    }

    struct Case: Sendable, CustomTestStringConvertible {
        var name: String
        var probe: any Probe
        var good: [Outcome]
        /// Each replaces one outcome of the good ones.
        var bad: [(Int, Outcome)]
        var testDescription: String { name }
    }

    static let cases: [Case] = [
        Case(
            name: "page", probe: PageProbe(url: "https://a.test/"), good: [answer(200)],
            bad: [(0, answer(404)), (0, answer(502)), (0, .failed("no connection")), (0, .text("x"))]),
        Case(
            name: "redirect", probe: RedirectProbe(host: "a.test", path: "/"),
            good: [answer(308, "", ["location": "https://A.test/"])],
            bad: [
                (0, answer(200)), (0, answer(308)), (0, answer(301, "", ["location": "http://a.test/"])),
                (0, answer(301, "", ["location": "https://a.test.evil.test/"])),
            ]),
        Case(
            name: "models", probe: ModelListProbe(endpoint: endpoint, models: ["m"]),
            good: [answer(200, #"{"data":[{"id":"m"}]}"#)],
            bad: [
                (0, answer(200, #"{"data":[{"id":"n"}]}"#)), (0, answer(200, "{}")), (0, answer(401)),
                (0, answer(200, "<html>")),
            ]),
        Case(
            name: "chat", probe: ChatProbe(endpoint: endpoint, model: "m"),
            good: [answer(200, #"{"choices":[{"message":{"content":"hi"}}]}"#)],
            bad: [
                (0, answer(200, #"{"choices":[{"message":{"content":""}}]}"#)), (0, answer(200, #"{"choices":[]}"#)),
                (0, answer(500)),
                (0, answer(401)),
            ]),
        Case(
            name: "window", probe: LongChatProbe(endpoint: endpoint, model: "m", context: 100),
            good: [answer(200, #"{"choices":[{"message":{"content":"hi"}}]}"#)],
            bad: [(0, answer(400, "too long")), (0, answer(200, "{}")), (0, .failed("cut"))]),
        Case(
            name: "refusal", probe: ModelRefusalProbe(endpoint: endpoint, model: "m", whom: "an invented key"),
            good: [answer(401)],
            bad: [(0, answer(200)), (0, answer(404)), (0, answer(500)), (0, .failed("no connection"))]),
        Case(
            name: "embedding", probe: EmbeddingProbe(endpoint: endpoint, model: "m", dimensions: 2),
            good: [answer(200, #"{"data":[{"embedding":[0.5,1]}]}"#)],
            bad: [
                (0, answer(200, #"{"data":[{"embedding":[0.5]}]}"#)),
                (0, answer(200, #"{"data":[{"embedding":[0.5,1,2]}]}"#)),
                (0, answer(200, #"{"data":[{"embedding":[0,0]}]}"#)),
                (0, answer(200, #"{"data":[{"embedding":["a","b"]}]}"#)),
                (0, answer(200, #"{"data":[]}"#)), (0, answer(403)),
            ]),
        Case(
            name: "external document", probe: DocumentProbe(url: "http://x", form: .external, key: [], word: "skagen1"),
            good: [answer(200, #"{"page_content":"The harbour is called skagen1.","metadata":{}}"#)],
            bad: [
                (0, answer(200, #"{"page_content":""}"#)), (0, answer(200, #"{"page_content":"<p>skagen1</p>"}"#)),
                (0, answer(401)),
            ]),
        Case(
            name: "tika document", probe: DocumentProbe(url: "http://x", form: .tika, key: [], word: "skagen1"),
            good: [answer(200, "The harbour is called skagen1.\n")],
            bad: [(0, answer(200, "")), (0, answer(200, "<p>skagen1</p>")), (0, answer(422))]),
        Case(
            name: "docling document", probe: DocumentProbe(url: "http://x", form: .docling, key: [], word: "skagen1"),
            good: [answer(200, #"{"document":{"md_content":"called **skagen1**"}}"#)],
            bad: [(0, answer(200, #"{"document":{}}"#))]),
        Case(
            name: "search", probe: SearchProbe(url: "http://x/search?q=<query>"),
            good: [answer(200, #"{"results":[{"url":"https://kubernetes.io"}]}"#)],
            bad: [
                (0, answer(200, #"{"results":[],"unresponsive_engines":[["brave","timeout"]]}"#)), (0, answer(403)),
                (0, answer(200, "<html>")),
            ]),
        Case(
            name: "vectors", probe: VectorProbe(url: "http://x", key: [], collection: "c"),
            good: [answer(200), answer(200), answer(200, #"{"result":{"points":[{"id":3}]}}"#), answer(200)],
            bad: [
                (0, answer(403)), (1, answer(400)), (2, answer(200, #"{"result":{"points":[{"id":1}]}}"#)),
                (2, answer(200, #"{"result":{"points":[]}}"#)),
                (3, answer(500)),
            ]),
        Case(
            name: "vectors without a key", probe: VectorRefusalProbe(url: "http://x"), good: [answer(401)],
            bad: [(0, answer(200))]),
        Case(
            name: "bucket",
            probe: BucketProbe(
                endpoint: "http://s3", bucket: "b", key: "k", isPathStyle: true,
                signature: .init(accessKey: secret, secretKey: secret, region: "r"), content: "text"),
            good: [answer(200), answer(200, "text"), answer(403), answer(204), answer(404)],
            bad: [
                (0, answer(403)), (1, answer(200, "other")), (2, answer(200, "text")), (2, .failed("no connection")),
                (3, answer(403)),
                (4, answer(200, "text")),
            ]),
        Case(
            name: "database", probe: PostgresProbe(host: "h", port: 1, user: "u", database: "d", password: []),
            good: [.text("u|d|1\n")],
            bad: [
                (0, .text("postgres|d|1\n")), (0, .text("")), (0, .denied("authentication failed")),
                (0, .failed("no connection")),
            ]),
        Case(
            name: "database refuses",
            probe: PostgresRefusalProbe(host: "h", port: 1, user: "u", database: "d", password: [], whom: "x"),
            good: [.denied("no")],
            bad: [(0, .text("1\n")), (0, .failed("no connection"))]),
        Case(
            name: "cache", probe: RedisProbe(host: "h", port: 1, password: []), good: [.text("PONG")],
            bad: [(0, .denied("WRONGPASS")), (0, .text("HELLO")), (0, .failed("no connection"))]),
        Case(
            name: "cache refuses", probe: RedisRefusalProbe(host: "h", port: 1), good: [.denied("NOAUTH")],
            bad: [(0, .text("PONG")), (0, .failed("no connection"))]),
        Case(
            name: "discovery",
            probe: DiscoveryProbe(
                url: "https://s/.well-known", issuer: "https://s/", endpoints: [("token_endpoint", "https://s/token")]),
            good: [answer(200, discovery())],
            bad: [
                (0, answer(200, discovery(issuer: "https://t/"))),
                (0, answer(200, discovery(token: "https://t/token"))),
                (0, answer(200, discovery(keys: "http://s/keys"))), (0, answer(200, #"{"issuer":"https://s/"}"#)),
                (0, answer(404)),
            ]),
        Case(
            name: "authorize",
            probe: AuthorizeProbe(authorize: "https://s/authorize", client: "c", redirect: "https://a/cb"),
            good: [answer(302, "", ["location": "https://s/login?next=1"]), answer(400)],
            bad: [
                (0, answer(400)), (0, answer(302, "", ["location": "https://a/cb?error=invalid_scope&state=x"])),
                (1, answer(302)),
                (0, .failed("no connection")),
            ]),
        Case(
            name: "client secret",
            probe: ClientSecretProbe(token: "https://s/token", client: "c", secret: secret, redirect: "https://a/cb"),
            good: [answer(400, #"{"error":"invalid_grant"}"#), answer(401, #"{"error":"invalid_client"}"#)],
            bad: [
                (0, answer(401, #"{"error":"invalid_client"}"#)), (0, answer(500)),
                (1, answer(400, #"{"error":"invalid_grant"}"#)),
                (1, .failed("no connection")),
            ]),
        Case(
            name: "targets of a monitor",
            probe: MetricProbe(url: "http://p", namespace: "n", port: 1, pool: "podMonitor/n/m/0"),
            good: [answer(200, #"{"data":{"activeTargets":[{"health":"up","scrapePool":"podMonitor/n/m/0"}]}}"#)],
            bad: [
                (0, answer(200, #"{"data":{"activeTargets":[]}}"#)),
                (0, answer(200, #"{"data":{"activeTargets":[{"health":"up","scrapePool":"podMonitor/n/o/0"}]}}"#)),
                (
                    0,
                    answer(
                        200, #"{"data":{"activeTargets":[{"health":"up"},{"health":"down","lastError":"refused"}]}}"#)
                ),
            ]),
        Case(
            name: "targets of a port", probe: MetricProbe(url: "http://p", namespace: "n", port: 1, pool: nil),
            good: [answer(200, #"{"data":{"result":[{"value":[1,"1"]}]}}"#)],
            bad: [
                (0, answer(200, #"{"data":{"result":[{"value":[1,"0"]}]}}"#)),
                (0, answer(200, #"{"data":{"result":[]}}"#)),
            ]),
        Case(
            name: "log lines", probe: LogProbe(url: "http://l", namespaces: ["a", "b"]),
            good: [answer(200, #"{"data":{"result":[{"value":[1,"17"]}]}}"#)],
            bad: [
                (0, answer(200, #"{"data":{"result":[]}}"#)),
                (0, answer(200, #"{"data":{"result":[{"value":[1,"0"]}]}}"#)),
                (0, answer(200, #"{"data":{"result":[{"value":[1,"NaN"]}]}}"#)),
            ]),
        Case(
            name: "traces", probe: TraceProbe(url: "http://t"), good: [answer(200, #"{"traces":[{}]}"#)],
            bad: [(0, answer(200, #"{"traces":[]}"#))]),
        Case(
            name: "copies",
            probe: BackupProbe(
                namespace: "n", subject: "db", schedule: "0 30 1 * * *", records: CopySchedule.known[0].records),
            good: [.objects([database("2027-01-15T01:30:00Z")]), .objects([])],
            bad: [
                (0, .objects([])), (0, .objects([database("2027-01-10T01:30:00Z")])), (0, .objects([database("soon")])),
                (0, .objects([database("2027-01-15T01:30:00Z", name: "other")])), (0, .failed("forbidden")),
            ]),
    ]

    static func discovery(
        issuer: String = "https://s/", token: String = "https://s/token", keys: String = "https://s/keys"
    ) -> String {
        #"{"issuer":"\#(issuer)","authorization_endpoint":"https://s/authorize","token_endpoint":"\#(token)","jwks_uri":"\#(keys)"}"#
    }

    static func database(_ time: String, name: String = "db") -> Node {
        ["metadata": ["name": Node(.string(name))], "status": ["lastSuccessfulBackup": Node(.string(time))]]
    }

    @Test(arguments: cases) func judges(_ item: Case) throws {
        #expect(item.probe.exchanges.count == item.good.count)
        #expect(throws: Never.self) { try item.probe.judge(item.good, at: Self.now) }
        for (index, outcome) in item.bad {
            var outcomes = item.good
            outcomes[index] = outcome
            #expect(throws: ProbeFailure.self, "\(item.name) passes with \(outcome) at \(index)") {
                try item.probe.judge(outcomes, at: Self.now)
            }
        }
    }

    @Test func aCompletedBackupObjectCounts() throws {
        let probe = BackupProbe(
            namespace: "n", subject: "db", schedule: "@daily", records: CopySchedule.known[0].records)
        func backup(_ phase: String) -> Node {
            [
                "metadata": ["name": "db-1"], "spec": ["cluster": ["name": "db"]],
                "status": ["phase": Node(.string(phase)), "stoppedAt": "2027-01-15T01:00:00Z"],
            ]
        }
        #expect(try probe.judge([.objects([]), .objects([backup("completed")])], at: Self.now).contains("hours old"))
        #expect(throws: ProbeFailure.self) {
            try probe.judge([.objects([]), .objects([backup("failed")])], at: Self.now)
        }
    }

    @Test func whatOthersWroteIsOneLineWithoutControlCharacters() {
        let probe = ChatProbe(endpoint: Self.endpoint, model: "m")
        let hostile = "\u{1B}[2J\nno\u{202E} \u{0}" + String(repeating: "x", count: 10_000)
        let failure = #expect(throws: ProbeFailure.self) { try probe.judge([Self.answer(500, hostile)], at: 0) }
        let message = failure?.message ?? ""
        #expect(
            message.unicodeScalars.count < 400
                && !message.unicodeScalars.contains { $0.value < 32 || $0.value == 0x202E })
    }
}
