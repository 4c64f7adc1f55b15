import Helm
import Host
import Testing
import Values

@Suite(.needsHelm) struct RenderTests {
    @Test func whatIsRenderedAndWhatIsNot() throws {
        let source = try chart([
            ("values.yaml", "colour: red\n"),
            ("templates/a.yaml", "---\na: {{ .Values.colour }}\n---\nb: {{ include \"n\" . }}\n"),
            ("templates/_helpers.tpl", "{{ define \"n\" }}{{ .Release.Name }}/{{ .Release.Namespace }}{{ end }}"),
            ("templates/NOTES.txt", "hello"), ("templates/blank.yaml", "{{ if false }}x{{ end }}\n \n"),
            ("templates/sub/hook.yaml", "metadata: {annotations: {helm.sh/hook: test}}"), ("crds/c.yaml", "kind: C"),
        ])
        #expect(
            try render(source, ["colour": "blue"]) == [
                "x/templates/a.yaml": "---\na: blue\n---\nb: web/shop\n",
                "x/templates/sub/hook.yaml": "metadata: {annotations: {helm.sh/hook: test}}",
            ])
    }

    @Test func capabilitiesAreWhatIsAskedFor() throws {
        let source = try chart([
            (
                "templates/a.txt",
                """
                {{ .Capabilities.KubeVersion }} {{ .Capabilities.KubeVersion.Minor }}
                {{- range list "monitoring.coreos.com/v1" "monitoring.coreos.com/v1/ServiceMonitor" "batch/v1" "policy/v1/PodDisruptionBudget" "apiregistration.k8s.io/v1" "storage.k8s.io/v1/VolumeAttributesClass" "no.such/v1" }}
                {{ . }} {{ $.Capabilities.APIVersions.Has . }}
                {{- end }}
                """
            )
        ])
        let known = Capabilities(
            kubernetes: "1.33", apiVersions: ["monitoring.coreos.com/v1", "monitoring.coreos.com/v1/ServiceMonitor"])
        #expect(
            try render(source, [:], known)["x/templates/a.txt"] == """
                v1.33.0 33
                monitoring.coreos.com/v1 true
                monitoring.coreos.com/v1/ServiceMonitor true
                batch/v1 true
                policy/v1/PodDisruptionBudget true
                apiregistration.k8s.io/v1 true
                storage.k8s.io/v1/VolumeAttributesClass false
                no.such/v1 false
                """)
        let newer = try render(source, [:], Capabilities(kubernetes: "v1.34.2"))["x/templates/a.txt"]
        #expect(newer?.hasPrefix("v1.34.2 34\nmonitoring.coreos.com/v1 false") == true)
        #expect(newer?.contains("VolumeAttributesClass true") == true)
    }

    @Test func badKubernetesVersion() throws {
        let source = try chart([("templates/a.yaml", "a: 1")])
        let error = try failure { _ = try render(source, [:], Capabilities(kubernetes: "latest")) }
        #expect(error.kind == .other(code: -2))
    }

    @Test func chartThatRefusesTheKubernetesVersion() throws {
        let head = "apiVersion: v2\nname: x\nversion: 1.0.0\nkubeVersion: \">=1.34.0-0\"\n"
        let source = try chart([("Chart.yaml", head), ("templates/a.yaml", "a: 1")])
        #expect(try render(source, [:], Capabilities(kubernetes: "1.34")).count == 1)
        let error = try failure { _ = try render(source, [:], Capabilities(kubernetes: "1.33")) }
        #expect(error.kind == .chartInvalid)
        #expect(error.message == "x accepts Kubernetes >=1.34.0-0, the target is v1.33.0")
    }

    @Test func missingSubchart() throws {
        let head =
            "apiVersion: v2\nname: x\nversion: 1.0.0\ndependencies: [{name: redis, version: 1.x.x, repository: ''}]\n"
        let error = try failure { _ = try render(try chart([("Chart.yaml", head), ("templates/a.yaml", "a: 1")])) }
        #expect(error.kind == .chartInvalid)
        #expect(error.message == "the chart needs redis, which is not in its charts folder")
    }

    @Test func subchartsAreSwitchedByTheirCondition() throws {
        let head = """
            apiVersion: v2
            name: x
            version: 1.0.0
            dependencies: [{name: sub, version: 1.0.0, repository: "", condition: sub.enabled}]
            """
        let source = try chart([
            ("Chart.yaml", head), ("values.yaml", "sub: {enabled: false}"), ("templates/a.yaml", "a: 1"),
            ("charts/sub/Chart.yaml", "apiVersion: v2\nname: sub\nversion: 1.0.0\n"),
            ("charts/sub/templates/s.yaml", "s: 1"),
        ])
        // Helm removes what is off from the loaded chart for good, so off first, then on.
        #expect(try render(source).keys.sorted() == ["x/templates/a.yaml"])
        #expect(
            try render(source, ["sub": ["enabled": true]]).keys.sorted() == [
                "x/charts/sub/templates/s.yaml", "x/templates/a.yaml",
            ])
    }

    @Test func folderAndArchiveGiveTheSame() throws {
        try Files.withTemporaryDirectory { folder in
            try Files.makeDirectories(folder / "x/templates")
            try Files.writeAtomically(folder / "x/Chart.yaml", Array("apiVersion: v2\nname: x\nversion: 1.0.0\n".utf8))
            try Files.writeAtomically(folder / "x/templates/a.yaml", Array("a: {{ .Values.n }}".utf8))
            let packed = try chart([("templates/a.yaml", "a: {{ .Values.n }}")])
            #expect(try render(.directory(folder / "x"), ["n": "é"]) == render(packed, ["n": "é"]))
        }
    }

    @Test func failuresHaveTheirKindAndPlace() throws {
        let broken = try failure { _ = try render(.archive([1, 2, 3])) }
        #expect(broken.kind == .chartLoad)
        let empty = try failure { _ = try render(.archive([])) }
        #expect(empty.kind == .chartLoad)
        let missing = try failure { _ = try render(.directory("/nowhere/at/all")) }
        #expect(missing.kind == .chartLoad)
        let noVersion = try failure { _ = try render(try chart([("Chart.yaml", "name: x\n")])) }
        #expect(noVersion.message == "validation: chart.metadata.version is required")
        let values = try failure { _ = try render(try chart([("values.yaml", "a: [x\nb")])) }
        #expect(values.template == "values.yaml")
        #expect(values.line == 2)
        let list = try failure { _ = try render(try chart([("templates/a.yaml", "a")]), [1]) }
        #expect(list.kind == .values)
        let endless = try failure {
            _ = try render(try chart([("templates/a.yaml", "a")]), ["n": Node(.double(.infinity))])
        }
        #expect(endless.kind == .values)
        let template = try failure { _ = try render(try chart([("templates/a.yaml", "a:\n  {{ .Values.x.y }}")])) }
        #expect(template.kind == .render)
        #expect(template.trail.map(\.description) == ["x/templates/a.yaml:2:13"])
        #expect(template.message == "nil pointer evaluating interface {}.y at .Values.x.y")
    }

    @Test func schemaIsHelmsOwnCheck() throws {
        let schema = """
            {"type": "object", "required": ["must"], "properties": {
              "name": {"type": "string"}, "w/x": {"type": "string"}, "port": {"oneOf": [{"type": "string"}, {"type": "null"}]}}}
            """
        let source = try chart([("values.schema.json", schema), ("templates/a.yaml", "{{ fail \"not reached\" }}")])
        let values: Node = ["name": 3, "w/x": 1, "port": 80]
        let found = try engine.validate(values: values, against: source)
        #expect(found.map(\.path).sorted { $0.joined() < $1.joined() } == [[], ["name"], ["port"], ["w/x"]])
        #expect(found.first { $0.path == ["port"] }?.message == "got number, want string or got number, want null")
        #expect(try engine.validate(values: ["must": 1], against: source).isEmpty)
        let error = try failure { _ = try render(source, values) }
        #expect(error.kind == .values)
        #expect(error.violations.count == 4)
    }

    @Test func descriptionOfAChart() throws {
        let head = """
            apiVersion: v2
            name: x
            version: 1.2.3
            kubeVersion: ">=1.20"
            dependencies: [{name: sub, version: 1.0.0, repository: "https://example.org", alias: other}]
            """
        let source = try chart([
            ("Chart.yaml", head), ("values.yaml", "# why\nb: 1\na: {c: null}\n"),
            ("templates/b.yaml", "b"), ("crds/c.yaml", "kind: C"),
            ("charts/sub/Chart.yaml", "apiVersion: v2\nname: sub\nversion: 1.0.0\n"),
            ("charts/sub/crds/d.yaml", "kind: D"),
        ])
        let found = try engine.describe(source)
        #expect(found.name == "x" && found.version == "1.2.3" && found.kubeVersion == ">=1.20")
        #expect(found.values["b"] == 1)
        #expect(found.values.place == nil)
        #expect(found.crds.map(\.text).sorted() == ["kind: C", "kind: D"])
        #expect(found.dependencies.map(\.isPresent) == [true])
        #expect(found.dependencies.first?.alias == "other")
        let plain = try engine.describe(try chart([]))
        #expect(plain.crds.isEmpty)
        #expect(plain.dependencies.isEmpty)
    }

    @Test func versionIsHelms() throws {
        #expect(try engine.version().hasPrefix("v4."))
    }

    @Test func manyAtOnceStayInOrder() throws {
        let requests = try (0..<20).map { number in
            RenderRequest(
                chart: try chart([("templates/a.txt", number == 7 ? "{{ fail \"seven\" }}" : "{{ .Values.n }}")]),
                values: ["n": Node(.integer(Int64(number)))], release: "r", namespace: "n")
        }
        for (number, result) in renderAll(requests, engine: engine, parallel: 4).enumerated() {
            if number == 7 {
                #expect(throws: HelmFailure.self) { try result.get() }
            } else {
                #expect(try result.get().map(\.text) == ["\(number)"])
            }
        }
    }
}
