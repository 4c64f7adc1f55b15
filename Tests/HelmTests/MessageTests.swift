import Diagnostics
import Helm
import TestSupport
import Testing
import Values

/// Texts in the forms that Helm v4.2.3 writes; RenderTests has the same ones made by Helm itself.
@Suite struct MessageTests {
    @Test func goForm() {
        let failure = HelmFailure(
            .render,
            parsing:
                #"template: x/templates/a.yaml:7:7: executing "x/templates/a.yaml" at <eq .Values.n 16384>: error calling eq: incompatible types for comparison: float64 and int"#
        )
        #expect(failure.template == "x/templates/a.yaml")
        #expect(failure.line == 7)
        #expect(failure.column == 8)
        #expect(
            failure.message
                == "error calling eq: incompatible types for comparison: float64 and int at eq .Values.n 16384")
        #expect(failure.hint?.contains("int") == true)
    }

    @Test func helm4FormThroughAnInclude() {
        let failure = HelmFailure(
            .render,
            parsing: """
                x/templates/a.yaml:1:3
                  executing "x/templates/a.yaml" at <include "p" .>:
                    error calling include:
                x/templates/_h.tpl:2:10
                  executing "p" at <.Values.a.b>:
                    nil pointer evaluating interface {}.b
                """)
        #expect(failure.trail.map(\.description) == ["x/templates/a.yaml:1:4", "x/templates/_h.tpl:2:11"])
        #expect(failure.message == "nil pointer evaluating interface {}.b at .Values.a.b")
    }

    @Test func bracketedForms() {
        let parse = HelmFailure(.render, parsing: "parse error at (x/templates/y.yaml:4): unexpected EOF")
        #expect(parse.description == "x/templates/y.yaml:4: unexpected EOF")
        let fail = HelmFailure(.render, parsing: "execution error at (x/templates/a.yaml:1:6): boom\nsecond line")
        #expect(fail.description == "x/templates/a.yaml:1:7: boom\nsecond line")
    }

    @Test func unreadableChartFile() {
        let failure = HelmFailure(
            .chartLoad,
            parsing: "cannot load values.yaml: error converting YAML to JSON: yaml: line 2: did not find expected ','")
        #expect(failure.template == "values.yaml")
        #expect(failure.line == 2)
    }

    @Test func endlessRecursionIsCutShort() {
        let step = #"error calling include: template: x/a.yaml:1:19: executing "r" at <include "r" .>: "#
        let text = String(step.dropFirst(23)) + String(repeating: step, count: 900) + "nested reference name: r"
        let failure = HelmFailure(.render, parsing: text)
        #expect(failure.trail.count == 16)
        #expect(failure.message.utf8.count < 200)
        #expect(failure.hint == "a template includes itself")
    }

    @Test func anyTextIsAMessage() {
        for text in ["", ":", "template: ", "parse error at (", "a:1:2: executing \"", "\u{0}", "template: é:1:1: x"] {
            let failure = HelmFailure(.render, parsing: text)
            #expect(failure.message.utf8.count <= text.utf8.count)
        }
        #expect(HelmFailure(.render, parsing: String(repeating: "z", count: 9000)).message.utf8.count < 2100)
    }

    @Test func schemaReport() {
        let failure = HelmFailure(
            .values,
            parsing: """
                values don't meet the specifications of the schema(s) in the following chart(s):
                x:
                - at '/b': validation failed
                  - at '/b': missing properties 'it\\'s', 'z'
                  - at '/b/c': 'anyOf' failed
                    - at '/b/c': value must be 'q'
                    - at '/b/c': got number, want string
                - at '/w~1x/it\\'s': got null, want string
                z:
                - at '': missing property 'm'

                """)
        #expect(
            failure.violations == [
                SchemaViolation(chart: "x", path: ["b"], message: "missing properties 'it\\'s', 'z'"),
                SchemaViolation(chart: "x", path: ["b", "c"], message: "value must be 'q' or got number, want string"),
                SchemaViolation(chart: "x", path: ["w/x", "it's"], message: "got null, want string"),
                SchemaViolation(chart: "z", path: [], message: "missing property 'm'"),
            ])
        #expect(failure.message == "the values do not fit the chart's schema in 4 places")
    }

    @Test func findingsPointAtTheValue() {
        let values = Node(
            .mapping(
                Mapping([
                    (
                        "b",
                        Node(
                            .mapping(
                                Mapping([("c", Node(.integer(1), place: Place(file: "p.yaml", line: 3, column: 8)))])))
                    )
                ])))
        let violation = SchemaViolation(chart: "x", path: ["b", "c"], message: "got number, want string")
        let finding = violation.finding(values: values, component: "web")
        #expect(finding.place?.description == "p.yaml:3:8")
        #expect(finding.message == "value b.c does not fit chart x: got number, want string")
    }

    @Test func readingNeverTraps() {
        let words = [
            "template: ", "x/t.yaml", ":1", ":2", ": ", "executing \"", "\" at <", ">: ", ">:\n",
            "error calling include:",
            "- at '", "': ", "\\", "\n", "  ", "values don't meet the specifications of the schema", "parse error at (",
            "): ",
        ]
        var generator = SeededGenerator(seed: 20_261_121)
        for _ in 0..<3000 {
            let text = (0..<generator.below(14)).map { _ in words[generator.below(words.count)] }.joined()
            _ = HelmFailure(.values, parsing: text).description
            _ = HelmFailure(.render, parsing: text).description
        }
    }
}

/// A small generator with a seed, so that a failing run can be repeated.
struct SeededGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    mutating func below(_ bound: Int) -> Int { Int(next() % UInt64(bound)) }
}
