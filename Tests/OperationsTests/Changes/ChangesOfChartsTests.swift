import Charts
import ClusterSupport
import Delivery
import Helm
import Host
import Kubernetes
import Operations
import Rendering
import Testing
import Values

private let engine = LibHelm(places: HelmLibraryPlaces(environment: .process))

/// What charts bring, compared with a real cluster.
@Suite(
    .needsCluster, .enabled(if: engine.isPresent, "SKIPPED: libhelm_c.so is not here: run scripts/install-helm-library")
)
struct ChangesOfChartsTests {
    private static let files = [
        "Chart.yaml": "apiVersion: v2\nname: shop\nversion: 1.0.0\n",
        "templates/map.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: goods}\ndata: {colour: red}\n",
        "templates/role.yaml": """
        apiVersion: rbac.authorization.k8s.io/v1
        kind: ClusterRole
        metadata: {name: "{{ .Release.Namespace }}", namespace: ignored}
        rules: []
        """,
        "templates/hook.yaml": """
        apiVersion: v1
        kind: ConfigMap
        metadata: {name: first, annotations: {helm.sh/hook: pre-install}}
        """,
    ]

    private func rendered(_ desired: DesiredPlatform, _ folder: Path) throws -> [RenderedRelease] {
        for (name, text) in Self.files {
            let path = folder / "shop/shop" / name
            try Files.makeDirectories(path.parent)
            try Files.writeAtomically(path, Array(text.utf8))
        }
        let shelf = ChartShelf(folder: folder, engine: engine, downloads: false)
        let planned = PlannedRelease.all(desired.input.resolution, desired.input.rendering, shelf: shelf)
        try #require(planned.findings.isEmpty, "\(planned.findings)")
        let result = RenderedRelease.all(
            planned.releases, capabilities: RenderedRelease.capabilities(of: desired.input.resolution), engine: engine)
        try #require(result.findings.isEmpty, "\(result.findings)")
        return result.rendered
    }

    @Test func ofEachObjectIsSaidWhoseItIs() throws {
        let test = try TestCluster.shared
        try Files.withTemporaryDirectory { (folder: Path) throws in
            try test.withNamespace("chart") { name in try look(ChangesFixture(name: name, hasChart: true), test, folder)
            }
        }
    }

    private func look(_ fixture: ChangesFixture, _ test: TestCluster, _ folder: Path) throws {
        let name = fixture.name
        let desired = try fixture.desired([])
        let charts = try rendered(desired, folder)
        func look() throws -> [String] {
            let comparison = try PlatformComparison.of(desired, cluster: test.cluster, charts: charts, depth: .plan)
            #expect(comparison.hooks == [ObjectReference("v1", "ConfigMap", namespace: name, name: "first")])
            #expect(comparison.findings.isEmpty)
            return comparison.entries.map { "\($0.change.action) \($0.change.reference)" }.sorted()
        }
        #expect(try look() == ["create ClusterRole \(name)", "create ConfigMap \(name)/goods"])

        func map(_ release: String, colour: String) -> Node {
            var map = fixture.map("goods", colour: colour)
            map.set("Helm", at: ["metadata", "labels", "app.kubernetes.io/managed-by"])
            map["metadata"]?["annotations"] = [
                "meta.helm.sh/release-name": Node(.string(release)),
                "meta.helm.sh/release-namespace": Node(.string(name)),
            ]
            return map
        }
        let reference = ObjectReference("v1", "ConfigMap", namespace: name, name: "goods")
        _ = try test.cluster.create(map("shop", colour: "red"))
        #expect(try look() == ["create ClusterRole \(name)", "none ConfigMap \(name)/goods"])
        _ = try test.cluster.patch(reference, merge: ["data": ["colour": "blue"]])
        #expect(try look() == ["change ConfigMap \(name)/goods", "create ClusterRole \(name)"])

        _ = try test.cluster.delete(reference)
        _ = try test.cluster.create(map("stranger", colour: "red"))
        #expect(try look() == ["create ClusterRole \(name)", "refused ConfigMap \(name)/goods"])
        let plan = try SavedPlan(
            try PlatformComparison.of(desired, cluster: test.cluster, charts: charts, depth: .plan), desired: desired,
            cluster: test.cluster, charts: charts, environment: nil, version: "0.1.0")
        #expect(plan.wanted.keys.contains("release/\(name)/shop"))
        #expect(plan.notCompared.isEmpty)
        try plan.check(desired: desired, cluster: test.cluster, charts: charts)
        #expect(throws: (any Error).self) { try plan.check(desired: desired, cluster: test.cluster, charts: nil) }
    }
}
