import ClusterSupport
import HTTP
import Helm
import Host
import Kubernetes
import Operations
import Testing
import Values

@Suite(.needsCluster, .needsHelmLibrary)
struct DownFaultTests {
    /// Each run is killed at its first write or right after it, until nothing is left to do.
    @Test(arguments: [1, 2]) func isTakenUpAfterEveryWrite(_ write: Int) throws {
        try UpTrial.run { trial in
            try trial.up()
            var runs = 0
            while runs < 60 {
                runs += 1
                let dying = DyingTransport(trial.test.transport, write: write, isAfter: write == 1)
                let cluster = trial.test.cluster(
                    over: dying, retry: RetryPolicy(attempts: 1, firstPause: 1, longestPause: 1, total: 1))
                var context = try trial.downContext(on: cluster, deletesData: true)
                context.outageSeconds = 0
                context.patienceSeconds = 20
                let plan = try DownPlan.read(context)
                if plan.isEmpty { break }
                do {
                    _ = try ClaimProtection.run(trial) { try DownRun(context).run(plan) }
                } catch {
                    #expect(dying.isDead, "\(error)")
                }
            }
            #expect(runs > 4 && runs < 60)
            #expect(try trial.remains() == [])
            #expect(
                try !trial.isThere("rbac.authorization.k8s.io/v1", "ClusterRole", nil, "fairlead:\(trial.fixture.name)")
            )
        }
    }

    @Test func saysWhichFinalizerHolds() throws {
        try UpTrial.run { trial in
            try trial.up()
            try trial.hold("settings", in: trial.fixture.shop, finalizer: "objectbucket.io/finalizer")
            let diary = DownDiary()
            let failure = try #require(throws: GateFailure.self) {
                try trial.down(diary: diary) { $0.patienceSeconds = 1 }
            }
            let reason = try #require(failure.reasons.first)
            #expect(reason.reference.name == "settings" && reason.sentence.contains("objectbucket.io/finalizer"))
            #expect(reason.sentence.contains("Rook"), "\(reason)")
            // The ground has not been touched.
            #expect(try trial.isThere("networking.k8s.io/v1", "NetworkPolicy", trial.fixture.base, "closed"))
            try trial.hold("settings", in: trial.fixture.shop, finalizer: nil)
            try trial.down()
            #expect(try trial.remains() == ["PersistentVolumeClaim X-shop/orders"])
        }
    }

    @Test(.needsControllers) func saysWhatANamespaceWaitsFor() throws {
        try UpTrial.run { trial in
            try trial.up()
            try trial.makeMap("mine", in: trial.fixture.base, finalizer: "example.org/hold")
            _ = try trial.test.cluster.delete(ObjectReference("v1", "Namespace", name: trial.fixture.base))
            let failure = try #require(throws: GateFailure.self) {
                while true { try trial.down { $0.patienceSeconds = 12 } }
            }
            let reason = try #require(failure.reasons.first { $0.reference.kind == "Namespace" })
            #expect(reason.sentence.contains("example.org/hold"), "\(reason)")
            try trial.hold("mine", in: trial.fixture.base, finalizer: nil)
            try trial.down()
            #expect(try !trial.isThere("v1", "Namespace", nil, trial.fixture.base))
        }
    }

    @Test func bearsAnOutageAndStopsAtARefusal() throws {
        try UpTrial.run { trial in
            try trial.up()
            trial.faults.add(.init("DELETE", "", times: 1...4, .failure(.connection)))
            trial.faults.add(
                .init(
                    "DELETE", "/configmaps/settings", times: 1...1,
                    .status(403, reason: "Forbidden", message: "not you")))
            let failure = try #require(throws: KubernetesFailure.self) { try trial.down() }
            #expect(failure.kind == .forbidden && failure.object?.name == "settings", "\(failure)")
            #expect(try trial.isThere("networking.k8s.io/v1", "NetworkPolicy", trial.fixture.base, "closed"))
            try trial.down()
            #expect(try trial.remains() == ["PersistentVolumeClaim X-shop/orders"])
        }
    }

    @Test func twoDoNotWorkAtOnce() throws {
        try UpTrial.run { trial in
            try trial.up()
            let other = PlatformLock(trial.test.cluster, platform: trial.fixture.name)
            try other.check()
            let before = try trial.state()
            let failure = try #require(throws: KubernetesFailure.self) { try trial.down() }
            #expect(failure.kind == .conflict)
            #expect(try trial.state() == before)
            other.release()
            try trial.down()
        }
    }
}
