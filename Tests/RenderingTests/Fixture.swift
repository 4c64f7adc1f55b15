import Catalog
import Diagnostics
import Helm
import Host
import Platform
import Rendering
import Testing
import Values

/// The library of this machine; one for all suites.
let engine = LibHelm(places: HelmLibraryPlaces(environment: .process))

extension Trait where Self == ConditionTrait {
    /// Skips, with the reason in the report, where Helm's library is not installed.
    static var needsHelm: Self {
        .enabled(if: engine.isPresent, "libhelm_c.so is not here: run scripts/install-helm-library")
    }
}

/// A scratch component: the end of its `spec` and the files beside it.
struct Scratch {
    var spec: String
    var files: [String: String]

    init(_ spec: String, _ files: [String: String] = [:]) {
        self.spec = spec
        self.files = files
    }

    func folder(_ name: String) -> [String: String] {
        let body = spec.split(separator: "\n", omittingEmptySubsequences: false).map { "  " + $0 }
        let namespace = spec.contains("namespace:") ? "" : "  namespace: \(name)\n"
        let definition = """
            apiVersion: fairlead.dev/v1alpha1
            kind: Component
            metadata: {name: \(name), title: \(name), summary: A test component.}
            spec:
            \(namespace)\(body.joined(separator: "\n"))
            """
        return files.merging(["component.yaml": definition]) { $1 }
    }
}

/// What became of a scratch platform.
struct Rendered {
    var rendering: Rendering?
    var findings: [Finding]

    func codes() -> [String] { findings.map(\.code) }

    /// The rendering, which must be there.
    func whole(_ location: SourceLocation = #_sourceLocation) throws -> Rendering {
        try #require(rendering, "\(findings.map { "\($0.code) \($0.message)" })", sourceLocation: location)
    }

    func object(_ kind: String, _ name: String, _ location: SourceLocation = #_sourceLocation) throws -> RenderedObject
    {
        let all = try whole(location).components.flatMap(\.objects)
        return try #require(
            all.first { $0.kind == kind && $0.name == name }, "\(all.map { "\($0.kind)/\($0.name)" })",
            sourceLocation: location)
    }

    func secret(_ namespace: String, _ name: String) throws -> SecretObject? {
        try whole().secrets.first { $0.namespace == namespace && $0.name == name }
    }
}

/// Delivers secrets where a scratch platform has some.
private let vault = Scratch("provides:\n  secret-delivery: {properties: {kind: sealed-secrets}}")

/// Renders a platform of scratch components; `platform` is the end of its `spec`.
func render(
    _ components: [String: Scratch], _ platform: String, unanswered: Set<CredentialID> = [],
    answered: AnsweredCredentials = []
) throws -> Rendered {
    var sources = Sources()
    let all = components.merging(["vault": vault]) { own, _ in own }
    let folders = Dictionary(uniqueKeysWithValues: all.map { ($0.key, $0.value.folder($0.key)) })
    let (catalog, wrong) = try Catalog.reading(folders, sources: &sources)
    let text = """
        apiVersion: fairlead.dev/v1alpha1
        kind: Platform
        metadata: {name: test}
        spec:
          domain: example.org
          contact: ops@example.org
        \(platform.split(separator: "\n", omittingEmptySubsequences: false).map { "  " + $0 }.joined(separator: "\n"))
        """
    let node = try YAML.parseSingle(Array(text.utf8), file: "platform.yaml")
    let (specification, problems) = try SpecificationReader(catalog: catalog).read(node)
    guard let specification, wrong.isEmpty else { return Rendered(findings: wrong + problems) }
    let (resolution, unmet) = Resolver.resolve(catalog: catalog, specification: specification, answered: answered)
    guard let resolution else { return Rendered(findings: unmet) }
    let (rendering, findings) = try Renderer.render(
        resolution, plan: Plan(resolution), unanswered: unanswered, engine: engine)
    return Rendered(rendering: rendering, findings: unmet + findings)
}

/// A ConfigMap as a template, with one line of data.
func configMap(_ name: String, _ data: String = "a: b", metadata: String = "") -> String {
    "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: \(name)\(metadata)}\ndata:\n  \(data)\n"
}

extension SecretObject {
    /// The pieces of a key.
    func parts(_ key: String) -> [Part]? { data.first { $0.key == key }?.parts }
}
