import Diagnostics
import Schema
import Testing
import Values

@Suite(
    "Agreement with Python's jsonschema", .enabled(if: Python.isPresent, "SKIPPED: python3 with jsonschema is missing"))
struct InteropTests {
    /// Checks every schema against the meta-schema, then every document against its schema.
    private static let script = """
        import json, sys
        from jsonschema import Draft202012Validator as V
        result = []
        for case in json.load(open(sys.argv[1], encoding="utf-8")):
            V.check_schema(case["schema"])
            validator = V(case["schema"])
            result.append([validator.is_valid(document) for document in case["documents"]])
        json.dump(result, sys.stdout)
        """

    private typealias Case = (schema: Schema, documents: [Node])

    private func compare(_ cases: [Case], _ label: String) throws {
        let input = cases.map { one -> Node in
            let exported = one.schema.exported(id: "https://example.org/schema.json", title: "Test")
            return Node(.mapping(Mapping([("schema", exported), ("documents", Node(.list(one.documents)))])))
        }
        let output = try Python.run(Self.script, input: JSON.write(Node(.list(input))))
        let verdicts = try #require(JSON.parse(output, file: "python").list)
        #expect(verdicts.count == cases.count)
        for (one, verdict) in zip(cases, verdicts) {
            for (document, theirs) in zip(one.documents, verdict.list ?? []) {
                let ours = one.schema.validate(document, codes: .testing, context: "")
                #expect(
                    ours.isEmpty == theirs.bool,
                    "\(label): \(JSON.write(document)) against \(JSON.write(one.schema.node)): \(ours.map(\.message))")
            }
        }
    }

    @Test("both say the same of a table of documents")
    func table() throws {
        let schemas = [
            "{type: object, required: [a], additionalProperties: false, properties: {a: {type: integer}, b: {$ref: '#/$defs/b'}}, $defs: {b: {enum: [1, x, null, [1], {k: 1}]}}}",
            "{type: [integer, string], minimum: 1, maximum: 3, minLength: 2, maxLength: 3}",
            "{type: array, uniqueItems: true, minItems: 1, maxItems: 3, items: {type: [number, boolean]}}",
            "{anyOf: [{type: string}, {type: object, required: [k]}], default: x, deprecated: true, x-place: {}}",
            "{oneOf: [{type: integer}, {type: number, minimum: 2}], examples: [1]}",
            "{anyOf: [{type: array}, {const: true, anyOf: [{type: string}, {type: integer}]}]}",
            "{type: object, propertyNames: {format: env-name}, additionalProperties: {const: 1}}",
            "{$ref: '#/$defs/t', $defs: {t: {type: object, additionalProperties: {$ref: '#/$defs/t'}}}}",
        ]
        let documents = [
            "{a: 1}", "{a: 1.0}", "{a: 1.5}", "{}", "{a: 1, c: 2}", "{a: 1, b: null}", "{a: 1, b: [1]}",
            "{a: 1, b: {k: 1.0}}",
            "{a: 1, b: true}", "2", "0", "4", "2.0", "'x'", "'xx'", "'æøå'", "'four'", "[]", "[1]", "[1, true]",
            "[1, 1.0]", "[0, false]",
            "[1, 2, 3, 4]", "['x']", "{k: 1}", "{A_B: 1}", "{a-b: 1}", "{A: true}", "null", "true", "{x: {y: {}}}",
            "{x: {y: 1}}",
        ]
        let nodes = try documents.map(yaml)
        try compare(try schemas.map { (try Schema(yaml($0)), nodes) }, "table")
    }

    @Test("the pattern of every format takes all valid strings, and refuses what it can")
    func patterns() throws {
        let cases = try FormatSamples.all.map { sample -> Case in
            let schema = try Schema(["type": "string", "format": Node(.string(sample.format))])
            return (schema, (sample.valid + sample.invalid).map { Node(.string($0)) })
        }
        try compare(cases, "format")
    }

    @Test("both say the same of random schemas and documents", arguments: [7, 8])
    func random(seed: UInt64) throws {
        var random = RandomSchemas(seed: seed)
        var cases: [Case] = []
        while cases.count < 250 {
            let schema = try? Schema(random.schema())
            let documents = (0..<12).map { _ in random.document() }
            if let schema { cases.append((schema, documents)) }
        }
        try compare(cases, "seed \(seed)")
    }
}
