import ClusterSupport
import Diagnostics
import HTTP
import Kubernetes
import Operations
import Testing
import Values

/// What would happen in a real cluster.
@Suite(.needsCluster) struct ChangesOnServerTests {
    /// Lends a namespace in which some objects stand as the platform has them.
    private func with(_ objects: (ChangesFixture) -> [Node], _ body: (ChangesFixture, TestCluster) throws -> Void)
        throws
    {
        let test = try TestCluster.shared
        try test.withNamespace("changes") { name in
            let fixture = ChangesFixture(name: name)
            for object in try fixture.desired(objects(fixture)).objects { _ = try test.cluster.apply(object.node) }
            try body(fixture, test)
        }
    }

    private func compare(_ fixture: ChangesFixture, _ objects: [Node], _ cluster: Cluster) throws -> [PlatformComparison
        .Entry]
    {
        try PlatformComparison.of(try fixture.desired(objects), cluster: cluster, charts: nil, depth: .plan).entries
    }

    @Test func whatIsAsItShouldBeIsLeftAlone() throws {
        try with({ [$0.map(), $0.deployment(), $0.service(), $0.job(image: "a:1")] }) { fixture, test in
            let faulty = FaultyTransport(test.transport, [])
            let entries = try compare(
                fixture, [fixture.map(), fixture.deployment(), fixture.service(), fixture.job(image: "a:1")],
                test.cluster(over: faulty))
            #expect(entries.map(\.change.action) == [.none, .none, .none, .none])
            #expect(faulty.writes.isEmpty)
        }
    }

    @Test func newObjectsAreTriedAndNotMade() throws {
        try with({ _ in [] }) { fixture, test in
            let faulty = FaultyTransport(test.transport, [])
            let entries = try compare(fixture, [fixture.map(), fixture.deployment()], test.cluster(over: faulty))
            #expect(entries.map(\.change.action) == [.create, .create])
            #expect(entries.flatMap(\.risks).map(\.kind) == [.none, .none])
            #expect(faulty.writes.isEmpty)
            #expect(faulty.log.count { $0.hasPrefix("PATCH ") && $0.contains("dryRun=All") } == 2)
            #expect(
                try test.cluster.get(ObjectReference("v1", "ConfigMap", namespace: fixture.name, name: "settings"))
                    == nil)
        }
    }

    @Test func editsByHandAreFound() throws {
        try with({ [$0.map(), $0.deployment()] }) { fixture, test in
            let web = ObjectReference("apps/v1", "Deployment", namespace: fixture.name, name: "web")
            _ = try test.cluster.patch(web, merge: ["spec": ["replicas": 7]])
            let map = ObjectReference("v1", "ConfigMap", namespace: fixture.name, name: "settings")
            // What others add is theirs.
            _ = try test.cluster.patch(map, merge: ["data": ["added": "by hand"]])
            let entries = try compare(fixture, [fixture.map(), fixture.deployment()], test.cluster)
            #expect(entries.map(\.change.action) == [.none, .change])
            #expect(
                entries.last?.change.differences == [FieldDifference(path: "spec.replicas", desired: "2", live: "7")])
        }
    }

    @Test func fieldsThatWereTakenOutAreFound() throws {
        var first = ChangesFixture(name: "x").map()
        try with({ fixture in
            first = fixture.map()
            first["data"]?["gone"] = "soon"
            return [first]
        }) { fixture, test in
            let entries = try compare(fixture, [fixture.map()], test.cluster)
            #expect(entries.map(\.change.action) == [.change])
            #expect(
                entries.first?.change.differences == [
                    FieldDifference(path: "data.gone", desired: nil, live: "\"soon\"")
                ])
        }
    }

    @Test func whatCannotBeChangedIsReplaced() throws {
        try with({ [$0.deployment(), $0.service(), $0.job(image: "a:1")] }) { fixture, test in
            let entries = try compare(
                fixture,
                [fixture.deployment(app: "other"), fixture.service(address: "None"), fixture.job(image: "a:2")],
                test.cluster)
            #expect(entries.map(\.change.action) == [.replace, .replace, .replace])
            for entry in entries {
                #expect(entry.risks.contains { $0.kind == .immutableField })
                let reason = try #require(entry.change.reason)
                #expect(reason.contains("immutable") || reason.contains("once set"), "\(reason)")
                #expect(!reason.contains("{"), "what the server repeats of the object is left out")
            }
        }
    }

    @Test func foreignObjectsAreRefused() throws {
        try with({ _ in [] }) { fixture, test in
            _ = try test.cluster.create(fixture.map(colour: "blue"))
            let entries = try compare(fixture, [fixture.map()], test.cluster)
            #expect(entries.map(\.change.action) == [.refused])
            #expect(entries.first?.change.reason?.contains("before this platform") == true)
        }
    }

    @Test func whatNobodyWantsGoesAndDataStays() throws {
        let claim = { (fixture: ChangesFixture) -> Node in
            [
                "apiVersion": "v1", "kind": "PersistentVolumeClaim", "metadata": fixture.metadata("orders"),
                "spec": ["accessModes": ["ReadWriteOnce"], "resources": ["requests": ["storage": "1Gi"]]],
            ]
        }
        try with({ [$0.map(), $0.map("old"), claim($0)] }) { fixture, test in
            let entries = try compare(fixture, [fixture.map()], test.cluster)
            #expect(
                entries.map { "\($0.change.action) \($0.change.reference.name)" } == ["none settings", "delete old"])
        }
    }

    @Test func whatThePlatformBringsFirstIsNoError() throws {
        try with({ _ in [] }) { fixture, test in
            let widget: Node = [
                "apiVersion": "widgets.example.org/v1", "kind": "Widget", "metadata": fixture.metadata("one"),
            ]
            var elsewhere = fixture.map()
            elsewhere["metadata"]?["namespace"] = Node(.string(fixture.name + "-later"))
            let comparison = try PlatformComparison.of(
                try fixture.desired([widget, elsewhere]), cluster: test.cluster, charts: nil, depth: .plan)
            #expect(comparison.entries.map(\.change.action) == [.create, .create])
            #expect(comparison.entries.first?.change.reason?.hasPrefix("its definition") == true)
            #expect(comparison.findings.isEmpty)
        }
    }

    @Test func whatTheServerDoesNotTakeIsSaid() throws {
        try with({ _ in [] }) { fixture, test in
            var wrong = fixture.deployment()
            wrong["spec"]?["replicas"] = -1
            let comparison = try PlatformComparison.of(
                try fixture.desired([wrong]), cluster: test.cluster, charts: nil, depth: .plan)
            #expect(comparison.findings.map(\.code) == [Code.wouldBeRefused.rawValue])
            #expect(comparison.findings.first?.message.contains("spec.replicas") == true)
        }
    }

    @Test func whoMayNotLookIsTold() throws {
        try with({ [$0.map()] }) { fixture, test in
            let comparison = try PlatformComparison.of(
                try fixture.desired([fixture.map()]), cluster: test.restricted, charts: nil, depth: .plan)
            #expect(comparison.entries.isEmpty)
            #expect(comparison.findings.map(\.code) == [Code.notCompared.rawValue, Code.notCompared.rawValue])
        }
    }

    @Test func releasesThatNobodyWantsAreUninstalled() throws {
        try with({ _ in [] }) { fixture, test in
            let record: Node = [
                "apiVersion": "v1", "kind": "Secret", "type": "helm.sh/release.v1",
                "metadata": [
                    "name": "sh.helm.release.v1.old.v3", "namespace": Node(.string(fixture.name)),
                    "labels": [
                        "owner": "helm", "name": "old", "status": "deployed",
                        "fairlead.dev/platform": Node(.string(fixture.name)),
                        "fairlead.dev/component": "former",
                    ],
                ],
            ]
            _ = try test.cluster.create(record)
            let entries = try compare(fixture, [], test.cluster)
            #expect(
                entries.map { "\($0.change.action) \($0.change.reference) \($0.change.owner)" } == [
                    "delete Release \(fixture.name)/old former"
                ])
            #expect(entries.first?.risks.map(\.kind) == [.downtime])
        }
    }
}
