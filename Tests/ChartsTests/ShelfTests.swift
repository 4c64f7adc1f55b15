import Catalog
import Charts
import Diagnostics
import Helm
import Host
import Platform
import Rendering
import Synchronization
import Testing
import Values

@Suite("Where the charts of a platform are, and what they put into a cluster", .needsHelm)
struct ShelfTests {
    @Test("an archive is found, and its digest is that of its bytes alone")
    func archive() throws {
        try withFiles([:]) { root in
            let bytes = try ChartBuilder(name: "web", version: "1.0.0").adding("templates/a.yaml", "a: 1").archive()
            try Files.makeDirectories(root / "example")
            try Files.writeAtomically(root / "example/web-1.0.0.tgz", bytes)
            let shelved = try ChartShelf(folder: root, engine: engine, downloads: false).find(try chart())
            #expect(shelved.location == root / "example/web-1.0.0.tgz")
            #expect(try shelved.digest() == ChartSource.archive(bytes).digest())
            let other = try ChartBuilder(name: "web", version: "1.0.0").adding("templates/a.yaml", "a: 2").archive()
            #expect(try shelved.digest() != ChartSource.archive(other).digest())
        }
    }

    @Test("the digest of a folder changes with a file's bytes and with its name")
    func folderDigest() throws {
        let head = ["example/web/Chart.yaml": "apiVersion: v2\nname: web\nversion: 1.0.0\n"]
        func digest(_ more: FileSet) throws -> [UInt8] {
            try withFiles(head.merging(more) { $1 }) { root in
                try ChartShelf(folder: root, engine: engine, downloads: false).find(try chart()).digest()
            }
        }
        let digests = try [
            [:], ["example/web/templates/a.yaml": "a"], ["example/web/templates/a.yaml": "b"],
            ["example/web/templates/b.yaml": "a"],
        ].map { try digest($0) }
        #expect(Set(digests).count == digests.count)
        #expect(try digest([:]) == digests[0])
    }

    @Test("another version than the one asked for is refused, not taken")
    func otherVersion() throws {
        try withFiles(["example/web/Chart.yaml": "apiVersion: v2\nname: web\nversion: 2.0.0\n"]) { root in
            let shelf = ChartShelf(folder: root, engine: engine, downloads: false)
            let error = try #require(throws: FindingsError.self) { try shelf.find(try chart()) }
            #expect(error.findings.map(\.code) == [Code.chartVersion.rawValue])
        }
    }

    @Test("what is not there is downloaded into the cache once, into a folder of its repository")
    func cache() throws {
        try withFiles([:]) { root in
            let puller = Puller(engine)
            let environment = Environment(["XDG_CACHE_HOME": root.string])
            let shelf = try #require(ChartShelf.cache(environment: environment, engine: puller))
            let first = try shelf.find(try chart())
            #expect(try shelf.find(try chart()).location == first.location)
            let elsewhere = try chart("https://other.example.org")
            #expect(try shelf.find(elsewhere).location.parent != first.location.parent)
            #expect(puller.pulls == 2)
            #expect(first.location.string.hasPrefix((root / "fairlead/charts").string))

            let strict = try #require(ChartShelf.cache(environment: environment, engine: puller, downloads: false))
            let missing = try chart("https://third.example.org")
            let error = try #require(throws: FindingsError.self) { try strict.find(missing) }
            #expect(error.findings.map(\.code) == [Code.chartMissing.rawValue])
        }
        #expect(ChartShelf.cache(environment: Environment([:]), engine: engine) == nil)
    }

    @Test("objects get the namespace of the release, hooks and tests are told apart, definitions come along")
    func rendering() throws {
        try withRendered([
            "values.yaml": "n: 1\n",
            "templates/a.yaml": """
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: plain}
            data: {version: "{{ .Capabilities.KubeVersion.Version }}"}
            ---
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: elsewhere, namespace: other}
            ---
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRole
            metadata: {name: role}
            ---
            apiVersion: example.org/v1
            kind: Wide
            metadata: {name: wide}
            ---
            apiVersion: example.org/v1
            kind: Narrow
            metadata: {name: narrow}
            """,
            "templates/hook.yaml": """
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: hook, annotations: {helm.sh/hook: "pre-install, test"}}
            ---
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: check, annotations: {helm.sh/hook: test}}
            """,
            "crds/wide.yaml": """
            apiVersion: apiextensions.k8s.io/v1
            kind: CustomResourceDefinition
            metadata: {name: wides.example.org}
            spec: {group: example.org, scope: Cluster, names: {kind: Wide}}
            """,
        ]) { trial in
            #expect(trial.hooks.map(\.name) == ["hook"])
            #expect(trial.definitions.map(\.name) == ["wides.example.org"])
            let known = ["ConfigMap": true, "ClusterRole": false, "CustomResourceDefinition": false]
            let nodes = trial.nodes { known[$1] }
            let places = nodes.map { node in
                "\(node.at("metadata", "namespace")?.string ?? "-")/\(node.at("metadata", "name")?.string ?? "")"
            }
            #expect(
                Set(places) == [
                    "-/wides.example.org", "shop/plain", "other/elsewhere", "-/role", "-/wide", "shop/narrow",
                ])
            #expect(places.first == "-/wides.example.org")
            #expect(nodes.contains { $0.at("data", "version")?.string == "v1.33.0" })

            let request = trial.release.request(platform: "test")
            #expect(request.name == "shop" && request.component == "shop")
            let digest = try request.digest()
            #expect(digest.utf8.count == 40)
            var changed = request
            changed.values = ["n": 2]
            let other = try changed.digest()
            #expect(other != digest)
        }
    }

    private func withRendered(_ chart: FileSet, _ body: (RenderedRelease) throws -> Void) throws {
        try platform(chart) { root, resolution, rendering in
            let shelf = ChartShelf(folder: root / "charts", engine: engine, downloads: false)
            let planned = PlannedRelease.all(resolution, rendering, shelf: shelf)
            // The engine's own chart and others are not on this shelf.
            #expect(Set(planned.findings.map(\.code)) == [Code.chartMissing.rawValue])
            #expect(!planned.findings.contains { $0.component == "shop" })
            let result = RenderedRelease.all(
                planned.releases, capabilities: RenderedRelease.capabilities(of: resolution), engine: engine)
            #expect(result.findings.isEmpty, "\(result.findings)")
            try body(try #require(result.rendered.first))
        }
    }
}

/// The chart of the test platform, of any repository.
private func chart(_ repository: String = "https://charts.example.org") throws -> Chart {
    try platform([:]) { _, resolution, _ in
        var chart = try #require(resolution.members.first { $0.name == "shop" }?.chart)
        chart.repository = repository
        return chart
    }
}

/// An engine that hands out a chart of the test's own instead of downloading one.
private final class Puller: HelmEngine {
    private let engine: LibHelm
    private let count = Mutex(0)

    init(_ engine: LibHelm) { self.engine = engine }

    var pulls: Int { count.withLock { $0 } }
    var name: String { engine.name }

    func version() throws(HelmFailure) -> String { try engine.version() }
    func render(_ request: RenderRequest) throws(HelmFailure) -> [RenderedFile] { try engine.render(request) }
    func renderEverything(_ request: RenderRequest, strict: Bool) throws(HelmFailure) -> [RenderedFile] {
        try engine.renderEverything(request, strict: strict)
    }
    func describe(_ chart: ChartSource) throws(HelmFailure) -> ChartDescription { try engine.describe(chart) }
    func validate(values: Node, against chart: ChartSource) throws(HelmFailure) -> [SchemaViolation] {
        try engine.validate(values: values, against: chart)
    }
    func pack(_ folder: Path, name: String, version: String, into directory: Path) throws(HelmFailure) -> Path {
        try engine.pack(folder, name: name, version: version, into: directory)
    }
    func pull(repository: String, name: String, version: String, into directory: Path) throws(HelmFailure) -> Path {
        count.withLock { $0 += 1 }
        let bytes = try ChartBuilder(name: name, version: version).archive()
        let file = directory / "\(name)-\(version).tgz"
        do throws(FileFailure) {
            try Files.makeDirectories(directory)
            try Files.writeAtomically(file, bytes)
        } catch {
            throw HelmFailure(.io, error.description)
        }
        return file
    }
}
