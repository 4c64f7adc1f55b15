import ClusterSupport
import Host
import Kubernetes
import Operations
import Testing
import Values

@Suite(.needsCluster)
struct StatusClusterTests {
    @Test func everythingIsReady() throws {
        try StatusFixture.trial { trial throws in
            let status = try trial.status()
            #expect(status.isReady, "\(StatusText(status, width: 200).text)")
            let base = try #require(status.component("base"))
            #expect(base.state == .ready)
            #expect(base.pods == .init(ready: 1, desired: 1))
            #expect(base.workloads == .init(ready: 1, desired: 1))
            #expect(base.objects == .init(ready: 1, desired: 1))
            #expect(base.deployedVersion == "1.0.0")
            #expect(base.release?.state == "deployed")
            #expect(base.created != nil)
            #expect(status.component("shop")?.objects == .init(ready: 2, desired: 2))
            #expect(status.ground.objects.ready == trial.fixture.spaces.count)
            #expect(status.unseen.isEmpty)
        }
    }

    @Test func aPodWithoutImageIsNamed() throws {
        try StatusFixture.trial(script: [.init("Deployment", name: "base", .imagePull), .init("*", .ready)]) {
            trial throws in
            let status = try trial.status()
            let base = try #require(status.component("base"))
            #expect(base.state == .failed)
            #expect(base.why?.contains("Pod base-1-0") ?? false, "\(base.why ?? "")")
            #expect(base.why?.contains("cannot get its image") ?? false, "\(base.why ?? "")")
            #expect(base.pods == .init(ready: 0, desired: 1))
            #expect(status.component("shop")?.state == .ready)
            #expect(!status.isReady)
            #expect(status.isFailed)
        }
    }

    @Test func whatIsStuckIsOnItsWayAndWhatFlapsIsTold() throws {
        let script: [Simulator.Rule] = [
            .init("Deployment", name: "base", .stuck), .init("Deployment", name: "shop", .flapping), .init("*", .ready),
        ]
        try StatusFixture.trial(script: script) { trial throws in
            let first = try trial.status()
            #expect(first.component("base")?.state == .progressing)
            #expect(!first.isFailed)
            trial.simulator.look()
            let second = try trial.status()
            #expect(first.component("shop")?.state != second.component("shop")?.state)
            let changes = StatusChanges.between(first, second)
            #expect(changes.contains { $0.hasPrefix("shop  ") })
            #expect(!changes.contains { $0.hasPrefix("base  ") })
        }
    }

    @Test func aReleaseThatFailedAndOneThatIsNotThere() throws {
        try StatusFixture.trial { trial throws in
            _ = try trial.test.cluster.create(trial.fixture.record("base", status: "failed", revision: 2))
            var base = try #require(try trial.status().component("base"))
            #expect(base.state == .failed)
            #expect(base.release?.state == "failed")
            #expect(base.release?.revision == 2)
            for revision in 1...2 {
                let name = "sh.helm.release.v1.base.v\(revision)"
                _ = try trial.test.cluster.delete(
                    ObjectReference("v1", "Secret", namespace: trial.fixture.space("base"), name: name))
            }
            base = try #require(try trial.status().component("base"))
            #expect(base.state == .progressing)
            #expect(base.release?.state == "missing")
            #expect(base.why?.contains("not installed") ?? false, "\(base.why ?? "")")
        }
    }

    @Test func whatIsMissingSaysWhomItWaitsFor() throws {
        let script: [Simulator.Rule] = [.init("Deployment", name: "base", .crashLoop), .init("*", .ready)]
        try StatusFixture.trial(script: script, without: ["shop"]) { trial throws in
            let shop = try #require(try trial.status().component("shop"))
            #expect(shop.state == .missing)
            #expect(shop.waitsFor == ["base"])
            #expect(shop.why == "not there yet: it waits for base")
        }
    }

    @Test func nothingThereAtAll() throws {
        let fixture = StatusFixture()
        let test = try TestCluster.shared
        let status = try PlatformStatus.read(desired: try fixture.desired(), cluster: test.cluster)
        #expect(status.components.filter { $0.state != .none }.allSatisfy { $0.state == .missing })
        #expect(status.ground.state == .missing)
        #expect(!status.isReady)
    }

    @Test func whoMayReadNothingIsToldSo() throws {
        try StatusFixture.trial { trial throws in
            let status = try PlatformStatus.read(desired: trial.desired, cluster: trial.test.restricted)
            #expect(status.unseen.contains { $0.kind == "Deployment" })
            #expect(status.component("base")?.state == .unknown)
            #expect(!status.isReady)
        }
    }

    @Test func aKindThatMayNotBeListedIsNotFatal() throws {
        try StatusFixture.trial { trial throws in
            trial.faults.add(.init("GET", "/pods", times: 1...100, .status(403, reason: "Forbidden")))
            let status = try trial.status()
            #expect(status.unseen.map(\.kind) == ["Pod"])
            #expect(status.component("base")?.state == .ready)
        }
    }

    @Test func aServerThatIsGoneIsAFailure() throws {
        try StatusFixture.trial { trial throws in
            trial.faults.isGone = true
            #expect(throws: KubernetesFailure.self) {
                try PlatformStatus.read(
                    desired: trial.desired,
                    cluster: trial.test.cluster(
                        over: trial.faults, retry: RetryPolicy(attempts: 1, firstPause: 1, longestPause: 1, total: 10)))
            }
        }
    }

    @Test func aDeploymentThatSomebodyRemovedHoldsTheGate() throws {
        try StatusFixture.trial { trial throws in
            _ = try trial.test.cluster.delete(
                ObjectReference("apps/v1", "Deployment", namespace: trial.fixture.space("base"), name: "base"))
            let base = try #require(try trial.status().component("base"))
            #expect(base.state == .progressing)
            #expect(base.problems.first?.reference.name == "base")
        }
    }

    @Test func requestsDoNotGrowWithTheComponents() throws {
        let small = StatusFixture(further: 1)
        let large = StatusFixture(further: 23)
        var counts: [Int] = []
        for fixture in [small, large] {
            try StatusFixture.trial(fixture) { trial throws in
                let status = try trial.status()
                #expect(status.isReady, "\(StatusText(status, width: 200).text)")
                counts.append(trial.faults.log.count)
                if fixture.further == 23 {
                    var best = Int64.max
                    for _ in 0..<5 {
                        let start = Clock.system.monotonicMilliseconds()
                        _ = try trial.status()
                        best = min(best, Clock.system.monotonicMilliseconds() - start)
                    }
                    print("status of \(status.components.count) components: \(best) ms, \(counts.last ?? 0) requests")
                }
            }
        }
        #expect(counts.first == counts.last, "\(counts)")
        #expect(counts.allSatisfy { $0 <= 14 }, "\(counts)")
    }
}
