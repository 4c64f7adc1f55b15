import Diagnostics
import Schema
import Testing
import Values

@Suite("Properties of the schema engine")
struct SchemaPropertyTests {
    @Test("random documents against random schemas never trap, and every finding is whole", arguments: [1, 2, 3])
    func neverTraps(seed: UInt64) {
        var random = RandomSchemas(seed: seed)
        var accepted = 0
        for round in 0..<400 {
            let node = random.schema()
            guard let schema = try? Schema(node) else { continue }
            accepted += 1
            _ = SchemaReference.markdown(schema, title: "T")
            _ = schema.exported(id: "https://example.org/s", title: "T")
            for _ in 0..<5 {
                let document = random.document()
                for finding in schema.validate(document, codes: .testing, context: "x") {
                    #expect(
                        !finding.message.isEmpty && finding.message.utf8.last != UInt8(ascii: "."),
                        "seed \(seed) round \(round)")
                }
                let filled = schema.defaults(applying: document, profile: "ha")
                if let mapping = document.mapping {
                    #expect(filled.mapping?.keys.starts(with: mapping.keys) == true, "seed \(seed) round \(round)")
                }
            }
        }
        #expect(accepted > 100, "seed \(seed): too few schemas are valid to mean anything")
    }

    @Test("an empty document filled with defaults lacks keys at most", arguments: [4, 5, 6])
    func filledDocument(seed: UInt64) throws {
        var random = RandomSchemas(seed: seed)
        var filledSome = 0
        for round in 0..<400 {
            // Only properties at the top: a branch or a fixed value may rightly refuse an empty document.
            let whole = random.schema()
            guard let properties = whole["properties"], let named = whole["$defs"] else { continue }
            let node: Node = [
                "type": "object", "additionalProperties": false, "required": ["a"], "properties": properties,
                "$defs": named,
            ]
            guard let schema = try? Schema(node) else { continue }
            let filled = schema.defaults(applying: [:], profile: nil)
            if filled.mapping?.isEmpty == false { filledSome += 1 }
            for finding in schema.validate(filled, codes: .testing, context: "") {
                #expect(
                    finding.code == "missing", "seed \(seed) round \(round): \(finding.message) in \(JSON.write(node))")
            }
        }
        #expect(filledSome > 5, "seed \(seed): too few defaults to mean anything")
    }
}
