import Diagnostics
import Rendering
import Testing
import Values

/// Templates that fail say where, and facts that are wrong say whose.
@Suite(.needsHelm) struct TemplateTests {
    @Test func aManifestThatFails() throws {
        let rendered = try render(
            [
                "a": Scratch(
                    "",
                    [
                        "manifests/x.yaml":
                            "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: x}\ndata: {a: {{ fail \"no good\" }}}\n"
                    ])
            ],
            "components: {a: {}}")
        let finding = try #require(rendered.findings.first)
        #expect(rendered.codes() == ["FL0301"] && finding.component == "a" && finding.message.contains("no good"))
        #expect(finding.place?.file.hasSuffix("a/manifests/x.yaml") == true && finding.place?.line == 4, "\(finding)")
    }

    @Test func aTemplateThatDoesNotParse() throws {
        let rendered = try render(
            ["a": Scratch("", ["manifests/x.yaml": "a: b\nc: {{ if }}\n"])], "components: {a: {}}")
        #expect(rendered.codes() == ["FL0301"])
        #expect(rendered.findings.first?.place?.line == 2, "\(rendered.findings)")
    }

    @Test func allFailuresAtOnce() throws {
        let bad = Scratch("", ["manifests/x.yaml": "{{ fail \"one\" }}"])
        let rendered = try render(["a": bad, "b": bad], "components: {a: {}, b: {}}")
        #expect(rendered.findings.compactMap(\.component).sorted() == ["a", "b"])
    }

    @Test func aClaimThatFails() throws {
        let rendered = try render(
            [
                "a": Scratch("requires:\n  s: {capability: web-search}"),
                "b": Scratch(
                    "provides:\n  web-search: {properties: {url: u}}",
                    ["offers/web-search/c.yaml": "\n{{ fail .Values.consumer.name }}"]),
            ],
            "components: {a: {}}")
        let finding = try #require(rendered.findings.first)
        #expect(
            finding.component == "b" && finding.cause?.contains("`a`") == true && finding.place?.line == 2, "\(finding)"
        )
    }

    @Test func aPropertyThatFailsOrHasTheWrongType() throws {
        func provider(_ dimensions: String) -> Scratch {
            Scratch("provides:\n  vector-store: {properties: {url: u, grpcPort: \"\(dimensions)\"}}")
        }
        let client = Scratch("requires:\n  v: {capability: vector-store}")
        let wrong = try render(["a": client, "b": provider("many")], "components: {a: {}}")
        #expect(wrong.codes() == ["FL0303"] && wrong.findings.first?.component == "b")
        #expect(wrong.findings.first?.message.contains("integer") == true)
        let failing = try render(["a": client, "b": provider("{{ fail `no port` }}")], "components: {a: {}}")
        #expect(failing.codes() == ["FL0301"] && failing.findings.first?.message.contains("no port") == true)
        #expect(failing.findings.first?.place?.file == "b/component.yaml")
        #expect(
            try render(["a": client, "b": provider("{{ add 6333 1 }}")], "components: {a: {}}").whole().facts.first?
                .properties["grpcPort"] == 6334)
    }

    @Test func anArgumentOfTheWrongType() throws {
        let rendered = try render(
            [
                "a": Scratch(
                    "requires:\n  v: {capability: vector-store, with: {dimensions: \"{{ .Values.component.name }}\"}}"),
                "b": Scratch("provides:\n  vector-store: {properties: {url: u, grpcPort: 1}}"),
            ], "components: {a: {}}")
        #expect(rendered.codes() == ["FL0303"] && rendered.findings.first?.component == "a")
    }

    /// A late binding may close a loop; what it carries is known all the same.
    @Test func lateBindings() throws {
        let rendered = try render(
            [
                "a": Scratch(
                    "requires:\n  s: {capability: web-search}\nprovides:\n  traces: {ports: [1], properties: {url: \"http://{{ .Values.component.namespace }}\", otlp: o}}",
                    ["manifests/a.yaml": configMap("a", "url: {{ .Values.bindings.s.url }}")]),
                "b": Scratch(
                    "requires:\n  t: {capability: traces, late: true}\nprovides:\n  web-search: {properties: {url: \"http://b\"}}",
                    ["manifests/b.yaml": configMap("b", "url: {{ .Values.bindings.t.url }}")]),
            ],
            "components: {a: {}, b: {}}")
        #expect(try rendered.object("ConfigMap", "a").node.at("data", "url")?.string == "http://b")
        #expect(try rendered.object("ConfigMap", "b").node.at("data", "url")?.string == "http://a")
    }

    /// What an offer hands on is bound by the consumer, and the claim sees it.
    @Test func handedOnRequirements() throws {
        let rendered = try render(
            [
                "a": Scratch(
                    "requires:\n  db: {capability: postgres}",
                    ["manifests/a.yaml": configMap("a", "n: {{ .Values.bindings.db.host }}")]),
                "pg": Scratch(
                    "provides:\n  postgres:\n    in: consumer\n    properties: {host: h, port: 1, database: d, user: u}\n    requires:\n      disk: {capability: web-search}",
                    ["offers/postgres/x.yaml": configMap("claim", "disk: \"{{ .Values.handed.disk.url }}\"")]),
                "disk": Scratch(
                    "provides:\n  web-search: {ports: [7], properties: {url: fast}}",
                    ["offers/web-search/y.yaml": configMap("for-{{ .Values.consumer.id }}")]),
            ],
            "components: {a: {}}")
        let claim = try rendered.object("ConfigMap", "claim")
        #expect(claim.node.at("data", "disk")?.string == "fast" && claim.namespace == "a")
        #expect(try rendered.object("ConfigMap", "for-a-db-disk").namespace == "a")
    }

    @Test func filesConsumersAndHosts() throws {
        let rendered = try render(
            [
                "a": Scratch(
                    "options:\n  host: {type: string, description: Host.}\nrequires:\n  s: {capability: web-search}"),
                "b": Scratch(
                    "provides:\n  web-search: {properties: {url: u}}",
                    [
                        "files/my-words.txt": "some\nwords\n", "_b.tpl": "{{ define \"b.name\" }}named{{ end }}",
                        "manifests/b.yaml": configMap(
                            "{{ include \"b.name\" . }}",
                            "words: {{ .Values.files.my_words_txt | quote }}\n  who: {{ range index .Values.consumers \"web-search\" }}{{ .id }} {{ .host }}{{ end }}"
                        ),
                    ]),
            ], "components: {a: {host: chat}}")
        let object = try rendered.object("ConfigMap", "named")
        #expect(object.node["data"] == ["words": "some\nwords\n", "who": "a-s chat.example.org"])
    }
}
