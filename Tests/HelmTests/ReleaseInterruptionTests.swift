import ClusterSupport
import Glibc
import Helm
import Host
import Kubernetes
import Synchronization
import Testing
import Values

@Suite("Releases that are cut short", .needsHelm, .needsCluster)
struct ReleaseInterruptionTests {
    @Test("a killed installation is taken up again, without a second object and without losing one")
    func killedInstall() async throws {
        let cluster = try TestCluster.shared
        let namespace = try cluster.makeNamespace("helm-kill")
        defer { _ = try? cluster.cluster.delete(ObjectReference("v1", "Namespace", name: namespace)) }
        let shop = try Shop(namespace, of: cluster)
        let (path, name) = (cluster.kubeconfig.string, namespace)
        await #expect(processExitsWith: .signal(SIGKILL)) { [path = path as String, name = name as String] in
            let releases = try Shop.releases(kubeconfig: Path(path), name)
            Self.when(releases, { $0.isPending }) { kill(getpid(), SIGKILL) }
            let request = try web(1, [("templates/idle.yaml", neverReady)])
            _ = try releases.install(request, options: ReleaseOptions(wait: .ready, timeoutSeconds: 120))
        }
        #expect(try shop.releases.status("web")?.state == .pendingInstall)
        let first = try #require(try shop.object("Deployment", "idle", "apps/v1")?.at("metadata", "uid")?.string)
        let request = try web(1, [("templates/idle.yaml", neverReady)])
        // Helm itself would refuse for ever.
        #expect(throws: HelmFailure.self) { try shop.releases.upgrade(request) }
        #expect(throws: HelmFailure.self) { try shop.releases.install(request, replacingFailed: true) }

        let again = try shop.apply(request)
        #expect(again.outcome == .installed && again.status.state == .deployed && again.status.revision == 1)
        #expect(try shop.object("Deployment", "idle", "apps/v1")?.at("metadata", "uid")?.string == first)
        #expect(try shop.apply(request).outcome == .unchanged)
    }

    @Test("a killed change is taken up again from the revision before it")
    func killedUpgrade() async throws {
        let cluster = try TestCluster.shared
        let namespace = try cluster.makeNamespace("helm-kill")
        defer { _ = try? cluster.cluster.delete(ObjectReference("v1", "Namespace", name: namespace)) }
        let shop = try Shop(namespace, of: cluster)
        try shop.apply(try web(1))
        let (path, name) = (cluster.kubeconfig.string, namespace)
        await #expect(processExitsWith: .signal(SIGKILL)) { [path = path as String, name = name as String] in
            let releases = try Shop.releases(kubeconfig: Path(path), name)
            Self.when(releases, { $0.isPending }) { kill(getpid(), SIGKILL) }
            let request = try web(2, [("templates/idle.yaml", neverReady)])
            _ = try releases.upgrade(request, options: ReleaseOptions(wait: .ready, timeoutSeconds: 120))
        }
        #expect(try shop.releases.status("web")?.state == .pendingUpgrade)
        let recovered = try #require(try shop.releases.recover("web", records: shop))
        #expect(recovered.state == .deployed && recovered.revision == 1)
        // What the killed change wrote is still there and is adopted.
        #expect(try shop.object("ConfigMap", "web")?.at("data", "number")?.string == "2")
        let done = try shop.apply(try web(2, [("templates/idle.yaml", neverReady)]))
        #expect(done.outcome == .upgraded && done.status.revision == 2)
    }

    @Test("Ctrl-C cancels an installation that waits; the release is failed, and the next try goes on")
    func interrupted() async throws {
        let cluster = try TestCluster.shared
        let namespace = try cluster.makeNamespace("helm-stop")
        defer { _ = try? cluster.cluster.delete(ObjectReference("v1", "Namespace", name: namespace)) }
        let shop = try Shop(namespace, of: cluster)
        let (path, name) = (cluster.kubeconfig.string, namespace)
        await #expect(processExitsWith: .exitCode(130)) { [path = path as String, name = name as String] in
            Interrupt.install()
            let releases = try Shop.releases(kubeconfig: Path(path), name)
            Self.when(releases, { $0.isPending }) { kill(getpid(), SIGINT) }
            do {
                let request = try web(1, [("templates/idle.yaml", neverReady)])
                _ = try releases.install(request, options: ReleaseOptions(wait: .ready, timeoutSeconds: 120))
            } catch let stop as Interrupted {
                exit(stop.status)
            }
        }
        let left = try #require(try shop.releases.status("web"))
        #expect(left.state == .failed && left.description.contains("canceled"))
        #expect(try shop.apply(try web(1, [("templates/idle.yaml", neverReady)])).outcome == .installed)
    }

    @Test("a killed removal is finished before the release is installed again")
    func killedUninstall() async throws {
        let cluster = try TestCluster.shared
        let namespace = try cluster.makeNamespace("helm-kill")
        defer { _ = try? cluster.cluster.delete(ObjectReference("v1", "Namespace", name: namespace)) }
        let shop = try Shop(namespace, of: cluster)
        let held = """
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: more, finalizers: [example.org/hold]}
            """
        try shop.apply(try web(1, [("templates/more.yaml", held)]))
        let first = try #require(try shop.object("ConfigMap", "more")?.at("metadata", "uid")?.string)
        let (path, name) = (cluster.kubeconfig.string, namespace)
        await #expect(processExitsWith: .signal(SIGKILL)) { [path = path as String, name = name as String] in
            let releases = try Shop.releases(kubeconfig: Path(path), name)
            Self.when(releases, { $0 == .uninstalling }) { kill(getpid(), SIGKILL) }
            _ = try releases.uninstall("web", options: ReleaseOptions(wait: .ready, timeoutSeconds: 120))
        }
        #expect(try shop.releases.status("web")?.state == .uninstalling)
        _ = try cluster.cluster.patch(
            ObjectReference("v1", "ConfigMap", namespace: namespace, name: "more"),
            merge: ["metadata": ["finalizers": nil]])
        let again = try shop.apply(try web(1))
        #expect(again.outcome == .installed && again.status.revision == 1)
        let second = try shop.object("ConfigMap", "more")?.at("metadata", "uid")?.string
        #expect(second != first)
    }

    @Test("whoever does not wait for a removal any more has removed nothing before its hooks are done")
    func leftUninstall() throws {
        try Shop.open { shop in
            try shop.apply(try web(1, [("templates/hook.yaml", slowHook)]))
            var stopped = shop.releases
            let asked = Atomic<Int>(0)
            stopped.isStopped = { asked.add(1, ordering: .relaxed).newValue > 10 }
            let failure = try helmFailure {
                _ = try stopped.uninstall("web", options: ReleaseOptions(timeoutSeconds: 2))
            }
            #expect(failure.kind == .cancelled)
            #expect(try shop.object("ConfigMap", "web") != nil)
        }
    }

    @Test("no handle of the library stays open, whatever happens")
    func handles() async throws {
        let cluster = try TestCluster.shared
        let namespace = try cluster.makeNamespace("helm-handles")
        defer { _ = try? cluster.cluster.delete(ObjectReference("v1", "Namespace", name: namespace)) }
        let (path, name) = (cluster.kubeconfig.string, namespace)
        await #expect(processExitsWith: .success) { [path = path as String, name = name as String] in
            let start = try engine.openHandles()
            try {
                let releases = try Shop.releases(kubeconfig: Path(path), name)
                _ = try releases.status("web")
                _ = try releases.install(try web(1))
                _ = try? releases.install(try web(1))
                _ = try releases.upgrade(try web(2))
                _ = try? releases.upgrade(try web(2, [("templates/more.yaml", map("Not-A-Name"))]))
                _ = try releases.manifest("web")
                try releases.rollBack("web", to: 1)
                _ = try releases.uninstall("web")
            }()
            guard try engine.openHandles() == start else { exit(3) }
        }
    }

    /// Does something a while after the release came into a state, when the cluster has its objects.
    private static func when(
        _ releases: HelmReleases, _ isReached: @escaping @Sendable (ReleaseStatus.State) -> Bool,
        _ body: @escaping @Sendable () -> Void
    ) {
        let work = Unmanaged.passRetained(
            Box {
                while (try? releases.status("web"))?.map({ isReached($0.state) }) != true { usleep(20_000) }
                usleep(700_000)
                body()
            })
        var thread = pthread_t()
        pthread_create(
            &thread, nil,
            { raw in
                if let raw { Unmanaged<Box>.fromOpaque(raw).takeRetainedValue().run() }
                return nil
            }, work.toOpaque())
    }

    private final class Box: Sendable {
        let run: @Sendable () -> Void
        init(_ run: @escaping @Sendable () -> Void) { self.run = run }
    }

    /// A Job that never ends, before the release is removed.
    private let slowHook = """
        apiVersion: batch/v1
        kind: Job
        metadata: {name: slow, annotations: {helm.sh/hook: pre-delete}}
        spec: {template: {spec: {restartPolicy: Never, containers: [{name: slow, image: example.org/slow}]}}}
        """
}
