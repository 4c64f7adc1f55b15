import ClusterSupport
import Crypto
import Diagnostics
import Kubernetes
import Operations
import Testing
import Values

/// Whether a saved plan still holds, asked of a real cluster.
@Suite(.needsCluster) struct SavedPlanOnServerTests {
    private func with(_ body: (ChangesFixture, TestCluster) throws -> Void) throws {
        let test = try TestCluster.shared
        try test.withNamespace("savedplan") { name in
            let fixture = ChangesFixture(name: name)
            for object in try fixture.desired(Self.objects(fixture)).objects { _ = try test.cluster.apply(object.node) }
            try body(fixture, test)
        }
    }

    private static func objects(_ fixture: ChangesFixture) -> [Node] { [fixture.map(), fixture.deployment()] }

    private func plan(_ fixture: ChangesFixture, _ objects: [Node], _ cluster: Cluster) throws -> SavedPlan {
        let desired = try fixture.desired(objects)
        let comparison = try PlatformComparison.of(desired, cluster: cluster, charts: nil, depth: .plan)
        let plan = try SavedPlan(
            comparison, desired: desired, cluster: cluster, charts: [], environment: nil, version: "0.1.0")
        return try SavedPlan.read(plan.bytes, file: "plan.json")
    }

    private func messages(_ plan: SavedPlan, _ desired: DesiredPlatform, _ cluster: Cluster) throws -> [String] {
        let error = try #require(throws: FindingsError.self) {
            try plan.check(desired: desired, cluster: cluster, charts: nil)
        }
        #expect(error.findings.allSatisfy { $0.code == Code.clusterMoved.rawValue })
        return error.findings.map(\.message)
    }

    private func web(_ fixture: ChangesFixture) -> ObjectReference {
        ObjectReference("apps/v1", "Deployment", namespace: fixture.name, name: "web")
    }

    @Test func itHoldsWhileNothingMoves() throws {
        try with { fixture, test in
            let objects = Self.objects(fixture) + [fixture.map("new")]
            let plan = try plan(fixture, objects, test.cluster)
            #expect(plan.changes.map(\.action) == [.create])
            try plan.check(desired: try fixture.desired(objects), cluster: test.cluster, charts: nil)
        }
    }

    @Test func aStatusIsNoMovement() throws {
        try with { fixture, test in
            let plan = try plan(fixture, Self.objects(fixture), test.cluster)
            _ = try test.cluster.patch(
                web(fixture), merge: ["status": ["observedGeneration": 1, "replicas": 2, "unavailableReplicas": 2]],
                subresource: "status")
            try plan.check(desired: try fixture.desired(Self.objects(fixture)), cluster: test.cluster, charts: nil)
        }
    }

    @Test(arguments: [
        ["spec": ["replicas": 7]] as Node, ["metadata": ["labels": ["by": "hand"]]],
        ["metadata": ["annotations": ["by": "hand"]]],
    ]) func anEditIs(edit: Node) throws {
        try with { fixture, test in
            let plan = try plan(fixture, Self.objects(fixture), test.cluster)
            _ = try test.cluster.patch(web(fixture), merge: edit)
            #expect(
                try messages(plan, try fixture.desired(Self.objects(fixture)), test.cluster) == [
                    "Deployment \(fixture.name)/web was changed since the plan was made"
                ])
        }
    }

    @Test func whatCameOrWentIsNamed() throws {
        try with { fixture, test in
            let objects = Self.objects(fixture) + [fixture.map("new")]
            let plan = try plan(fixture, objects, test.cluster)
            _ = try test.cluster.create(fixture.map("new"))
            _ = try test.cluster.delete(ObjectReference("v1", "ConfigMap", namespace: fixture.name, name: "settings"))
            let found = try messages(plan, try fixture.desired(objects), test.cluster)
            #expect(
                found.sorted() == [
                    "ConfigMap \(fixture.name)/new appeared since the plan was made",
                    "ConfigMap \(fixture.name)/settings vanished since the plan was made",
                ])
        }
    }

    @Test func theSameNameIsNotTheSameObject() throws {
        try with { fixture, test in
            let plan = try plan(fixture, Self.objects(fixture), test.cluster)
            let map = ObjectReference("v1", "ConfigMap", namespace: fixture.name, name: "settings")
            _ = try test.cluster.delete(map)
            for object in try fixture.desired([fixture.map()]).objects { _ = try test.cluster.apply(object.node) }
            #expect(
                try messages(plan, try fixture.desired(Self.objects(fixture)), test.cluster) == [
                    "ConfigMap \(fixture.name)/settings was removed and made again since the plan was made"
                ])
        }
    }

    @Test func somethingMoreToDeleteIsNotInThePlan() throws {
        try with { fixture, test in
            let plan = try plan(fixture, Self.objects(fixture), test.cluster)
            for object in try fixture.desired([fixture.map("stray")]).objects {
                _ = try test.cluster.apply(object.node)
            }
            #expect(
                try messages(plan, try fixture.desired(Self.objects(fixture)), test.cluster) == [
                    "ConfigMap \(fixture.name)/stray is there and would have to go, which the plan does not say"
                ])
        }
    }

    @Test func anotherPlatformFileIsNamed() throws {
        try with { fixture, test in
            let plan = try plan(fixture, Self.objects(fixture), test.cluster)
            let other = [fixture.map(colour: "blue"), fixture.map("more"), fixture.deployment()]
            #expect(
                try messages(plan, try fixture.desired(other), test.cluster).sorted() == [
                    "ConfigMap \(fixture.name)/more was not wanted when the plan was made",
                    "ConfigMap \(fixture.name)/settings is wanted otherwise than when the plan was made",
                ])
        }
    }

    @Test func anotherClusterIsRefused() throws {
        try with { fixture, test in
            var plan = try plan(fixture, Self.objects(fixture), test.cluster)
            plan.cluster.uid = "another"
            let found = try messages(plan, try fixture.desired(Self.objects(fixture)), test.cluster)
            #expect(found == ["the plan was made for another cluster (\(plan.cluster.server))"])
        }
    }

    @Test func secretsStayOutOfEverything() throws {
        let canaries = [
            "canary-\(UInt64.random(in: .min ... .max))-old", "canary-\(UInt64.random(in: .min ... .max))-new",
        ]
        try with { fixture, test in
            func secret(_ value: String) -> Node {
                [
                    "apiVersion": "v1", "kind": "Secret", "metadata": fixture.metadata("keys"),
                    "stringData": ["colour": Node(.string(value))],
                ]
            }
            for object in try fixture.desired([secret(canaries[0])]).objects { _ = try test.cluster.apply(object.node) }
            let desired = try fixture.desired(Self.objects(fixture) + [secret(canaries[1])])
            let comparison = try PlatformComparison.of(desired, cluster: test.cluster, charts: nil, depth: .plan)
            let changed = try #require(comparison.entries.first { $0.change.reference.kind == "Secret" })
            #expect(changed.change.action == .change)
            #expect(changed.risks.map(\.kind) == [.credentialChange])
            #expect(changed.risks.first?.sentence.contains("Deployment web") == true)
            let plan = try SavedPlan(
                comparison, desired: desired, cluster: test.cluster, charts: [], environment: nil, version: "0.1.0")
            let shown = String(decoding: plan.bytes, as: UTF8.self) + "\(comparison.changes) \(comparison.findings)"
            for canary in canaries {
                #expect(!shown.contains(canary))
                #expect(!shown.contains(Base64.encode(Array(canary.utf8))))
            }
        }
    }
}
