import Catalog
import Diagnostics
import Platform
import Values

/// Catalogs of any size, with the built-in capabilities; roles tell their providers apart.
struct SyntheticCatalog {
    /// How the components hang together.
    enum Shape: String, CaseIterable {
        /// Each needs the three before it; one is asked for and brings in all others.
        case chain
        /// A tenth is needed by the rest, five by each; all are asked for. Each has an object that some operator defines.
        case wide
    }

    /// The catalog.
    let catalog: Catalog
    /// What is asked for.
    let specification: Specification

    private static let capabilities = [
        ("web-search", "url: u"), ("text-extraction", "url: u"), ("telemetry", "endpoint: e"),
        ("logs", "url: u, push: p"), ("traces", "url: u, otlp: o"), ("redis", "host: h, port: 1"),
    ]

    /// Makes the texts of a catalog and reads them.
    init(_ shape: Shape, count: Int) throws {
        var folders: [String: [String: String]] = ["engine": Self.engine]
        for index in 0..<count { folders[Self.name(index)] = Self.component(shape, index, of: count) }
        var sources = Sources()
        let (catalog, findings) = try Catalog.reading(folders, sources: &sources)
        let asked = shape == .chain ? [count - 1] : Array(0..<count)
        let platform = """
            apiVersion: fairlead.dev/v1alpha1
            kind: Platform
            metadata: {name: bench}
            spec:
              domain: example.org
              contact: ops@example.org
              delivery: {engine: argocd, repository: "https://git.example.org/bench.git"}
              components: {\(asked.map { Self.name($0) + ": {}" }.joined(separator: ", "))}
            """
        let node = try YAML.parseSingle(Array(platform.utf8), file: "platform.yaml")
        let (specification, problems) = try SpecificationReader(catalog: catalog).read(node)
        guard let specification, findings.isEmpty else {
            throw BenchFailure("the synthetic catalog is wrong: \((findings + problems).first?.message ?? "")")
        }
        self.catalog = catalog
        self.specification = specification
    }

    private static let engine = [
        "component.yaml": """
        apiVersion: fairlead.dev/v1alpha1
        kind: Component
        metadata: {name: engine, title: engine, summary: Delivers.}
        spec:
          namespace: engine
          provides: {gitops: {properties: {engine: argocd, namespace: engine}}}
        """
    ]

    private static func name(_ index: Int) -> String { "c\(index)" }

    private static func component(_ shape: Shape, _ index: Int, of count: Int) -> [String: String] {
        let (capability, properties) = Self.capabilities[index % Self.capabilities.count]
        let needs = Self.needs(shape, index, of: count).map { other in
            "n\(other): {capability: \(Self.capabilities[other % Self.capabilities.count].0), role: [r\(other)]}"
        }
        var files = [
            "component.yaml": """
            apiVersion: fairlead.dev/v1alpha1
            kind: Component
            metadata: {name: c\(index), title: c\(index), summary: One of many.}
            spec:
              namespace: c\(index)
              requires: {\(needs.joined(separator: ", "))}
              provides: {\(capability): {role: r\(index), properties: {\(properties)}}}
            """
        ]
        guard shape == .wide else { return files }
        let base = max(1, count / 10)
        if index < base {
            files["component.yaml", default: ""] += "\n  crds: {groups: [g\(index).example.dev]}"
        } else {
            files["manifests/thing.yaml"] = """
                apiVersion: g\(index &* 31 % base).example.dev/v1
                kind: Thing
                metadata: {name: thing}
                """
        }
        return files
    }

    private static func needs(_ shape: Shape, _ index: Int, of count: Int) -> [Int] {
        switch shape {
        case .chain: return Array(max(0, index - 3)..<index)
        case .wide:
            let base = max(1, count / 10)
            guard index >= base else { return [] }
            // Steps that share no factor with the others spread the edges evenly.
            return Set((0..<5).map { (index &* 7 &+ $0 &* 13) % base }).sorted()
        }
    }
}
