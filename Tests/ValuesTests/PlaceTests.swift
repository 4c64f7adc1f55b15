import Testing
import Values

struct PlaceTests {
    private func position(_ node: Node?) -> String? {
        node?.place.map { "\($0.line):\($0.column)" }
    }

    @Test(arguments: ["\n", "\r\n", "\r"])
    func everyNodeKnowsLineAndColumn(_ lineEnd: String) throws {
        let text = ["# æ", "a: 1", "b:", "  - x", "  - {c: \"y\"}", "d: |", "  text", ""].joined(separator: lineEnd)
        for mark in ["", "\u{FEFF}"] {
            let tree = try yaml(mark + text)
            #expect(position(tree) == "2:1")
            #expect(position(tree.at("a")) == "2:4")
            #expect(position(tree.at("b")) == "4:3")
            #expect(position(tree.at("b", "0")) == "4:5")
            #expect(position(tree.at("b", "1", "c")) == "5:9")
            #expect(position(tree.at("d")) == "6:4")
            #expect(tree.mapping?.entry("d")?.keyPlace == Place(file: "test.yaml", line: 6, column: 1))
            #expect(tree.at("d")?.string == "text\n")
        }
        #expect(Place(file: "a.yaml", line: 3, column: 7).description == "a.yaml:3:7")
    }

    @Test func columnsCountUnicodeScalars() throws {
        // Two scalars for the e with its accent, one for the emoji, although they have more bytes.
        #expect(position(try yaml("{e\u{301}😀: [æ, x]}").at("e\u{301}😀", "1")) == "1:11")
        #expect(position(try json("{\"e\u{301}😀\": [\"æ\", 1]}").at("e\u{301}😀", "1")) == "1:15")
        #expect(position(try json("{\r\n \"æ\":\r [\"ø\",\n\"å\" , 1]}").at("æ", "2")) == "4:7")
    }

    @Test(arguments: ["\u{85}", "\u{2028}", "\u{2029}"])
    func onlyEditorsLineEndsCount(_ odd: String) throws {
        let tree = try yaml("a: 'x\(odd)y'\nb: æ\r\nc: 1\n")
        #expect(position(tree.at("b")) == "2:4")
        #expect(position(tree.at("c")) == "3:4")
    }

    @Test func aliasesKeepThePlaceOfTheirValue() throws {
        let tree = try yaml("a: &x 1\nb: *x\nc:\n  <<: {d: 2}\n")
        #expect(position(tree.at("b")) == "1:4")
        #expect(position(tree.at("c", "d")) == "4:11")
        #expect(tree.mapping?.entry("b")?.keyPlace?.line == 2)
    }

    @Test func aTextCutOutOfAFileKeepsItsLines() throws {
        let documents = try YAML.parse(Array("a: 1\n".utf8), file: "f", firstLine: 40)
        #expect(position(documents.first) == "40:1")
        #expect(failure { _ = try YAML.parse(Array("a: [\n".utf8), file: "f", firstLine: 40) }?.place.line == 41)
    }
}
