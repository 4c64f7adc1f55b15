import Catalog
import Diagnostics
import Platform
import Testing
import Values

/// Small catalogs and platform files as text.
enum Fixture {
    /// A component's definition.
    static func component(_ name: String, _ spec: String) -> [String: String] {
        let body = spec.split(separator: "\n", omittingEmptySubsequences: false).map { "  " + $0 }.joined(
            separator: "\n")
        return [
            "component.yaml": """
            apiVersion: fairlead.dev/v1alpha1
            kind: Component
            metadata: {name: \(name), title: \(name), summary: A test component.}
            spec:
              namespace: \(name)
            \(body)
            """
        ]
    }

    /// A platform file with the given end of its `spec`.
    static func platform(_ rest: String) -> String {
        """
        apiVersion: fairlead.dev/v1alpha1
        kind: Platform
        metadata: {name: test}
        spec:
          domain: example.org
          contact: ops@example.org
        \(rest)
        """
    }

    /// Reads and resolves; every finding is returned.
    static func resolve(
        _ components: [String: String], platform: String, answered: AnsweredCredentials = []
    ) throws -> (Resolution?, [Finding]) {
        var sources = Sources()
        let folders = Dictionary(uniqueKeysWithValues: components.map { ($0.key, component($0.key, $0.value)) })
        let (catalog, findings) = try Catalog.reading(folders, sources: &sources)
        let node = try YAML.parseSingle(Array(Self.platform(platform).utf8), file: "platform.yaml")
        let (specification, problems) = try SpecificationReader(catalog: catalog).read(node)
        guard let specification else { return (nil, findings + problems) }
        let (resolution, more) = Resolver.resolve(catalog: catalog, specification: specification, answered: answered)
        return (resolution, findings + problems + more)
    }
}

extension [Finding] {
    /// The findings of a code.
    func of(_ code: Code) -> [Finding] { filter { $0.code == code.rawValue } }
}
