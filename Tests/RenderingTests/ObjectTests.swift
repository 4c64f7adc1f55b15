import Catalog
import Diagnostics
import Rendering
import Testing
import Values

/// What is done to the objects that templates yield.
@Suite(.needsHelm) struct ObjectTests {
    @Test func namespacesAreOwnedOnlyWithSomethingInThem() throws {
        let rendering = try render(
            [
                "empty": Scratch("namespace: elsewhere\nprovides:\n  web-search: {properties: {url: u}}"),
                "full": Scratch(
                    "podSecurity: baseline\nrequires:\n  s: {capability: web-search}",
                    ["manifests/a.yaml": configMap("a")]),
                "chart": Scratch(
                    "chart: {repository: \"https://c.example.org\", alias: a, name: app, version: 1.0.0}",
                    ["values.yaml": "a: 1\n"]),
                "second": Scratch("namespace: full\npodSecurity: privileged", ["manifests/a.yaml": configMap("b")]),
            ], "components: {full: {}, chart: {}, second: {}}"
        ).whole()
        #expect(rendering.namespaces.map(\.name) == ["chart", "full"])
        #expect(
            rendering.namespaces.last?.podSecurity == .privileged
                && rendering.namespaces.first?.podSecurity == .restricted)
        #expect(rendering.namespaces.last?.members == ["full", "second"])
        #expect(rendering.policies.allSatisfy { ["chart", "full"].contains($0.namespace) })
    }

    @Test func aNamespaceOfThePlatformFile() throws {
        let rendered = try render(
            ["a": Scratch("", ["manifests/a.yaml": configMap("x", "n: \"{{ .Values.component.namespace }}\"")])],
            "components: {a: {namespace: moved}}")
        let object = try rendered.object("ConfigMap", "x")
        #expect(object.namespace == "moved" && object.node.at("data", "n")?.string == "moved")
        #expect(try rendered.whole().namespaces.map(\.name) == ["moved"])
    }

    @Test func stagesAndLabels() throws {
        let note = ", annotations: {fairlead.dev/stage: %}, labels: {mine: \"1\"}"
        let files = Dictionary(
            uniqueKeysWithValues: ["before", "with", "after"].map {
                ("manifests/\($0).yaml", configMap($0, metadata: note.replacing("%", with: $0)))
            })
        let rendered = try render(
            [
                "a": Scratch(
                    "crds: {groups: [own.example.org]}\nclusterScoped: [own.example.org/Whole]\nrequires:\n  s: {capability: web-search}",
                    files.merging([
                        "manifests/plain.yaml": configMap("plain"),
                        "manifests/own.yaml":
                            "apiVersion: own.example.org/v1\nkind: Part\nmetadata: {name: part}\n---\napiVersion: own.example.org/v1\nkind: Whole\nmetadata: {name: whole, namespace: wrong}\n",
                    ]) { $1 }),
                "b": Scratch(
                    "provides:\n  web-search: {properties: {url: u}}",
                    [
                        "offers/web-search/c.yaml": configMap("claim") + "---\n"
                            + configMap("at-home", metadata: ", namespace: b")
                    ]),
            ], "components: {a: {}}")
        for stage in RenderedObject.Stage.allCases {
            let object = try rendered.object("ConfigMap", stage.rawValue)
            #expect(object.stage == stage)
            #expect(object.node.at("metadata", "annotations") == nil, "the annotation is Fairlead's own")
            #expect(object.node.at("metadata", "labels", "mine")?.string == "1")
            #expect(object.node.at("metadata", "labels", "app.kubernetes.io/managed-by")?.string == "fairlead")
            #expect(object.node.at("metadata", "labels", "app.kubernetes.io/part-of")?.string == "test")
        }
        #expect(try rendered.object("ConfigMap", "plain").stage == .with)
        #expect(try rendered.object("Part", "part").stage == .after)
        #expect(try rendered.object("Whole", "whole").namespace == nil)
        let claim = try rendered.object("ConfigMap", "claim")
        #expect(claim.stage == .before && claim.namespace == "a")
        let whole = try rendered.whole()
        #expect(whole.component("a")?.objects.contains { $0.name == "claim" } == true)
        #expect(
            whole.component("b")?.objects.map(\.name) == ["at-home"],
            "what names the provider's namespace is delivered with it")
    }

    @Test(arguments: [
        ("metadata: {name: x}\nkind: A\n", "FL0302"), ("just text", "FL0302"), ("a: [\n", "FL0001"),
        ("apiVersion: v1\nkind: ConfigMap\nmetadata: {name: x, annotations: {fairlead.dev/stage: soon}}\n", "FL0302"),
    ])
    func whatIsNoObject(_ text: String, _ code: String) throws {
        let rendered = try render(["a": Scratch("", ["manifests/x.yaml": text])], "components: {a: {}}")
        #expect(rendered.rendering == nil && rendered.codes() == [code])
        let finding = try #require(rendered.findings.first)
        #expect(finding.component == "a", "\(finding)")
        #expect(finding.place?.file.contains("a/manifests/x.yaml") == true, "\(finding)")
    }

    @Test func nothingIsNothing() throws {
        let rendered = try render(
            [
                "a": Scratch(
                    "",
                    [
                        "manifests/x.yaml": "{{ if false }}\na: b\n{{ end }}\n",
                        "manifests/y.yaml": "---\n# only words\n---\n",
                    ])
            ],
            "components: {a: {}}")
        #expect(try rendered.whole().component("a")?.objects.isEmpty == true)
    }

    @Test func theSameObjectTwice() throws {
        let rendered = try render(
            ["a": Scratch("", ["manifests/x.yaml": configMap("x"), "manifests/y.yaml": configMap("x")])],
            "components: {a: {}}")
        #expect(rendered.codes() == ["FL0306"])
        #expect(rendered.findings.first?.message.contains("a/manifests/x.yaml") == true)
    }

    @Test func filesOfTheRepository() throws {
        let job = "{{ with .Values.component.options.branch }}\nwhen: {branch: {{ . }}}\nsteps: [one]\n{{ end }}\n"
        func component(_ file: String) -> Scratch {
            Scratch("options:\n  branch: {type: string, description: b}", ["repository/.jobs/\(file).yaml": job])
        }
        let rendered = try render(
            ["a": component("a"), "b": component("b")], "components: {a: {branch: main}, b: {}}"
        ).whole()
        let files = rendered.component("a")?.repository ?? []
        #expect(files.map(\.path) == [".jobs/a.yaml"] && files.first?.folder == ".jobs")
        #expect(files.first?.documents == [["when": ["branch": "main"], "steps": ["one"]]])
        #expect(rendered.component("b")?.repository.isEmpty == true)
        let twice = try render(
            ["a": component("x"), "b": component("x")], "components: {a: {branch: main}, b: {branch: main}}")
        #expect(twice.codes() == ["FL0306"] && twice.findings.first?.message.contains(".jobs/x.yaml") == true)
        let broken = try render(
            ["a": Scratch("", ["repository/.jobs/x.yaml": "a: [b\n"])], "components: {a: {}}")
        #expect(broken.rendering == nil && broken.findings.first?.place?.file.contains(".jobs/x.yaml") == true)
    }

    @Test func patches() throws {
        func patched(_ target: String) throws -> Rendered {
            try render(
                ["a": Scratch("", ["manifests/x.yaml": configMap("x", "one: \"1\"\n  two: \"2\"")])],
                "components: {a: {patches: [{target: \(target), merge: {data: {one: null, three: \"3\"}}}]}}")
        }
        let hit = try patched("{kind: ConfigMap, name: x}").object("ConfigMap", "x")
        #expect(hit.node["data"] == ["two": "2", "three": "3"])
        let miss = try patched("{kind: ConfigMap, name: xx}")
        #expect(miss.codes() == ["FL0305"])
        #expect(
            miss.findings.first?.hint == "did you mean `ConfigMap/x`?"
                && miss.findings.first?.place?.file == "platform.yaml")
    }

    @Test func valuesOfThePlatformFileWin() throws {
        let rendering = try render(
            [
                "a": Scratch(
                    "chart: {repository: \"https://c.example.org\", alias: a, name: app, version: 1.0.0}",
                    ["values.yaml": "one: {x: 1, y: 2}\nlist: [1, 2]\n"])
            ],
            "components: {a: {values: {one: {y: 3}, list: [9], none: null}}}"
        ).whole()
        #expect(rendering.component("a")?.values == ["one": ["x": 1, "y": 3], "list": [9], "none": nil])
    }

    @Test func imagesAreEvaluated() throws {
        let rendering = try render(
            [
                "a": Scratch(
                    "options:\n  tag: {type: string, default: 1.2.3, description: Tag.}\nimages:\n  - {image: \"example.org/a:{{ .Values.component.options.tag }}\", for: it}\n  - {image: \"{{ if false }}x{{ end }}\", for: nothing}"
                )
            ],
            "components: {a: {tag: 2.0.0}}"
        ).whole()
        #expect(rendering.component("a")?.images.map(\.image) == ["example.org/a:2.0.0"])
    }

    /// The same platform gives the same rendering, whatever order hashing happens to have.
    @Test func twiceTheSame() throws {
        func text() throws -> String {
            let rendering = try render(
                [
                    "a": Scratch(
                        "requires:\n  s: {capability: web-search, many: true}",
                        ["manifests/a.yaml": configMap("a", "all: {{ toJson .Values | quote }}")]),
                    "b": Scratch("provides:\n  web-search: {ports: [1], properties: {url: b}}"),
                    "c": Scratch("provides:\n  web-search: {ports: [1], properties: {url: c}}"),
                ], "components: {a: {}, b: {}, c: {}}"
            ).whole()
            return (rendering.components.flatMap(\.objects) + rendering.policies).map { YAML.write($0.node) }.joined()
        }
        #expect(try text() == text())
    }
}
