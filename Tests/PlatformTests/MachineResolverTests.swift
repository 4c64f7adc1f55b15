import Catalog
import Diagnostics
import Platform
import Testing
import Values

/// What the resolver takes where there is no cluster.
@Suite struct MachineResolverTests {
    private static let components: [String: [String: String]] = [
        "charted": [
            "component.yaml": """
            apiVersion: fairlead.dev/v1alpha1
            kind: Component
            metadata: {name: charted, title: Charted, summary: Comes as a chart.}
            spec:
              namespace: charted
              chart: {repository: "https://charts.example.org/a", alias: a, name: charted, version: 1.0.0}
              provides:
                text-extraction: {ports: [1], properties: {url: "http://charted"}}
            """,
            "values.yaml": "a: 1\n",
        ],
        "plain": [
            "component.yaml": """
            apiVersion: fairlead.dev/v1alpha1
            kind: Component
            metadata: {name: plain, title: Plain, summary: A chart with a form for one machine.}
            spec:
              namespace: plain
              chart: {repository: "https://charts.example.org/a", alias: a, name: plain, version: 1.0.0}
              gates: [{object: Deployment/plain, condition: Available}, {http: /ready, port: 80}]
              provides:
                text-extraction: {ports: [1], properties: {url: "http://plain"}}
            """,
            "manifests/cluster.yaml": "cluster\n", "machine/machine.yaml": "machine\n",
            "offers/text-extraction/claim.yaml": "cluster\n", "offers/text-extraction/machine/claim.yaml": "machine\n",
            "values.yaml": "a: 1\n",
        ],
        "asker": [
            "component.yaml": """
            apiVersion: fairlead.dev/v1alpha1
            kind: Component
            metadata: {name: asker, title: Asker, summary: Asks.}
            spec: {namespace: asker, requires: {text: {capability: text-extraction}}}
            """
        ],
    ]

    private func resolve(engine: String, _ names: [String]) throws -> (Specification, Resolution?, [Finding]) {
        var sources = Sources()
        let (catalog, _) = try Catalog.reading(Self.components, sources: &sources)
        let listed = names.map { "\($0): {}" }.joined(separator: ", ")
        let domain = engine == "podman" ? "" : "domain: example.org"
        let text = """
            apiVersion: fairlead.dev/v1alpha1
            kind: Platform
            metadata: {name: small}
            spec:
              \(domain)
              contact: ops@example.org
              delivery: {engine: \(engine)}
              components: {\(listed)}
            """
        let (read, found) = try SpecificationReader(catalog: catalog).read(
            try YAML.parseSingle(Array(text.utf8), file: "platform.yaml"))
        let specification = try #require(read, "\(found)")
        let (resolution, findings) = Resolver.resolve(catalog: catalog, specification: specification)
        return (specification, resolution, findings)
    }

    @Test func oneMachineIsALaptopWithNamesOfItsOwn() throws {
        let (specification, _, _) = try resolve(engine: "podman", ["plain"])
        #expect(specification.profile == .laptop)
        #expect(specification.domain == "localhost")
    }

    @Test func whoCanRunThereIsTaken() throws {
        let (_, resolution, findings) = try resolve(engine: "podman", ["asker"])
        #expect(findings.isEmpty, "\(findings.map(\.message))")
        let bound = try #require(resolution?.bindings.first { $0.consumer == "asker" })
        #expect(bound.provider == "plain")
    }

    @Test func theFormForOneMachineStandsInForTheOther() throws {
        let resolution = try #require(try resolve(engine: "podman", ["plain"]).1)
        let component = try #require(resolution.member("plain")).component
        #expect(component.chart == nil)
        #expect(component.files.manifests.map(\.text) == ["machine\n"])
        #expect(component.files.claims["text-extraction"]?.map(\.text) == ["machine\n"])
        #expect(component.gates.map(\.test) == [.http(path: "/ready", port: 80)])
        let other = try #require(try resolve(engine: "helm", ["plain"]).1?.member("plain")).component
        #expect(other.chart != nil)
        #expect(other.files.manifests.map(\.text) == ["cluster\n"])
        #expect(other.files.claims["text-extraction"]?.map(\.text) == ["cluster\n"])
    }

    @Test func whoCannotIsRefusedWithWhatCan() throws {
        let (_, resolution, findings) = try resolve(engine: "podman", ["charted"])
        #expect(resolution == nil)
        let finding = try #require(findings.first { $0.code == Code.notOnMachine.rawValue })
        #expect(finding.component == "charted")
        #expect(finding.cause?.contains("machine/") == true)
        #expect(finding.hint == "instead there are: plain for text-extraction")
        #expect(try resolve(engine: "helm", ["charted"]).2.isEmpty)
    }
}
