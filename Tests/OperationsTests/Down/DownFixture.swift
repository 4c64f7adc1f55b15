import ClusterSupport
import Glibc
import HTTP
import Helm
import Host
import Kubernetes
import Operations
import Synchronization
import Testing
import Values

extension UpTrial {
    /// What taking the platform down needs, with short waits.
    func downContext(_ shape: UpFixture.Shape = .init(), on cluster: Cluster? = nil, deletesData: Bool = false) throws
        -> DownContext
    {
        let helm = HelmAccess(engine: upEngine, access: test.access)
        var context = DownContext(
            desired: DesiredPlatform(try fixture.input(shape)), cluster: cluster ?? self.cluster,
            helm: { try helm.cluster() },
            deletesData: deletesData)
        context.lookMilliseconds = 50
        context.patienceSeconds = 180
        context.outageSeconds = 20
        context.engineGraceSeconds = 1
        return context
    }

    /// Takes the platform down as the command does.
    @discardableResult
    func down(
        _ shape: UpFixture.Shape = .init(), deletesData: Bool = false, diary: DownDiary = DownDiary(),
        change: (inout DownContext) -> Void = { _ in }
    ) throws -> (plan: DownPlan, removed: Int) {
        var context = try downContext(shape, deletesData: deletesData)
        change(&context)
        let lock = PlatformLock(context.cluster, platform: fixture.name)
        defer { lock.release() }
        let plan = try DownPlan.read(context)
        let removed = try ClaimProtection.run(self) {
            try DownRun(context, check: { try lock.check() }, observe: diary.note).run(plan)
        }
        return (plan, removed)
    }

    func isThere(_ apiVersion: String, _ kind: String, _ namespace: String?, _ name: String) throws -> Bool {
        try live(apiVersion, kind, namespace, name) != nil
    }

    func make(_ node: Node) throws { _ = try test.cluster.create(node) }

    /// A map that a person made.
    func makeMap(_ name: String, in namespace: String, finalizer: String? = nil) throws {
        var metadata: Node = ["name": Node(.string(name)), "namespace": Node(.string(namespace))]
        if let finalizer { metadata["finalizers"] = [Node(.string(finalizer))] }
        try make(["apiVersion": "v1", "kind": "ConfigMap", "metadata": metadata])
    }

    /// Puts a finalizer on a map, or takes all away.
    func hold(_ name: String, in namespace: String, finalizer: String?) throws {
        _ = try test.cluster.patch(
            ObjectReference("v1", "ConfigMap", namespace: namespace, name: name),
            merge: ["metadata": ["finalizers": finalizer.map { [Node(.string($0))] } ?? Node(.null)]])
    }

    /// What is left of the platform in its namespaces, but for what Kubernetes makes.
    func remains() throws -> [String] {
        try state().filter { !$0.hasPrefix("Secret") || $0.contains("record") }.map { line in
            line.split(separator: " ").prefix(2).joined(separator: " ")
        }
    }
}

/// What a run told.
final class DownDiary: Sendable {
    private let lines = Mutex<[String]>([])
    var all: [String] { lines.withLock { $0 } }

    @Sendable func note(_ event: DownEvent) {
        let line: String? =
            switch event {
            case .phase(_, let phase): "phase \(phase.title)"
            case .began: nil
            case .waiting(let step, let reasons):
                "waiting \(step.id): \(reasons.map { "\($0.reference): \($0.sentence)" }.joined(separator: "; "))"
            case .done(let step, let count, _): "done \(step.id) \(count)"
            case .failed(let step, let error): "failed \(step.id): \(error)"
            case .note(let step, let text): "note \(step.id): \(text)"
            case .kept(let step, let left): "kept \(step.id): \(left.reference): \(left.reason)"
            }
        if let line { lines.withLock { $0.append(line) } }
    }
}

/// A transport of a process that is killed at a write: from then on nothing is sent.
final class DyingTransport: HTTPTransport {
    private let inner: any HTTPTransport
    private let state: Mutex<(left: Int, isDead: Bool)>
    private let isAfter: Bool

    /// - Parameters:
    ///   - write: at which write, from 1.
    ///   - isAfter: whether the server still does it.
    init(_ inner: any HTTPTransport, write: Int, isAfter: Bool) {
        self.inner = inner
        self.isAfter = isAfter
        state = Mutex((write, false))
    }

    var isDead: Bool { state.withLock { $0.isDead } }

    func send(_ request: HTTPRequest) throws -> HTTPResponse {
        let isWrite = request.method != "GET"
        let (isDead, dies) = state.withLock { state in
            if state.isDead { return (true, false) }
            if isWrite { state.left -= 1 }
            if isWrite, state.left == 0 { state.isDead = true }
            return (false, state.isDead)
        }
        if isDead || (dies && !isAfter) { throw HTTPFailure(.connection, "killed") }
        let response = try inner.send(request)
        if dies { throw HTTPFailure(.cut, "killed") }
        return response
    }

    func stream(_ request: HTTPRequest, idleMilliseconds: Int, body: (ArraySlice<UInt8>) throws -> StreamDecision)
        throws -> HTTPResponse
    {
        try inner.stream(request, idleMilliseconds: idleMilliseconds, body: body)
    }
}

/// Plays the controller that lets claims go once no pod uses them; nobody else does so on a server without kubelets.
final class ClaimProtection: Sendable {
    private let cluster: Cluster
    private let namespaces: [String]
    private let state = Mutex((isOver: false, isRunning: true))

    /// Lends one.
    static func run<Output>(_ trial: UpTrial, _ body: () throws -> Output) throws -> Output {
        let player = ClaimProtection(trial.test.cluster, [trial.fixture.base, trial.fixture.shop, trial.fixture.argo])
        defer { player.stop() }
        return try body()
    }

    private init(_ cluster: Cluster, _ namespaces: [String]) {
        (self.cluster, self.namespaces) = (cluster, namespaces)
        var thread = pthread_t()
        _ = pthread_create(
            &thread, nil,
            { raw in
                if let raw { Unmanaged<ClaimProtection>.fromOpaque(raw).takeRetainedValue().play() }
                return nil
            }, Unmanaged.passRetained(self).toOpaque())
        pthread_detach(thread)
    }

    private func stop() {
        state.withLock { $0.isOver = true }
        while state.withLock({ $0.isRunning }) { usleep(5000) }
    }

    private func play() {
        while !state.withLock({ $0.isOver }) {
            for namespace in namespaces { try? free(namespace) }
            usleep(100_000)
        }
        state.withLock { $0.isRunning = false }
    }

    private func free(_ namespace: String) throws {
        for claim in try cluster.list(try cluster.resource("v1", "PersistentVolumeClaim"), namespace: namespace).items
        where claim.at("metadata", "deletionTimestamp") != nil {
            guard let reference = ObjectReference(claim) else { continue }
            _ = try cluster.patch(reference, merge: ["metadata": ["finalizers": Node(.null)]])
        }
    }
}
