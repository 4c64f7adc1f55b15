import Catalog
import Diagnostics
import Platform
import TestSupport
import Testing
import Values

@Suite struct PlanTests {
    @Test func anOperatorComesBeforeItsObjects() throws {
        var sources = Sources()
        var app = Fixture.component("app", "")
        app["manifests/cluster.yaml"] = "apiVersion: example.dev/v1\nkind: Thing\nmetadata: {name: x}\n"
        let (catalog, _) = try Catalog.reading(
            ["app": app, "operator": Fixture.component("operator", "crds: {groups: [example.dev]}")], sources: &sources)
        let specification = try #require(
            try SpecificationReader(catalog: catalog).read(
                YAML.parseSingle(Array(Fixture.platform("  components: {app: {}, operator: {}}").utf8), file: "p")
            ).0)
        let resolution = try #require(Resolver.resolve(catalog: catalog, specification: specification).0)
        let plan = Plan(resolution)
        #expect(plan.waves == [["operator"], ["app"]])
        #expect(plan.edges(from: "app").map(\.reason) == ["it has objects of example.dev"])
    }

    /// Argo CD may be among the members of a platform that it does not deliver; then it waits as everybody does.
    @Test(arguments: [("argocd", ["argo-cd"], true), ("helm", ["sealed-secrets"], false)])
    func anEngineThatDeliversNothingIsAMemberLikeOthers(engine: String, first: [String], isLate: Bool) throws {
        let components = [
            "argo-cd": "provides: {gitops: {properties: {engine: argocd, namespace: argo-cd}}}\n"
                + "credentials: {key: {random: {alphabet: hex, length: 32}}}\nsecrets: {own: {data: {key: key}}}",
            "sealed-secrets": "provides: {secret-delivery: {properties: {kind: sealed-secrets}}}",
        ]
        let (resolution, findings) = try Fixture.resolve(
            components, platform: "  delivery: {engine: \(engine)}\n  components: {argo-cd: {}}")
        let plan = Plan(try #require(resolution, "\(findings)"))
        #expect(plan.waves == [first, first == ["argo-cd"] ? ["sealed-secrets"] : ["argo-cd"]])
        #expect(plan.edges(from: "argo-cd").map(\.late) == [isLate])
        #expect((resolution?.deliverer == nil) == (engine == "helm"))
    }

    /// Whatever the graph: every edge that is not late leads to an earlier wave, and every component is in exactly one wave.
    @Test(arguments: 0..<40)
    func everyEdgeLeadsToAnEarlierWave(seed: Int) throws {
        var generator = SeededGenerator(seed: UInt64(seed))
        let capabilities = ["postgres", "redis", "bucket", "web-search", "logs", "traces", "telemetry", "vector-store"]
        var components: [String: String] = [:]
        for (index, capability) in capabilities.enumerated() {
            let needs = capabilities[..<index].filter { _ in generator.next() % 3 == 0 }.map {
                "\($0): {capability: \($0)}"
            }
            components["c\(index)"] =
                "requires: {\(needs.joined(separator: ", "))}\nprovides: {\(capability): {properties: {\(Self.properties(capability))}}}"
        }
        components["sealed-secrets"] = "provides: {secret-delivery: {properties: {kind: sealed-secrets}}}"
        let named = capabilities.indices.map { "c\($0): {}" }.joined(separator: ", ")
        let (resolution, findings) = try Fixture.resolve(components, platform: "  components: {\(named)}")
        #expect(findings.isEmpty, "seed \(seed)")
        let plan = Plan(try #require(resolution))
        for edge in plan.edges where !edge.late {
            #expect(try #require(plan.wave(of: edge.to)) < #require(plan.wave(of: edge.from)), "seed \(seed)")
        }
        #expect(plan.waves.flatMap { $0 }.sorted() == resolution?.members.map(\.name))
    }

    private static func properties(_ capability: String) -> String {
        switch capability {
        case "postgres": "host: h, port: 1, database: d, user: u"
        case "redis": "host: h, port: 1"
        case "bucket": "endpoint: e, bucket: b, region: r, pathStyle: true, store: s"
        case "web-search": "url: u"
        case "logs": "url: u, push: p"
        case "traces": "url: u, otlp: o"
        case "telemetry": "endpoint: e"
        default: "url: u, grpcPort: 1"
        }
    }
}
