import ClusterSupport
import Glibc
import HTTP
import Host
import Kubernetes
import Testing
import Values

/// The lock of a platform on a real API server.
@Suite(.needsCluster) struct LeaseOnServerTests {
    private static func lease(_ namespace: String) -> ObjectReference {
        ObjectReference("coordination.k8s.io/v1", "Lease", namespace: namespace, name: "fairlead-demo")
    }

    @Test func twoHolders() throws {
        let test = try TestCluster.shared
        try test.withNamespace("lease") { namespace in
            let timing = ClusterLease.Timing(seconds: 60, renewMilliseconds: 300, lookMilliseconds: 100)
            let first = try ClusterLease.acquire(test.cluster, platform: "demo", namespace: namespace, timing: timing)
            var failure: KubernetesFailure?
            do {
                _ = try ClusterLease.acquire(test.cluster, platform: "demo", namespace: namespace, timing: timing)
            } catch let error as KubernetesFailure { failure = error }
            #expect(failure?.kind == .conflict)
            #expect(failure?.message.contains("works on this platform") == true)
            #expect(!first.isLost)
            try first.check()
            #expect(first.release())
            let second = try ClusterLease.acquire(test.cluster, platform: "demo", namespace: namespace, timing: timing)
            #expect(
                try test.cluster.get(Self.lease(namespace))?.at("spec", "holderIdentity")?.string == second.identity)
            #expect(second.release())
        }
    }

    @Test func aHolderWhoDiedOnAnotherMachineIsTakenOverInItsTime() throws {
        let test = try TestCluster.shared
        try test.withNamespace("lease") { namespace in
            _ = try test.cluster.create([
                "apiVersion": "coordination.k8s.io/v1", "kind": "Lease",
                "metadata": ["name": "fairlead-demo", "namespace": Node(.string(namespace))],
                "spec": [
                    "holderIdentity": "bob@far:77-x", "leaseDurationSeconds": 2,
                    // A clock that is far ahead: it must not matter.
                    "renewTime": "2125-01-01T00:00:00.000000Z", "acquireTime": "2125-01-01T00:00:00.000000Z",
                ],
            ])
            let start = Clock.system.monotonicMilliseconds()
            var told: [String] = []
            let lease = try ClusterLease.acquire(
                test.cluster, platform: "demo", namespace: namespace, timing: .init(lookMilliseconds: 100)
            ) { told.append($0.identity) }
            #expect(Clock.system.monotonicMilliseconds() - start >= 2000, "not before its time is over")
            #expect(told == ["bob@far:77-x"])
            lease.release()
        }
    }

    @Test func losingItIsNoticed() throws {
        let test = try TestCluster.shared
        try test.withNamespace("lease") { namespace in
            let lease = try ClusterLease.acquire(
                test.cluster, platform: "demo", namespace: namespace,
                timing: .init(seconds: 60, renewMilliseconds: 200))
            _ = try test.cluster.patch(Self.lease(namespace), merge: ["spec": ["holderIdentity": "bob@far:77-x"]])
            while !lease.isLost { try Pause.wait(milliseconds: 50) }
            #expect(throws: KubernetesFailure.self) { try lease.check() }
            #expect(!lease.release())
            #expect(try test.cluster.get(Self.lease(namespace))?.at("spec", "holderIdentity")?.string == "bob@far:77-x")
        }
    }

    @Test func itIsGivenBackAfterARequestToStop() async throws {
        let test = try TestCluster.shared
        let namespace = try test.makeNamespace("lease")
        defer { _ = try? test.cluster.delete(ObjectReference("v1", "Namespace", name: namespace)) }
        await #expect(processExitsWith: .success) {
            [path = test.kubeconfig.string as String, namespace = namespace as String] in
            Interrupt.install()
            let access = try ClusterAccess.resolve(kubeconfig: Path(path))
            let cluster = Cluster.connect(access, userAgent: "fairlead-tests")
            let lease = try ClusterLease.acquire(cluster, platform: "demo", namespace: namespace)
            // Not SIGINT: whoever runs the tests in the background ignores it, and so would we.
            // To the process, since the threads of Swift's tasks take no signals.
            kill(getpid(), SIGTERM)
            while !Interrupt.isRequested { usleep(10_000) }
            // Anything else must be stopped by then.
            do { _ = try cluster.version() } catch is Interrupted { exit(lease.release() ? 0 : 1) }
            exit(2)
        }
        let left = try #require(try test.cluster.get(Self.lease(namespace)))
        #expect(left.at("spec", "holderIdentity") == nil)
    }

    @Test func whoMayNotSaysSo() throws {
        let test = try TestCluster.shared
        try test.withNamespace("lease") { namespace in
            do {
                _ = try ClusterLease.acquire(test.restricted, platform: "demo", namespace: namespace)
                Issue.record("it was taken without rights")
            } catch let failure as KubernetesFailure { #expect(failure.kind == .forbidden) }
        }
    }

    @Test func aKubeconfigLeadsToTheServer() throws {
        let test = try TestCluster.shared
        let access = try ClusterAccess.resolve(kubeconfig: test.kubeconfig)
        let cluster = Cluster.connect(access, userAgent: "fairlead-tests")
        #expect(try cluster.version().major == 1)
    }
}
