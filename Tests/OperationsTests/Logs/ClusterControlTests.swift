import ClusterSupport
import Crypto
import HTTP
import Host
import Kubernetes
@testable import Operations
import Synchronization
import Testing
import Values

/// Logs and restarts of single components on a real API server. It has no kubelet, so the lines themselves are put into its answers.
@Suite(.needsCluster)
struct ClusterControlTests {
    private struct Said {
        var lines: [LogLine] = []
        var notes: [String] = []
    }

    private func logs(
        _ trial: StatusTrial, _ component: String, _ request: LogRequest, rules: [FaultyTransport.Rule]
    ) throws -> (said: [LogLine], notes: [String], log: [String]) {
        let test = trial.test
        let transport = FaultyTransport(test.transport, rules)
        let cluster = Cluster(access: test.access, transport: transport, userAgent: "fairlead-tests")
        var control = ClusterControl(
            try trial.fixture.desired(), cluster, secrets: [SecretBytes(text: "sesame-open")])
        control.lookMilliseconds = 50
        let said = Mutex(Said())
        try control.logs(component, request, note: { text in said.withLock { $0.notes.append(text) } }) { line in
            said.withLock { $0.lines.append(line) }
        }
        let all = said.withLock { $0 }
        return (all.lines, all.notes, transport.log)
    }

    private func answer(_ text: String) -> FaultyTransport.Fault {
        .answer(HTTPResponse(status: 200, headers: [("Content-Type", "text/plain")], body: Array(text.utf8)))
    }

    /// The pods are found from the deployment down, and only those of the component.
    @Test func linesOfAllPods() throws {
        let script: [Simulator.Rule] = [
            .init("Deployment", name: "base", .crashLoop), .init("Deployment", name: "shop", .crashLoop),
            .init("*", .ready),
        ]
        try StatusFixture.trial(script: script) { trial throws in
            let request = LogRequest(lines: 9, sinceSeconds: 300)
            let found = try logs(
                trial, "shop", request, rules: [.init("GET", "/log?", times: 1...9, answer("one sesame-open\ntwo"))])
            #expect(found.said.map(\.text) == ["one «masked»", "two"], "\(found)")
            #expect(found.said.first?.source.hasPrefix("shop-") ?? false)
            let asked = found.log.filter { $0.contains("/log?") }
            #expect(asked.count == 1 && asked[0].contains("/namespaces/\(trial.fixture.space("shop"))/pods/"))
            for part in ["tailLines=9", "sinceSeconds=300"] { #expect(asked[0].contains(part), "\(asked)") }
            #expect(!asked[0].contains("follow"))
            // The server itself refuses in its own words, without a node that it could ask.
            let bare = try? logs(trial, "shop", LogRequest(lines: 9), rules: [])
            #expect(bare?.said.isEmpty ?? true)
        }
    }

    private struct Enough: Error {}

    /// A container that has not begun is told once and asked again; one that comes later is followed from its first line on, once.
    @Test func whatComesLaterIsFollowed() throws {
        let script: [Simulator.Rule] = [.init("Deployment", name: "shop", .crashLoop), .init("*", .ready)]
        try StatusFixture.trial(script: script) { trial throws in
            let test = trial.test
            let space = trial.fixture.space("shop")
            let transport = FaultyTransport(
                test.transport,
                [
                    .init(
                        "GET", "/log?", times: 1...2,
                        .status(400, reason: "BadRequest", message: "container main is waiting to start")),
                    .init("GET", "/log?", times: 3...3, .failure(.cut)),
                    .init("GET", "/log?", times: 4...99, answer("a line\n")),
                ])
            let cluster = Cluster(access: test.access, transport: transport, userAgent: "fairlead-tests")
            var control = ClusterControl(try trial.fixture.desired(), cluster, secrets: [])
            control.lookMilliseconds = 300
            let said = Mutex(Said())
            #expect(throws: Enough.self) {
                try control.logs(
                    "shop", LogRequest(lines: 9, follows: true),
                    note: { text in said.withLock { $0.notes.append(text) } }
                ) { line in
                    let count = said.withLock {
                        $0.lines.append(line)
                        return $0.lines.count
                    }
                    // Another pod comes while the first one is followed.
                    if count == 1 {
                        let first = try test.cluster.get(
                            ObjectReference("v1", "Pod", namespace: space, name: "shop-1-0"))
                        _ = try test.cluster.create([
                            "apiVersion": "v1", "kind": "Pod",
                            "metadata": [
                                "name": "shop-1-1", "namespace": Node(.string(space)),
                                "labels": first?.at("metadata", "labels") ?? [:],
                                "ownerReferences": first?.at("metadata", "ownerReferences") ?? [],
                            ],
                            "spec": [
                                "automountServiceAccountToken": false,
                                "containers": [["name": "main", "image": "example.org/shop:1"]],
                            ],
                        ])
                    }
                    if count == 2 { throw Enough() }
                }
            }
            let all = said.withLock { $0 }
            #expect(Set(all.lines.map(\.source)).count == 2, "\(all)")
            #expect(all.notes.filter { $0.contains("waiting to start") }.count == 1, "\(all)")
            let asked = transport.log.filter { $0.contains("/log?") }
            try #require(asked.count == 5, "\(asked)")
            #expect(asked.allSatisfy { $0.contains("follow=true") }, "\(asked)")
            #expect(asked[0].contains("tailLines=9") && asked[4].contains("tailLines=1000000"), "\(asked)")
            // After a connection that broke, only what came since then is asked for.
            #expect(asked[3].contains("sinceSeconds="), "\(asked)")
        }
    }

    @Test func restartedAsKubectlDoes() throws {
        try StatusFixture.trial { trial throws in
            let test = trial.test
            let control = ClusterControl(try trial.fixture.desired(), test.cluster, secrets: [])
            let events = Mutex<[String]>([])
            trial.simulator.start()
            defer { trial.simulator.stop() }
            let count = try control.restart("shop", patienceSeconds: 30) { event in
                if case .done(let step, _, _) = event { events.withLock { $0.append(step.title) } }
            }
            #expect(count == 1 && events.withLock { $0 } == ["Deployment/shop"])
            func live(_ member: String) throws -> Node {
                try #require(
                    try test.cluster.get(
                        ObjectReference("apps/v1", "Deployment", namespace: trial.fixture.space(member), name: member)))
            }
            let shop = try live("shop")
            let time = shop.at("spec", "template", "metadata", "annotations", "kubectl.kubernetes.io/restartedAt")
            #expect(time?.string.flatMap(Timestamp.seconds) != nil)
            let managers = (shop.at("metadata", "managedFields")?.list ?? []).filter {
                JSON.write($0).contains("restartedAt")
            }
            #expect(managers.map { $0["manager"]?.string } == ["fairlead"])
            // Nobody else's pods are touched.
            #expect(!JSON.write(try live("base").at("spec") ?? Node(.null)).contains("restartedAt"))
            #expect(try control.restart("nobody", patienceSeconds: 1) { _ in } == 0)
        }
    }
}
