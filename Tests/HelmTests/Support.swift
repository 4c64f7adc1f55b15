import Glibc
import Helm
import Host
import Testing
import Values

/// The library of this machine, shared by all suites: a Go runtime can be loaded only once.
let engine = LibHelm(places: HelmLibraryPlaces(environment: .process))

extension Trait where Self == ConditionTrait {
    /// Skips, with the reason in the report, where Helm's library is not installed.
    static var needsHelm: Self {
        .enabled(if: engine.isPresent, "libhelm_c.so is not here: run scripts/install-helm-library")
    }
}

/// A chart named `x` of a few files.
func chart(_ files: [(String, String)], name: String = "x") throws -> ChartSource {
    var builder = ChartBuilder(name: name, version: "1.0.0")
    for (path, text) in files { builder = builder.adding(path, text) }
    return .archive(try builder.archive())
}

/// What one template becomes.
func evaluate(_ template: String, _ values: Node = [:], strict: Bool = false) throws -> String {
    let unit = TemplateUnit(name: "one", templates: [.init(path: "t.txt", text: template)], values: values)
    return try #require(try TemplateEvaluator(engine: engine, strict: strict).evaluate([unit])["one"]?["t.txt"])
}

/// Renders a chart as release `web` in namespace `shop`.
func render(_ source: ChartSource, _ values: Node = [:], _ capabilities: Capabilities? = nil) throws -> [String: String]
{
    let files = try engine.render(
        RenderRequest(chart: source, values: values, release: "web", namespace: "shop", capabilities: capabilities))
    return Dictionary(uniqueKeysWithValues: files.map { ($0.path, $0.text) })
}

/// The failure of a body that must fail.
func failure(_ body: () throws -> Void) throws -> HelmFailure {
    try #require(throws: HelmFailure.self, performing: body)
}

/// The failures of templates that must fail.
func failures(_ body: () throws -> Void) throws -> [TemplateFailure] {
    try #require(throws: TemplateFailures.self, performing: body).failures
}

extension ChartSource {
    var bytes: [UInt8] { if case .archive(let bytes) = self { bytes } else { [] } }
}
