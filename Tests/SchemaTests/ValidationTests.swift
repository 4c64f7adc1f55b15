import Diagnostics
import Schema
import Testing
import Values

@Suite("Validation")
struct ValidationTests {
    static let component = """
        type: object
        additionalProperties: false
        required: [host, size]
        properties:
          host: {type: string, format: dns-label}
          size: {type: string, description: "How much to keep.\\nMore here."}
          replicas: {type: integer, minimum: 1, maximum: 9}
          ratio: {type: number}
          enabled: {type: boolean}
          mode: {enum: [fast, slow]}
          version: {type: string}
          names: {type: array, uniqueItems: true, minItems: 1, items: {type: string, maxLength: 3}}
        """

    @Test("all mistakes come at once, each at its place")
    func allAtOnce() throws {
        let document = """
            replicsa: 3
            host: Not OK
            replicas: "3"
            mode: fsat
            names: [a, b, a, long]
            """
        #expect(
            try lines(Self.component, document, context: "components.litellm") == [
                "1:1 unknown `components.litellm.replicsa` is not a known key",
                "2:7 format `components.litellm.host` must be a DNS label, found the string \"Not OK\"",
                "3:11 type `components.litellm.replicas` must be an integer, found the string \"3\"",
                "4:7 value `components.litellm.mode` must be one of the allowed values, found the string \"fsat\"",
                "5:15 duplicate `components.litellm.names[2]` repeats `components.litellm.names[0]`",
                "5:18 range `components.litellm.names[3]` must have at most 3 characters, has 4",
                "1:1 missing `components.litellm.size` is missing",
            ])
    }

    @Test("hints say what to do")
    func hintsHelp() throws {
        let found = try hints(
            Self.component,
            "{hots: a, zzzzzzzz: 1, replicas: '3', ratio: '1.5', enabled: 'yes', mode: fsat, version: 1.3, names: x, host: a}"
        )
        let free = "allowed here: `size`"
        #expect(
            found == [
                free, free, "remove the quotes", "remove the quotes", "write `true`",
                "did you mean `fast`? allowed: `fast`, `slow`", "put the value in quotes",
                "put it in brackets to make a list of one item", "add `size`: How much to keep",
            ])
        #expect(try hints(Self.component, "{hots: a, size: b}").first == "did you mean `host`?")
    }

    @Test("limits hold at both ends")
    func limits() throws {
        let schema = "{type: [integer, number], minimum: 1, maximum: 2.5}"
        for document in ["1", "1.0", "2.5"] { #expect(try lines(schema, document).isEmpty) }
        #expect(try lines(schema, "0.5") == ["1:1 range the document must be at least 1, found 0.5"])
        #expect(try lines(schema, "3") == ["1:1 range the document must be at most 2.5, found 3"])
        #expect(try lines(schema, ".nan").count == 2)
        #expect(try lines("{minItems: 1}", "[]") == ["1:1 range the document must have at least 1 item, has 0"])
        #expect(try lines("{minLength: 2}", "e\u{301}").isEmpty)
    }

    @Test("keys and values are compared by bytes, numbers by value")
    func identity() throws {
        let schema = Node(
            .mapping(
                Mapping([
                    ("properties", Node(.mapping(Mapping([("\u{E9}", ["type": "string"])])))),
                    ("additionalProperties", false),
                ])))
        let composed = try Schema(schema)
        #expect(composed.validate(["\u{E9}": "a"], codes: .testing, context: "").isEmpty)
        #expect(composed.validate(["e\u{301}": "a"], codes: .testing, context: "").map(\.code) == ["unknown"])
        #expect(try lines("{const: 1}", "1.0").isEmpty)
        #expect(try !lines("{const: 1}", "true").isEmpty)
        #expect(try lines("{const: {a: 1, b: 2}}", "{b: 2, a: 1}").isEmpty)
        #expect(try lines("{uniqueItems: true}", "[1, true, '1', [1], {a: 1}]").isEmpty)
        #expect(try lines("{uniqueItems: true}", "[{a: 1, b: 2}, {b: 2, a: 1.0}]").count == 1)
    }

    @Test("a branch is chosen by type, by a deciding key, by the keys present")
    func branches() throws {
        let schema = """
            anyOf:
              - {type: string, format: dns-label}
              - {type: object, required: [kind, size], properties: {kind: {const: disk}, size: {type: integer}}}
              - {type: object, required: [kind, url], properties: {kind: {const: web}, url: {type: string, format: uri}}}
            """
        #expect(try lines(schema, "Not") == ["1:1 format the document must be a DNS label, found the string \"Not\""])
        #expect(try lines(schema, "{kind: web}") == ["1:1 missing `url` is missing"])
        #expect(try lines(schema, "{url: x}").map { $0.split(separator: " ")[1] } == ["format", "missing"])
        #expect(try lines(schema, "3") == ["1:1 type the document must be a string or a mapping, found the integer 3"])
        #expect(
            try lines("{oneOf: [{const: a}, {const: b}]}", "c") == [
                "1:1 value the document must be one of the allowed values, found the string \"c\""
            ])
        #expect(
            try lines("{oneOf: [{type: string}, {minLength: 1}]}", "c") == [
                "1:1 value the document fits more than one of the allowed forms"
            ])
    }

    @Test("references recurse, and depth and work are bounded")
    func recursion() throws {
        let tree = "{$ref: '#/$defs/t', $defs: {t: {type: object, additionalProperties: {$ref: '#/$defs/t'}}}}"
        #expect(try lines(tree, "{a: {b: {}}}").isEmpty)
        #expect(try lines(tree, "{a: {b: 1}}") == ["1:9 type `a.b` must be a mapping, found the integer 1"])
        var deep: Node = [:]
        for _ in 0..<100 { deep = ["a": deep] }
        #expect(try Schema(yaml(tree)).validate(deep, codes: .testing, context: "").map(\.code) == ["range"])

        let branching = """
            $ref: '#/$defs/t'
            $defs:
              t:
                anyOf:
                  - {type: object, properties: {a: {$ref: '#/$defs/t'}, b: {type: string}}, required: [b]}
                  - {type: object, properties: {a: {$ref: '#/$defs/t'}, c: {type: string}}, required: [c]}
            """
        var wide: Node = [:]
        for _ in 0..<25 { wide = ["a": wide] }
        let schema = try Schema(yaml(branching))
        #expect(
            schema.validate(wide, codes: .testing, context: "").map(\.message) == [
                "the document takes more than 200000 steps to check"
            ])
        _ = schema.defaults(applying: wide, profile: nil)
    }

    @Test("odd keys and long values cannot spoil a message")
    func bounded() throws {
        let schema = try Schema(["additionalProperties": false, "properties": ["a": ["type": "integer"]]])
        let key = "x\n\u{1B}[31m" + String(repeating: "y", count: 10_000)
        let document = Node(.mapping(Mapping([(key, 1), ("a", Node(.string(key)))])))
        for finding in schema.validate(document, codes: .testing, context: "") {
            #expect(finding.message.utf8.count < 200)
            #expect(finding.message.unicodeScalars.allSatisfy { $0.value >= 32 })
        }
    }
}
