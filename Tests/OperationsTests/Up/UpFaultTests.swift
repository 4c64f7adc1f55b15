import ClusterSupport
import Diagnostics
import HTTP
import Helm
import Host
import Kubernetes
import Operations
import Synchronization
import Testing
import Values

/// What goes wrong on the way, as it does in real clusters. Each message names the object and the cause.
@Suite(.needsCluster, .needsHelmLibrary)
struct UpFaultTests {
    /// Ends a run at a write, as SIGKILL would: from then on nothing reaches the server.
    private final class Death: Sendable {
        struct Dead: Error {}
        private let count = Atomic<Int>(0)
        private let moment: Int

        init(at moment: Int) { self.moment = moment }

        @Sendable func check() throws {
            if count.add(1, ordering: .relaxed).newValue >= moment { throw Dead() }
        }
    }

    @Test func goesOnAfterADeathBeforeAnyWrite() throws {
        try UpTrial.run { trial throws in
            var whole: [String] = []
            try UpTrial.run { other throws in
                try other.up()
                whole = try other.state()
            }
            // Each run makes one write and dies before the next one.
            var deaths = 0
            while deaths < 60 {
                do {
                    let death = Death(at: 2)
                    _ = try UpRun(try trial.fixture.context(trial.cluster), check: death.check, observe: { _ in }).run()
                    break
                } catch is Death.Dead {
                    deaths += 1
                }
            }
            #expect(deaths > 5)
            #expect(try trial.up() == 0)
            #expect(try trial.state() == whole)
        }
    }

    /// The server does what is asked, and the process is dead before it hears of it.
    @Test func goesOnAfterADeathAfterEachWrite() throws {
        try UpTrial.run { trial throws in
            var whole: [String] = []
            try UpTrial.run { other throws in
                try other.up()
                whole = try other.state()
            }
            var deaths = 0
            while deaths < 60 {
                let transport = DeadAfterWriteTransport(trial.test.transport)
                let cluster = trial.test.cluster(over: transport, retry: .none)
                do {
                    var context = try trial.fixture.context(cluster)
                    context.outageSeconds = 0
                    context.patienceSeconds = 0
                    _ = try UpRun(context, observe: { _ in }).run()
                } catch let failure as KubernetesFailure where failure.kind == .unreachable {
                    deaths += 1
                    continue
                } catch is GateFailure {
                    // Not ready yet, or dead while waiting.
                    if transport.isDead { deaths += 1 }
                    try Pause.wait(milliseconds: 100)
                    continue
                }
                break
            }
            #expect(deaths > 5)
            #expect(try trial.up() == 0)
            #expect(try trial.state() == whole)
        }
    }

    @Test(arguments: [429, 500, 503, 504]) func bearsAServerThatSaysNoForAWhile(_ status: Int) throws {
        try UpTrial.run { trial throws in
            trial.faults.add(
                .init("PATCH", trial.fixture.shop, times: 1...4, .status(status, reason: "Test", message: "not now")))
            trial.faults.add(
                .init("GET", "/deployments/shop", times: 1...3, .status(status, reason: "Test", message: "not now")))
            try trial.up()
            let live = try trial.live("v1", "ConfigMap", trial.fixture.shop, "settings")
            #expect(live != nil)
        }
    }

    @Test func bearsHalfAnswersAndSlowOnes() throws {
        try UpTrial.run { trial throws in
            trial.faults.add(
                .init("PATCH", "", times: 1...2, .half), .init("GET", "/deployments/", times: 1...2, .half))
            trial.faults.add(.init("PATCH", "/configmaps/", times: 1...1, .delay(milliseconds: 700)))
            trial.faults.add(.init("PATCH", "/deployments/", times: 1...1, .lost(.cut)))
            try trial.up()
            let again = try trial.up()
            #expect(again == 0)
        }
    }

    @Test func bearsSomebodyWhoWritesAtTheSameMoment() throws {
        try UpTrial.run { trial throws in
            trial.faults.add(
                .init(
                    "PATCH", "/configmaps/settings", times: 1...2,
                    .status(409, reason: "Conflict", message: "the object has been modified")))
            try trial.up()
        }
    }

    @Test func stopsWhereItMayNot() throws {
        try UpTrial.run { trial throws in
            trial.faults.add(
                .init(
                    "PATCH", "/configmaps/settings", times: 1...99,
                    .status(
                        403, reason: "Forbidden",
                        message:
                            "configmaps \"settings\" is forbidden: User \"u\" cannot patch resource \"configmaps\" in API group \"\" in the namespace \"n\""
                    )))
            let failure = try #require(throws: KubernetesFailure.self) { try trial.up() }
            #expect(failure.kind == .forbidden)
            #expect(failure.object?.name == "settings")
            #expect(failure.message.contains("may not patch configmaps"))
        }
    }

    @Test func saysThatTheStoreIsFull() throws {
        try UpTrial.run { trial throws in
            trial.faults.add(
                .init(
                    "PATCH", "/configmaps/settings", times: 1...99,
                    .status(500, reason: "InternalError", message: "etcdserver: mvcc: database space exceeded")))
            let failure = try #require(throws: KubernetesFailure.self) { try trial.up() }
            #expect(failure.hint?.contains("etcd") == true)
            #expect(failure.object?.name == "settings")
        }
    }

    @Test func asksAWebhookAgainAndSaysWhichOneRefuses() throws {
        try UpTrial.run { trial throws in
            let name = "\(trial.fixture.name).example.org"
            let webhook: Node = [
                "apiVersion": "admissionregistration.k8s.io/v1", "kind": "ValidatingWebhookConfiguration",
                "metadata": ["name": Node(.string(name))],
                "webhooks": [
                    [
                        "name": Node(.string(name)), "failurePolicy": "Fail", "sideEffects": "None",
                        "admissionReviewVersions": ["v1"], "timeoutSeconds": 1,
                        "clientConfig": ["url": "https://127.0.0.1:9/nobody"],
                        "namespaceSelector": [
                            "matchLabels": ["fairlead.dev/platform": Node(.string(trial.fixture.name))]
                        ],
                        "rules": [
                            [
                                "apiGroups": [""], "apiVersions": ["v1"], "operations": ["*"],
                                "resources": ["configmaps"], "scope": "Namespaced",
                            ]
                        ],
                    ]
                ],
            ]
            _ = try trial.test.cluster.create(webhook)
            let reference = ObjectReference(
                "admissionregistration.k8s.io/v1", "ValidatingWebhookConfiguration", name: name)
            defer { _ = try? trial.test.cluster.delete(reference) }
            let diary = UpDiary()
            var text = ""
            do { try trial.up(diary: diary) { $0.outageSeconds = 4 } } catch { text = "\(error)" }
            #expect(text.contains(name), "\(text)")
            #expect(diary.all.contains { $0.hasPrefix("waiting base/chart") })
            // Its program comes, or it goes: the next run goes on.
            _ = try trial.test.cluster.delete(reference)
            try trial.up()
        }
    }

    @Test func waitsForANamespaceThatIsStuckAndSaysWhatHoldsIt() throws {
        try UpTrial.run { trial throws in
            let reference = ObjectReference("v1", "Namespace", name: trial.fixture.shop)
            _ = try trial.test.cluster.create([
                "apiVersion": "v1", "kind": "Namespace",
                "metadata": ["name": Node(.string(trial.fixture.shop)), "finalizers": ["example.org/held"]],
            ])
            _ = try trial.test.cluster.delete(reference)
            let failure = try #require(throws: GateFailure.self) { try trial.up { $0.patienceSeconds = 1 } }
            #expect(failure.reasons.first?.reference == reference)
            #expect(failure.reasons.first?.sentence.contains("removed") == true, "\(failure.reasons)")
            _ = try trial.test.cluster.patch(reference, merge: ["metadata": ["finalizers": Node(.null)]])
            try trial.up()
        }
    }

    @Test func letsOnlyOneAtATime() throws {
        try UpTrial.run { trial throws in
            let other = try ClusterLease.acquire(trial.test.cluster, platform: trial.fixture.name)
            defer { other.release() }
            let failure = try #require(throws: KubernetesFailure.self) { try trial.up() }
            #expect(failure.kind == .conflict)
            #expect("\(failure) \(failure.hint ?? "")".contains("process") || "\(failure)".contains("@"), "\(failure)")
            let made = try trial.live("v1", "Namespace", nil, trial.fixture.base)
            #expect(made == nil)
        }
    }

    @Test func twoAtOnceComeToOnePlatform() throws {
        try UpTrial.run { trial throws in
            let (cluster, fixture) = (trial.test.cluster, trial.fixture)
            let results = Parallel.map([1, 2], limit: 2) { _ in
                let lock = PlatformLock(cluster, platform: fixture.name)
                defer { lock.release() }
                return try UpRun(try fixture.context(cluster), check: { try lock.check() }, observe: { _ in }).run()
            }
            let done = results.filter { if case .success = $0 { true } else { false } }
            #expect(done.count >= 1)
            for case .failure(let error) in results {
                #expect((error as? KubernetesFailure)?.kind == .conflict, "\(error)")
            }
            let again = try trial.up()
            #expect(again == 0)
        }
    }

    @Test func waitsUntilADefinitionIsServed() throws {
        try UpTrial.run { trial throws in
            trial.faults.add(.init("GET", "/apis/apps/v1", times: 1...1, .status(404, reason: "NotFound")))
            let diary = UpDiary()
            try trial.up(diary: diary)
        }
    }
}

/// A transport that dies with the first write: it reaches the server, and nothing after it does.
private final class DeadAfterWriteTransport: HTTPTransport {
    private let inner: any HTTPTransport
    private let dead = Atomic<Bool>(false)

    init(_ inner: any HTTPTransport) { self.inner = inner }

    var isDead: Bool { dead.load(ordering: .relaxed) }

    func send(_ request: HTTPRequest) throws -> HTTPResponse {
        if isDead { throw HTTPFailure(.connection, "the process is dead") }
        let response = try inner.send(request)
        if request.method != "GET", response.status < 300 {
            dead.store(true, ordering: .relaxed)
            throw HTTPFailure(.cut, "the process is dead")
        }
        return response
    }

    func stream(
        _ request: HTTPRequest, idleMilliseconds: Int, body: (ArraySlice<UInt8>) throws -> StreamDecision
    ) throws -> HTTPResponse { try inner.stream(request, idleMilliseconds: idleMilliseconds, body: body) }
}
