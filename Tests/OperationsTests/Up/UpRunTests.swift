import ClusterSupport
import HTTP
import Helm
import Host
import Kubernetes
import Operations
import Testing
import Values

@Suite(.needsCluster, .needsHelmLibrary)
struct UpRunTests {
    @Test func bringsAPlatformUpAndThenWritesNothing() throws {
        try UpTrial.run { trial throws in
            let diary = UpDiary()
            #expect(try trial.up(diary: diary) > 0)
            #expect(try trial.live("apps/v1", "Deployment", trial.fixture.base, "base") != nil)
            #expect(
                try trial.live("v1", "ConfigMap", trial.fixture.shop, "settings")?.at("data", "colour")?.string == "red"
            )
            #expect(
                diary.all.filter { $0.hasPrefix("phase") } == [
                    "phase ground", "phase wave 0", "phase wave 1", "phase leftovers",
                ])
            let before = trial.faults.writes.count
            let again = UpDiary()
            #expect(try trial.up(diary: again) == 0)
            #expect(trial.faults.writes.count == before, "\(trial.faults.writes.dropFirst(before))")
            #expect(again.all.allSatisfy { !$0.hasPrefix("done") || $0.hasSuffix("unchanged") }, "\(again.all)")
            // Helm speaks to the server itself: its records tell whether it wrote.
            #expect(try trial.state().filter { $0.contains("record") }.count == 1)
        }
    }

    @Test func putsRightWhatWasChangedByHand() throws {
        try UpTrial.run { trial throws in
            try trial.up()
            let settings = ObjectReference("v1", "ConfigMap", namespace: trial.fixture.shop, name: "settings")
            let place = "/api/v1/namespaces/\(trial.fixture.shop)/configmaps/settings?fieldManager=somebody"
            let body = Array("{\"data\":{\"colour\":\"green\",\"own\":\"theirs\"}}".utf8)
            let answer = try trial.test.cluster.raw(
                "PATCH", place, headers: [("Content-Type", "application/merge-patch+json")], body: body)
            #expect(answer.status == 200)
            #expect(try trial.up() == 1)
            let live = try trial.test.cluster.get(settings)
            #expect(live?.at("data", "colour")?.string == "red")
            #expect(live?.at("data", "own")?.string == "theirs")
        }
    }

    @Test func bringsBackWhatAChartBroughtAndSomebodyRemoved() throws {
        try UpTrial.run { trial throws in
            try trial.up()
            _ = try trial.test.cluster.delete(
                ObjectReference("v1", "ConfigMap", namespace: trial.fixture.base, name: "base"))
            #expect(try trial.up() == 1)
            #expect(try trial.live("v1", "ConfigMap", trial.fixture.base, "base") != nil)
        }
    }

    @Test func changesWhatTheFileChanges() throws {
        try UpTrial.run { trial throws in
            try trial.up()
            #expect(try trial.up(.init(colour: "blue")) == 2)
            #expect(
                try trial.live("v1", "ConfigMap", trial.fixture.base, "base")?.at("data", "colour")?.string == "blue")
            #expect(
                try trial.live("v1", "ConfigMap", trial.fixture.shop, "settings")?.at("data", "colour")?.string
                    == "blue")
        }
    }

    @Test func removesAMemberThatLeftAndKeepsItsData() throws {
        try UpTrial.run { trial throws in
            try trial.up()
            try trial.up(.init(hasShop: false))
            #expect(try trial.live("apps/v1", "Deployment", trial.fixture.shop, "shop") == nil)
            #expect(try trial.live("v1", "ConfigMap", trial.fixture.shop, "settings") == nil)
            #expect(
                try trial.live("rbac.authorization.k8s.io/v1", "ClusterRole", nil, "fairlead:\(trial.fixture.name)")
                    == nil)
            #expect(
                try trial.live("v1", "PersistentVolumeClaim", trial.fixture.shop, "orders")?.at(
                    "metadata", "deletionTimestamp") == nil)
            #expect(try trial.live("v1", "PersistentVolumeClaim", trial.fixture.shop, "orders") != nil)
            #expect(try trial.live("v1", "Namespace", nil, trial.fixture.shop) != nil)
            #expect(try trial.live("apps/v1", "Deployment", trial.fixture.base, "base") != nil)
        }
    }

    @Test func leavesWhatIsSomebodyElses() throws {
        try UpTrial.run { trial throws in
            _ = try trial.test.cluster.create([
                "apiVersion": "v1", "kind": "Namespace", "metadata": ["name": Node(.string(trial.fixture.shop))],
            ])
            let failure = try #require(throws: KubernetesFailure.self) { try trial.up() }
            #expect(failure.object?.name == trial.fixture.shop)
            #expect(failure.hint?.contains("--adopt") == true)
            #expect(
                try trial.live("v1", "Namespace", nil, trial.fixture.shop)?.at(
                    "metadata", "labels", "fairlead.dev/platform") == nil)
            try trial.up { $0.adopts = true }
            #expect(
                try trial.live("v1", "Namespace", nil, trial.fixture.shop)?.at("metadata", "labels")?[
                    "fairlead.dev/platform"]?.string
                    == trial.fixture.name)
        }
    }

    @Test func saysWhatBlocksWhenPatienceEnds() throws {
        try UpTrial.run(script: [.init("Deployment", name: "shop", .crashLoop), .init("*", .ready)]) { trial throws in
            let diary = UpDiary()
            let failure = try #require(throws: GateFailure.self) {
                try trial.up(diary: diary) { $0.patienceSeconds = 8 }
            }
            #expect(failure.reasons.contains { $0.reference.name == "shop" && $0.reference.kind == "Deployment" })
            #expect(failure.blockers.contains { $0.object.kind == "Pod" }, "\(failure.blockers)")
            #expect(diary.all.contains { $0.hasPrefix("waiting shop/ready") })
        }
    }

    @Test func comesUpOnceWhatBlockedIsGone() throws {
        try UpTrial.run(script: [.init("Deployment", name: "base", .stuck), .init("*", .ready)]) { trial throws in
            _ = try #require(throws: GateFailure.self) { try trial.up { $0.patienceSeconds = 1 } }
            // The next wave has not begun.
            #expect(try trial.live("v1", "ConfigMap", trial.fixture.shop, "settings") == nil)
            trial.play([.init("*", .ready)])
            try trial.up()
            #expect(try trial.live("v1", "ConfigMap", trial.fixture.shop, "settings") != nil)
        }
    }
}
