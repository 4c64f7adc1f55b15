import Helm
import Testing
import Values

@Suite(.needsHelm) struct EvaluatorTests {
    private func evaluate(_ units: [TemplateUnit]) throws -> [String: [String: String]] {
        try TemplateEvaluator(engine: engine).evaluate(units)
    }

    @Test func everyUnitSeesItsOwnValues() throws {
        let files = [
            TemplateUnit.File(path: "a/v.txt", text: "{{ .Values.who }}{{ include \"sign\" . }}"),
            TemplateUnit.File(path: "blank.yaml", text: "{{ if false }}x{{ end }}"),
            TemplateUnit.File(path: "NOTES.txt", text: "kept"),
            TemplateUnit.File(path: "_lib.tpl", text: "{{ define \"sign\" }}!{{ end }}"),
        ]
        let result = try evaluate([
            TemplateUnit(name: "first", templates: files, values: ["who": "me"]),
            TemplateUnit(name: "name of: any ∫ form/..", templates: files, values: ["who": "you"]),
            TemplateUnit(name: "empty", templates: [], values: [:]),
        ])
        #expect(
            result == [
                "first": ["a/v.txt": "me!", "blank.yaml": "", "NOTES.txt": "kept"],
                "name of: any ∫ form/..": ["a/v.txt": "you!", "blank.yaml": "", "NOTES.txt": "kept"], "empty": [:],
            ])
    }

    @Test func sameNameDefinedTwice() throws {
        let units = ["one", "two", "three"].map { name in
            TemplateUnit(
                name: name,
                templates: [
                    .init(path: "_lib.tpl", text: "{{- define \"who\" }}\(name == "three" ? "one" : name){{ end }}"),
                    .init(path: "v.txt", text: "{{ include \"who\" . }}"),
                ], values: [:])
        }
        #expect(try evaluate(units).mapValues { $0["v.txt"] } == ["one": "one", "two": "two", "three": "one"])
    }

    @Test func everyUnitsFirstFaultIsReported() throws {
        let library = TemplateUnit.File(path: "_lib.tpl", text: "{{ define \"deep\" }}\n {{ .Values.a.b }}{{ end }}")
        func unit(_ name: String, _ text: String) -> TemplateUnit {
            TemplateUnit(name: name, templates: [.init(path: "t.yaml", text: text), library], values: [:])
        }
        let found = try failures {
            _ = try evaluate([
                unit("good", "fine"), unit("parse", "a\nb {{ if }}"), unit("good too", "fine"),
                unit("value", "é: {{ .Values.x.y }}"), unit("partial", "{{ include \"deep\" . }}"),
                unit("fail", "{{ fail \"not so\" }}"),
            ])
        }
        #expect(
            found.map(\.description) == [
                "parse/t.yaml:2: missing value for if",
                "value/t.yaml:1:14: nil pointer evaluating interface {}.y at .Values.x.y",
                "partial/_lib.tpl:2:12: nil pointer evaluating interface {}.b at .Values.a.b",
                "fail/t.yaml:1:4: not so",
            ])
    }

    @Test func unusableUnits() throws {
        let found = try failures {
            _ = try evaluate([
                TemplateUnit(name: "a", templates: [.init(path: "../x", text: "")], values: [:]),
                TemplateUnit(
                    name: "b", templates: [.init(path: "x", text: ""), .init(path: "x", text: "")], values: [:]),
                TemplateUnit(name: "c", templates: [], values: [1]),
                TemplateUnit(name: "d", templates: [], values: [:]),
                TemplateUnit(name: "d", templates: [], values: [:]),
                TemplateUnit(name: "e", templates: [.init(path: "ok", text: "{{ .Values.q.r }}")], values: nil),
            ])
        }
        #expect(found.map(\.unit) == ["a", "b", "c", "d", "e"])
    }

    @Test func strictRefusesWhatIsNotThere() throws {
        #expect(try Test.evaluate("[{{ .Values.q }}]") == "[]")
        #expect(throws: TemplateFailures.self) { try Test.evaluate("{{ .Values.q | default 1 }}", strict: true) }
        #expect(try Test.evaluate("[{{ get .Values \"q\" }}]{{ hasKey .Values \"q\" }}", strict: true) == "[]false")
    }

    @Test func theCommandCannotDoIt() throws {
        let evaluator = TemplateEvaluator(engine: HelmCommand(executable: "/nowhere/helm"))
        func unit(_ text: String) -> TemplateUnit {
            TemplateUnit(name: "a", templates: [.init(path: "x", text: text)], values: [:])
        }
        let error = try failure { _ = try evaluator.evaluate([unit("{{ 1 }}")]) }
        #expect(error.kind == .libraryMissing)
        let taken = try failure { _ = try evaluator.evaluate([unit("it has <no value>")]) }
        #expect(taken.kind == .libraryMissing)
        // A text without actions asks nobody.
        #expect(try evaluator.evaluate([unit("y: } {\n")]) == ["a": ["x": "y: } {\n"]])
    }

    /// Prints how long a platform of ordinary size takes; never asserted.
    @Test func timeForAPlatform() throws {
        let models = Node(.mapping(Mapping((0..<30).map { ("m\($0)", ["weights": "org/model", "context": 16384]) })))
        let texts = [
            "url: http://{{ .Values.component.name }}.svc:{{ .Values.port | int }}",
            "{{ range $name, $model := .Values.models }}\n- {{ $name }}: {{ $model.weights | quote }}{{ end }}",
            "{{ include \"labels\" . }}\nvalues: {{ toJson .Values.models }}",
            "{{ toYaml .Values.component | nindent 2 }}",
            "{{ if .Values.port }}port: {{ int .Values.port }}{{ end }}",
        ]
        let units = (0..<25).map { number in
            TemplateUnit(
                name: "unit\(number)",
                templates: texts.enumerated().map { .init(path: "t\($0.offset).yaml", text: $0.element) }
                    + [.init(path: "_lib.tpl", text: "{{ define \"labels\" }}app: x{{ end }}")],
                values: ["component": ["name": "web", "namespace": "shop"], "port": 4000, "models": models])
        }
        _ = try evaluate(units)
        let clock = ContinuousClock()
        let times = try (0..<5).map { _ in try clock.measure { _ = try evaluate(units) } }
        print("evaluate, 25 units of 5 templates: \(times.min() ?? .zero) best of 5")
    }
}

/// The free function of Support.swift, which a suite's own method of that name would hide.
private enum Test {
    static func evaluate(_ template: String, strict: Bool = false) throws -> String {
        try HelmTests.evaluate(template, [:], strict: strict)
    }
}
