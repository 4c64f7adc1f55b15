import ClusterSupport
import HTTP
import Host
import Kubernetes
import Testing
import Values

/// Servers of one's own that are broken in earnest.
@Suite(.needsOwnCluster, .serialized)
struct ClientFaultTests {
    @Test func livesThroughARestart() throws {
        let test = try TestCluster(controllers: false)
        let type = try test.cluster.resource("v1", "ConfigMap")
        let place = try test.cluster.list(type, namespace: "default").resourceVersion
        test.stopServer()
        let work = Parallel.map([0, 1, 2], limit: 3) { task in
            switch task {
            case 0:
                try Pause.wait(milliseconds: 1_500)
                try test.startServer()
            case 1:
                // Its connections are refused until the server is back; then it answers 403 and 503 while it gets ready.
                var applied = false
                for _ in 0..<20 where !applied {
                    do {
                        _ = try test.cluster.apply(ClientOnServerTests.configMap("default", "after"))
                        applied = true
                    } catch let failure as KubernetesFailure where failure.isPassing || failure.kind == .forbidden {
                        try Pause.wait(milliseconds: 250)
                    }
                }
                #expect(applied)
            default:
                var isSeen = false
                for _ in 0..<4 where !isSeen {
                    do {
                        try test.cluster.watch(type, namespace: "default", from: place, timeoutSeconds: 20) { event in
                            switch event {
                            case .added(let node): isSeen = isSeen || node.at("metadata", "name") == "after"
                            case .restarted(let nodes):
                                isSeen = nodes.contains { $0.at("metadata", "name") == "after" }
                            default: break
                            }
                            return isSeen ? .enough : .more
                        }
                    } catch let failure as KubernetesFailure where failure.kind == .forbidden {
                        try Pause.wait(milliseconds: 250)
                    }
                }
                #expect(isSeen)
            }
        }
        for result in work { #expect(throws: Never.self) { try result.get() } }
        // A server that began after a place in history does not know it any more.
        var restarted: [Node]?
        try test.cluster.watch(type, namespace: "default", from: "1", timeoutSeconds: 20) { event in
            if case .restarted(let nodes) = event { restarted = nodes }
            return .enough
        }
        #expect(restarted?.contains { $0.at("metadata", "name") == "after" } == true)
        test.freezeServer()
        let frozen = Cluster(access: test.access, transport: test.transport, retry: .none)
        // It is told to stop by another process, which may have to wait for its turn.
        var isStill = false
        for _ in 0..<100 where !isStill {
            do {
                _ = try frozen.raw("GET", "/version", timeoutMilliseconds: 300)
                try Pause.wait(milliseconds: 100)
            } catch is KubernetesFailure { isStill = true }
        }
        #expect(isStill)
        test.thawServer()
        #expect(throws: Never.self) { try test.cluster.raw("GET", "/version") }
    }

    /// An aggregated API whose program is not there, and a list whose history is compacted between two pages.
    @Test func livesWithABrokenAPIAndLostHistory() throws {
        let test = try TestCluster(controllers: false)
        let cluster = test.cluster(over: test.transport, limits: ReadingLimits(pageSize: 5))
        // Not applied: the server-side apply of this kind makes 1.20 panic (no field manager for the aggregator's own kinds).
        _ = try cluster.create([
            "apiVersion": "apiregistration.k8s.io/v1", "kind": "APIService",
            "metadata": ["name": "v1beta1.metrics.k8s.io"],
            "spec": [
                "group": "metrics.k8s.io", "version": "v1beta1", "insecureSkipTLSVerify": true,
                "groupPriorityMinimum": 100, "versionPriority": 100,
                "service": ["name": "metrics-server", "namespace": "kube-system"],
            ],
        ])
        try Pause.wait(milliseconds: 1_000)
        let all = try cluster.resources()
        #expect(all.contains { $0.kind == "Deployment" } && !all.contains { $0.group == "metrics.k8s.io" })

        for number in 0..<12 { _ = try cluster.create(ClientOnServerTests.configMap("default", "c\(number)")) }
        let compacting = Compacting(test)
        let patient = test.cluster(over: compacting, limits: ReadingLimits(pageSize: 5))
        let list = try patient.list(
            try patient.resource("v1", "ConfigMap"), namespace: "default", labels: "",
            fields: "metadata.name!=kube-root-ca.crt")
        #expect(list.items.count == 12)
        // A newer server serves the other pages from what it still remembers, and history is not lost for it.
        if try cluster.version() < ServerVersion(major: 1, minor: 34, text: "") {
            #expect(compacting.answers.all.contains(410))
        }
    }

    @Test func saysThatEtcdIsFull() throws {
        let test = try TestCluster(controllers: false, etcdFlags: ["--quota-backend-bytes=8388608"])
        let data: Node = ["x": Node(.string(String(repeating: "0123456789abcdef", count: 30_000)))]
        var failure: KubernetesFailure?
        for number in 0..<40 where failure == nil {
            do {
                _ = try test.cluster.create(ClientOnServerTests.configMap("default", "big\(number)", data))
            } catch let caught as KubernetesFailure { failure = caught }
        }
        #expect(failure?.kind == .server)
        #expect(failure?.hint?.contains("etcd") == true)
        let large: Node = ["x": Node(.string(String(repeating: "x", count: 4 << 20)))]
        let refused = #expect(throws: KubernetesFailure.self) {
            try test.cluster.create(ClientOnServerTests.configMap("default", "huge", large))
        }
        #expect(refused?.kind == .invalid)
    }
}

/// Compacts the history before the first request for a further page, and notes the statuses.
private final class Compacting: HTTPTransport {
    let answers = Counter()
    private let test: TestCluster
    private let done = Counter()

    init(_ test: TestCluster) { self.test = test }

    func send(_ request: HTTPRequest) throws -> HTTPResponse {
        if request.url.contains("continue="), done.next() == 1 {
            _ = try test.cluster.create(ClientOnServerTests.configMap("kube-system", "later"))
            try test.compact()
        }
        let response = try test.transport.send(request)
        answers.add(response.status)
        return response
    }

    func stream(
        _ request: HTTPRequest, idleMilliseconds: Int, body: (ArraySlice<UInt8>) throws -> StreamDecision
    ) throws -> HTTPResponse {
        try test.transport.stream(request, idleMilliseconds: idleMilliseconds, body: body)
    }
}
