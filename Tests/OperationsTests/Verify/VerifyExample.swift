import Catalog
import Delivery
import Diagnostics
import Helm
import Host
import Operations
import Platform
import Rendering
import Testing
import Values

/// The example platform as `verify` sees it, rendered with Helm's own engine.
enum VerifyExample {
    static let engine = LibHelm(places: HelmLibraryPlaces(environment: .process))

    static func desired(_ change: (String) -> String = { $0 }) throws -> DesiredPlatform {
        let file = Path(#filePath).parent.parent.parent.parent / "examples/aarhusai/platform.yaml"
        let text = change(String(decoding: try Files.read(file), as: UTF8.self))
        var sources = Sources()
        let (catalog, _) = try Catalog.load(sources: &sources)
        let (read, found) = try SpecificationReader(catalog: catalog).read(
            try YAML.parseSingle(Array(text.utf8), file: "platform.yaml"))
        let specification = try #require(read, "\(found)")
        let answered: Set = ["access-key", "secret-key"].reduce(into: Set<CredentialID>()) {
            $0.insert(CredentialID(component: "s3", name: $1))
        }
        let (resolved, more) = Resolver.resolve(
            catalog: catalog, specification: specification, answered: .init(answered))
        let resolution = try #require(resolved, "\(more)")
        let plan = Plan(resolution)
        let unanswered = Set(resolution.credentials.filter { $0.isOptional && !answered.contains($0.id) }.map(\.id))
        let (rendered, problems) = try Renderer.render(resolution, plan: plan, unanswered: unanswered, engine: engine)
        let rendering = try #require(rendered, "\(problems)")
        return DesiredPlatform(
            DeliveryInput(resolution: resolution, plan: plan, rendering: rendering, secrets: [], findings: []))
    }
}
