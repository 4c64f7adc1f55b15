import Diagnostics
import Schema
import Testing
import Values

@Suite("Reading a schema")
struct SchemaReadingTests {
    @Test(
        "a wrong schema is refused, and says what is wrong",
        arguments: [
            ("{tpye: string}", "`tpye` is not a keyword of this schema language"),
            ("{properties: {a: {patern: x}}}", "`properties.a.patern` is not a keyword of this schema language"),
            ("{type: text}", "`type` names an unknown type \"text\""),
            ("{type: []}", "`type` must be at least one type, found a list"),
            ("{format: dns}", "`format` names an unknown format \"dns\""),
            ("{minItems: -1}", "`minItems` must be an integer of 0 or more, found the integer -1"),
            ("{enum: []}", "`enum` must be a list with at least one item, found a list"),
            ("{required: [a, a]}", "`required[1]` repeats \"a\""),
            ("{properties: {a: 3}}", "the schema `properties.a` must be a mapping, found the integer 3"),
            ("{$ref: '#/$defs/nope'}", "`$ref` refers to \"nope\", which `$defs` does not have"),
            (
                "{$ref: 'other.json'}",
                "`$ref` must be a reference of the form #/$defs/<name>, found the string \"other.json\""
            ),
            ("{items: {$defs: {}}}", "`items.$defs` may only stand at the root of a schema"),
            ("{propertyNames: {minLength: 1}}", "`propertyNames.minLength` is not supported: only `format`"),
            (
                "{$defs: {a: {$ref: '#/$defs/b'}, b: {anyOf: [{$ref: '#/$defs/a'}]}}}",
                "`$defs.a` leads back to itself without a key or an item in between"
            ),
            ("{type: integer, default: x}", "`default` must be an integer, found the string \"x\""),
            (
                "{properties: {a: {maximum: 2, x-profiles: {ha: 3}}}}",
                "`properties.a.x-profiles.ha` must be at most 2, found 3"
            ),
        ])
    func refused(text: String, message: String) throws {
        let node = try yaml(text)
        let error = #expect(throws: FindingsError.self) { try Schema(node, code: "S1") }
        #expect(error?.findings.first?.message == message)
        #expect(error?.findings.allSatisfy { $0.code == "S1" } == true)
    }

    @Test("an unknown keyword gets a suggestion and a place")
    func suggestion() throws {
        let node = try yaml("properties:\n  a:\n    minimun: 3\n")
        let error = #expect(throws: FindingsError.self) { try Schema(node) }
        #expect(error?.findings.first?.hint == "did you mean `minimum`?")
        #expect(error?.findings.first?.place?.line == 3)
    }

    @Test("x- keywords are kept")
    func extensions() throws {
        let node = try yaml("{x-place: {a: [1]}, properties: {a: {x-note: hi}}}")
        let schema = try Schema(node)
        #expect(schema.node == node)
        #expect(schema.exported(id: "https://example.org/s", title: "S")["x-place"] == ["a": [1]])
    }

    @Test("a schema nested without end is refused")
    func deep() {
        var node: Node = ["type": "string"]
        for _ in 0..<200 { node = ["items": node] }
        #expect(throws: FindingsError.self) { try Schema(node) }
    }
}
