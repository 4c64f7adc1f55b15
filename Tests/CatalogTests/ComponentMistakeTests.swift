import Catalog
import Diagnostics
import Testing
import Values

/// Every mistake of a component's definition is a finding of its own, with its place.
@Suite struct ComponentMistakeTests {
    struct Mistake: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var spec: String
        var code: String
        var says: String
        var line: Int
    }

    // The first line of `spec` is line 5 of the file.
    static let mistakes: [Mistake] = [
        .init(testDescription: "unknown key", spec: "optoins: {}", code: "FL0101", says: "optoins", line: 5),
        .init(
            testDescription: "unknown key deep", spec: "requires:\n  a: {capability: llm, rolle: [engine]}",
            code: "FL0101", says: "rolle", line: 6),
        .init(
            testDescription: "wrong type", spec: "clusterScoped: ClusterRole", code: "FL0102", says: "clusterScoped",
            line: 5),
        .init(
            testDescription: "no capability", spec: "requires:\n  a: {}", code: "FL0103", says: "capability", line: 6),
        .init(
            testDescription: "chart without version",
            spec: "chart: {repository: \"https://x.example.org\", alias: a, name: app}", code: "FL0103",
            says: "version", line: 5),
        .init(
            testDescription: "version range",
            spec: "chart: {repository: \"https://x.example.org\", alias: a, name: app, version: \"^1\"}",
            code: "FL0106", says: "version", line: 5),
        .init(
            testDescription: "no such level", spec: "podSecurity: open", code: "FL0104", says: "podSecurity", line: 5),
        .init(
            testDescription: "short secret", spec: "credentials:\n  a: {random: {length: 4}}", code: "FL0105",
            says: "length", line: 6),
        .init(
            testDescription: "bad name", spec: "credentials:\n  A_b: {random: {}}", code: "FL0106", says: "A_b", line: 6
        ),
        .init(
            testDescription: "bad variable", spec: "credentials:\n  a: {ask: {prompt: x, env: \"a-b\"}}",
            code: "FL0106", says: "env", line: 6),
        .init(
            testDescription: "unknown capability", spec: "requires:\n  a: {capability: postgers}", code: "FL0110",
            says: "did you mean `postgres`?", line: 6),
        .init(
            testDescription: "unknown capability of an offer", spec: "provides:\n  llmm: {properties: {}}",
            code: "FL0110", says: "did you mean `llm`?", line: 6),
        .init(
            testDescription: "unknown capability handed on",
            spec: "provides:\n  web-search:\n    properties: {url: u}\n    requires:\n      a: {capability: nothing}",
            code: "FL0110", says: "nothing", line: 9),
        .init(
            testDescription: "unknown argument", spec: "requires:\n  a: {capability: postgres, with: {databse: x}}",
            code: "FL0202", says: "databse", line: 6),
        .init(
            testDescription: "unknown property", spec: "provides:\n  web-search: {properties: {url: u, ulr: v}}",
            code: "FL0303", says: "ulr", line: 6),
        .init(
            testDescription: "property not stated", spec: "provides:\n  web-search: {properties: {}}", code: "FL0303",
            says: "does not state the property `url`", line: 6),
        .init(
            testDescription: "unknown credential field",
            spec: "provides:\n  web-search: {properties: {url: u}, credentials: {key: {random: {}}}}", code: "FL0202",
            says: "no credential `key`", line: 6),
        .init(
            testDescription: "no recipe", spec: "credentials:\n  a: {}", code: "FL0202",
            says: "does not say how it is made", line: 6),
        .init(
            testDescription: "two recipes", spec: "credentials:\n  a: {random: {}, bcrypt: b}", code: "FL0202",
            says: "2 ways", line: 6),
        .init(
            testDescription: "bcrypt of nothing", spec: "credentials:\n  a: {bcrypt: b}", code: "FL0202",
            says: "`b` is not declared", line: 6),
        .init(
            testDescription: "shared nothing", spec: "provides:\n  sea-view: {}", code: "FL0110", says: "sea-view",
            line: 6),
        .init(
            testDescription: "brace never closed",
            spec: "credentials:\n  a: {random: {}}\nsecrets:\n  s: {data: {K: {text: \"${a\"}}}", code: "FL0202",
            says: "never closed", line: 8),
        .init(
            testDescription: "unknown encoding",
            spec: "credentials:\n  a: {random: {}}\nsecrets:\n  s: {data: {K: {text: \"${a:hex}\"}}}", code: "FL0202",
            says: "unknown encoding `hex`", line: 8),
        .init(
            testDescription: "text of nothing", spec: "secrets:\n  s: {data: {K: {text: \"${b}\"}}}", code: "FL0202",
            says: "`b` is not declared", line: 6),
        .init(
            testDescription: "key of nothing",
            spec: "credentials:\n  abc: {random: {}}\nsecrets:\n  s: {data: {K: abd}}", code: "FL0202",
            says: "did you mean `abc`?", line: 8),
        .init(
            testDescription: "key that says nothing", spec: "secrets:\n  s: {data: {K: {each: llm}}}", code: "FL0202",
            says: "does not say what it holds", line: 6),
        .init(
            testDescription: "each of nothing", spec: "secrets:\n  s: {data: {\"{name}\": {each: llm, from: key}}}",
            code: "FL0202", says: "`llm` is not declared", line: 6),
        .init(
            testDescription: "condition of a requirement", spec: "requires:\n  a: {capability: llm, if: host}",
            code: "FL0202", says: "the option `host`", line: 6),
        .init(
            testDescription: "condition of an offer", spec: "provides:\n  web-search: {if: host, properties: {url: u}}",
            code: "FL0202", says: "the option `host`", line: 6),
        .init(
            testDescription: "condition handed on",
            spec:
                "provides:\n  web-search:\n    properties: {url: u}\n    requires:\n      a: {capability: llm, if: backups}",
            code: "FL0202", says: "the option `backups`", line: 9),
        .init(
            testDescription: "option that everybody has",
            spec: "options:\n  values: {type: object, description: Mine.}", code: "FL0202", says: "`values`", line: 6),
        .init(
            testDescription: "option that is no schema", spec: "options:\n  a: {type: strng, description: Mine.}",
            code: "FL0202", says: "strng", line: 6),
    ]

    @Test(arguments: mistakes) func isFound(_ mistake: Mistake) throws {
        let (catalog, findings) = try read("a", mistake.spec)
        let found = findings.filter { $0.code == mistake.code }
        #expect(findings.count == 1 && found.count == 1, "\(findings.map { "\($0.code) \($0.message)" })")
        let finding = try #require(found.first)
        #expect(finding.severity == .error && finding.component == "a")
        #expect(
            (finding.message + (finding.hint ?? "")).contains(mistake.says), "\(finding.message) \(finding.hint ?? "")")
        #expect(
            finding.place?.file == "a/component.yaml" && finding.place?.line == mistake.line, "\(finding.place as Any)")
        _ = catalog
    }

    @Test func theFolderHasTheComponentsName() throws {
        var sources = Sources()
        let (_, findings) = try Catalog.reading(["b": ["component.yaml": definition("a", "")]], sources: &sources)
        #expect(findings.map(\.code) == ["FL0202"])
        #expect(findings.first?.place?.line == 3)
    }

    @Test func aFolderWithoutADefinition() throws {
        var sources = Sources()
        let (_, findings) = try Catalog.reading(["b": ["values.yaml": "a: 1\n"]], sources: &sources)
        #expect(findings.map(\.code) == ["FL0201"] && findings.first?.hint?.contains("catalog new") == true)
    }

    @Test func aDefinitionThatIsNoYAML() throws {
        var sources = Sources()
        let (_, findings) = try Catalog.reading(["b": ["component.yaml": "a: [\n"]], sources: &sources)
        #expect(findings.map(\.code) == ["FL0001"] && findings.first?.place?.file == "b/component.yaml")
    }

    /// A claim for an offer that does not exist would never be rendered.
    @Test func aClaimForNothing() throws {
        var sources = Sources()
        let folder = [
            "component.yaml": definition("a", "provides:\n  web-search: {properties: {url: u}}"),
            "offers/web-serch/x.yaml": "a: 1\n",
        ]
        let (_, findings) = try Catalog.reading(["a": folder], sources: &sources)
        #expect(findings.map(\.code) == ["FL0202"], "\(findings)")
        #expect(findings.first?.hint == "did you mean `web-search`?")
    }

    /// A file that nothing reads is most likely a slip of the pen.
    @Test(arguments: [
        "manifests/x.yml", "manifest/x.yaml", "value.yaml", "manifests/deep/x.yaml", "offers/x.yaml",
        "repository/x.yaml",
        "repository/open/x.yaml", "repository/.git/x.yaml", "repository/../x.yaml", "repository/.jobs/x.json",
    ])
    func aFileThatNothingReads(_ path: String) throws {
        var sources = Sources()
        let (_, findings) = try Catalog.reading(
            ["a": ["component.yaml": definition("a", ""), path: "a: 1\n"]], sources: &sources)
        #expect(findings.map(\.severity) == [.warning], "\(findings)")
        #expect(findings.first?.message.contains(path) == true)
    }

    @Test(arguments: ["README.md", "LICENSE", "files/x.bin", "_x.tpl", "repository/.jobs/x.yaml"])
    func aFileThatMayBeThere(_ path: String) throws {
        var sources = Sources()
        let (_, findings) = try Catalog.reading(
            ["a": ["component.yaml": definition("a", ""), path: "x"]], sources: &sources)
        #expect(findings.isEmpty, "\(findings)")
    }

    private func read(_ name: String, _ spec: String) throws -> (Catalog, [Finding]) {
        var sources = Sources()
        return try Catalog.reading([name: ["component.yaml": definition(name, spec)]], sources: &sources)
    }

    private func definition(_ name: String, _ spec: String) -> String {
        """
        apiVersion: fairlead.dev/v1alpha1
        kind: Component
        metadata: {name: \(name), title: \(name), summary: Test.}
        spec:
        \(spec.split(separator: "\n", omittingEmptySubsequences: false).map { "  " + $0 }.joined(separator: "\n"))
          namespace: \(name)

        """
    }
}
