import Helm
import Testing
import Values

/// What Helm does to values and templates. Catalogue authors rely on these facts; a new Helm that changes one shows here.
@Suite(.needsHelm) struct TemplateFactsTests {
    @Test(arguments: [
        ("{{ .Values.n }}", "1e+06"), ("{{ .Values.small }}", "999999"), ("{{ .Values.n | int }}", "1000000"),
        ("{{ .Values.n | quote }}", "\"1e+06\""), ("{{ toYaml .Values.n }}", "1000000"),
        ("{{ toJson .Values.n }}", "1000000"),
        ("{{ add .Values.n 1 }}", "1000001"), ("{{ kindOf .Values.n }}", "float64"),
        ("{{ printf \"%d\" (int .Values.n) }}", "1000000"),
        ("{{ eq (int .Values.n) 1000000 }}", "true"), ("{{ gt (int .Values.n) 999999 }}", "true"),
        ("{{ .Values.half }}", "1.5"), ("{{ .Values.whole }}", "2"), ("{{ toYaml .Values.whole }}", "2"),
        ("{{ int .Values.wide | toString }}", "12345678901234568"), ("{{ join \",\" .Values.ports }}", "80,443"),
        ("{{ has 80 .Values.ports }}", "false"), ("{{ has 80.0 .Values.ports }}", "true"),
    ])
    func numbers(_ template: String, _ expected: String) throws {
        let values: Node = [
            "n": 1_000_000, "small": 999_999, "half": 1.5, "whole": 2.0, "wide": 12_345_678_901_234_567,
            "ports": [80, 443],
        ]
        #expect(try evaluate(template, values) == expected)
    }

    @Test func comparingABareNumberFails() throws {
        let found = try failures { _ = try evaluate("{{ eq .Values.n 16384 }}", ["n": 16384]) }
        #expect(found.first?.message.contains("incompatible types for comparison") == true)
        #expect(found.first?.hint?.contains("(int .Values.x)") == true)
    }

    @Test func nullsAndDotsAndOddKeys() throws {
        #expect(
            try evaluate(
                "{{ hasKey .Values \"k\" }} {{ toJson .Values }}", ["k": nil, "l": [nil, 1], "m": ["z": nil]])
                == "true {\"global\":{},\"k\":null,\"l\":[null,1],\"m\":{\"z\":null}}")
        #expect(try evaluate("{{ index .Values \"a.b/c\" }}", ["a.b/c": "v"]) == "v")
        #expect(
            try evaluate("{{ .Values.n }}{{ .Values.on }}", ["n": "keys of JSON", "on": " stay"]) == "keys of JSON stay"
        )
        let defaults = try chart([("values.yaml", "k: 1\nn: {deep: 1}\n"), ("templates/a.txt", "{{ toJson .Values }}")])
        // A null takes a default away. `n:` in a chart's YAML is the boolean false, as YAML 1.1 has it.
        #expect(
            try render(defaults, ["k": nil, "q": nil])["x/templates/a.txt"] == "{\"false\":{\"deep\":1},\"q\":null}")
    }

    @Test func theTextStaysAsItIs() throws {
        #expect(try evaluate("---\na: 1\n---b: é\n\n") == "---\na: 1\n---b: é\n\n")
        #expect(try evaluate("kind: [a\n") == "kind: [a\n")
        #expect(try evaluate("{{ .Values.s }}", ["s": "\"q\" <&> \u{1F600}\r\n\t"]) == "\"q\" <&> \u{1F600}\r\n\t")
    }

    @Test func nothingIsLookedUp() throws {
        #expect(
            try evaluate("{{ lookup \"v1\" \"Secret\" \"a\" \"b\" }}|{{ getHostByName \"example.org\" }}") == "map[]|")
    }

    @Test func digNeedsAMappingBelowValues() throws {
        #expect(throws: TemplateFailures.self) { try evaluate("{{ dig \"a\" 7 .Values }}") }
        #expect(try evaluate("{{ dig \"a\" \"b\" 7 .Values.m }}", ["m": ["a": [:]]]) == "7")
    }

    @Test func tplAndSprig() throws {
        #expect(try evaluate("{{ tpl .Values.t . }}", ["t": "{{ upper .Values.who }}", "who": "me"]) == "ME")
    }
}
