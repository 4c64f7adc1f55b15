import Catalog
import Diagnostics
import Helm
import Host
import Platform
import Rendering
import Testing
import Values

import Charts

/// The library of this machine, shared by all suites: a Go runtime can be loaded only once.
let engine = LibHelm(places: HelmLibraryPlaces(environment: .process))

extension Trait where Self == ConditionTrait {
    /// Skips, with the reason in the report, where Helm's library is not installed.
    static var needsHelm: Self {
        .enabled(if: engine.isPresent, "libhelm_c.so is not here: run scripts/install-helm-library")
    }
}

/// Files by their paths.
typealias FileSet = [String: String]

/// Writes files into a fresh folder and gives it to the body.
@discardableResult
func withFiles<Result>(_ files: FileSet, _ body: (Path) throws -> Result) throws -> Result {
    try Files.withTemporaryDirectory { root in
        for (path, text) in files {
            let place = root / path
            try Files.makeDirectories(place.parent)
            try Files.writeAtomically(place, Array(text.utf8))
        }
        return try body(root)
    }
}

func yaml(_ text: String) throws -> Node { try YAML.parseSingle(Array(text.utf8), file: "values.yaml") }

/// The dotted paths of keys of ours that a chart would not notice, with the hints.
func unknownKeys(_ values: String, chart: FileSet, freeForm: [String] = []) throws -> [(path: String, hint: String)] {
    let files = chart.merging(["Chart.yaml": "name: x\nversion: 1.0.0\n"]) { own, _ in own }
    return try withFiles(files) { root in
        let tree = try ChartTree(root, scratch: root / "scratch")
        return UnknownKeys(try yaml(values), against: tree, freeForm: freeForm).findings.map { finding in
            (finding.message.split(separator: "`").dropFirst().first.map { String($0) } ?? "", finding.hint ?? "")
        }
    }
}

/// A platform of one component, `shop`, with a chart of the test's own in `charts/example/web`; given to the body resolved and rendered.
func platform<Result>(
    _ chart: FileSet, values: String = "", component: String = "", manifests: FileSet = [:], version: String = "1.0.0",
    _ body: (_ root: Path, _ resolution: Resolution, _ rendering: Rendering) throws -> Result
) throws -> Result {
    var files: FileSet = [
        "catalog/shop/component.yaml": """
        apiVersion: fairlead.dev/v1alpha1
        kind: Component
        metadata: {name: shop, title: Shop, summary: It sells.}
        spec:
          namespace: shop
          podSecurity: restricted
          chart: {repository: "https://charts.example.org", alias: example, name: web, version: \(version)}
        \(component)
        """,
        "catalog/shop/values.yaml": values,
        "charts/example/web/Chart.yaml": "apiVersion: v2\nname: web\nversion: 1.0.0\n",
    ]
    for (path, text) in manifests { files["catalog/shop/manifests/" + path] = text }
    for (path, text) in chart { files["charts/example/web/" + path] = text }
    return try withFiles(files) { root in
        var sources = Sources()
        let (catalog, problems) = try Catalog.load(folders: [root / "catalog"], sources: &sources)
        #expect(!problems.contains { $0.severity == .error }, "\(problems)")
        let platform = try yaml(
            """
            apiVersion: fairlead.dev/v1alpha1
            kind: Platform
            metadata: {name: test}
            spec:
              domain: example.org
              contact: ops@example.org
              delivery: {engine: argocd, repository: "https://git.example.org/x.git"}
              cluster: {kubernetes: "1.33"}
              components: {shop: {}}
            """)
        let (read, _) = try SpecificationReader(catalog: catalog).read(platform)
        let (resolved, wrong) = Resolver.resolve(catalog: catalog, specification: try #require(read))
        let resolution = try #require(resolved, "\(wrong)")
        let (rendered, failures) = try Renderer.render(resolution, plan: Plan(resolution), engine: engine)
        return try body(root, resolution, try #require(rendered, "\(failures)"))
    }
}

/// The platform's chart, checked with real Helm.
func check(
    _ chart: FileSet, values: String = "", component: String = "", manifests: FileSet = [:], version: String = "1.0.0",
    folder: String = "charts"
) throws -> ChartTrial {
    try platform(chart, values: values, component: component, manifests: manifests, version: version) {
        root, resolution, rendering in
        let result = ChartCheck.run(
            resolution: resolution, rendering: rendering, charts: root / folder, engine: engine)
        return try #require(result.trial("shop"))
    }
}

extension ChartTrial {
    /// The findings with a code.
    func findings(_ code: Code) -> [Finding] { findings.filter { $0.code == code.rawValue } }
}
