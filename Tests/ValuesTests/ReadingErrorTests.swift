import Testing
import Values

struct ReadingErrorTests {
    @Test func duplicateKeysNameBothPlaces() {
        let error = failure { _ = try yaml("a: 1\nb:\n  c: 1\n  d: 2\n  \"c\": 3\n") }
        #expect(error?.message == "the key \"c\" is here twice, first at test.yaml:3:3")
        #expect(error?.place == Place(file: "test.yaml", line: 5, column: 3))
        let inJSON = failure { _ = try json("{\"a\": 1,\n \"\\u0061\": 2}") }
        #expect(inJSON?.message == "the key \"a\" is here twice, first at test.json:1:2")
        #expect(inJSON?.place.line == 2)
    }

    @Test func keysAreComparedByBytes() throws {
        #expect(try yaml("\u{E9}: 1\ne\u{301}: 2\n").mapping?.count == 2)
    }

    @Test(arguments: [
        ("a:\n\tb: 1\n", "a tab cannot indent in YAML", 2, 1), ("a: b: c\n", "a key is not possible here", 1, 5),
        ("a: 'b\n", "the text ends inside quotes, begun in line 1", 2, 1),
        ("a: @b\n", "a value cannot begin with `@`", 1, 4),
        ("a: [1\nb: 2\n", "expected `,` or `]` in the list, begun in line 1", 2, 2),
        ("a: \"\\q\"\n", "unknown escape in double quotes", 1, 5),
        ("a: \"\\ud83d\\ude00\"\n", "the escape names no Unicode character", 1, 7),
        ("a\u{1}: 1\n", "the control character U+0001 is not allowed", 1, 2),
        ("a: 1\n  b: 2\n", "a key is not possible here", 2, 4),
        ("- a\nb: 1\n", "expected `-` of the list, begun in line 1", 2, 1),
    ])
    func faultsAreWordedWithTheirPlace(_ text: String, _ message: String, _ line: Int, _ column: Int) {
        let error = failure { _ = try yaml(text) }
        #expect(error?.message == message)
        #expect(error?.place == Place(file: "test.yaml", line: line, column: column))
    }

    @Test func aTabGetsAHint() {
        #expect(failure { _ = try yaml("a:\n\tb: 1\n") }?.hint == "use spaces")
        #expect(failure { _ = try yaml("a:\n\t- 1\n") }?.hint == "use spaces")
    }

    @Test(
        arguments: [
            ([0x61, 0x3A, 0x20, 0x00], "the file is not text: it holds a NUL byte", 4),
            ([0x61, 0xC3, 0x28], "the file is not valid UTF-8 text: byte 0xC3 does not belong here", 2),
            ([0xC0, 0x80], "the file is not valid UTF-8 text: byte 0xC0 does not belong here", 1),
            ([0x61, 0xED, 0xA0, 0x80], "the file is not valid UTF-8 text: byte 0xED does not belong here", 2),
            ([0xF4, 0x90, 0x80, 0x80], "the file is not valid UTF-8 text: byte 0xF4 does not belong here", 1),
            ([0xE2, 0x82], "the file is not valid UTF-8 text: byte 0xE2 does not belong here", 1),
            ([0xFF, 0xFE, 0x61, 0x00], "the file is UTF-16 text, expected UTF-8", 1),
        ] as [([UInt8], String, Int)])
    func binaryInputIsNoText(_ bytes: [UInt8], _ message: String, _ column: Int) {
        for error in [
            failure { _ = try YAML.parse(bytes, file: "f") }, failure { _ = try JSON.parse(bytes, file: "f") },
        ] {
            #expect(error?.message == message)
            #expect(error?.place == Place(file: "f", line: 1, column: column))
        }
    }

    @Test func documentsAreCounted() throws {
        for empty in ["", "\n", "# nothing\n", "\u{FEFF}"] {
            #expect(try YAML.parse(Array(empty.utf8), file: "f").isEmpty)
            #expect(failure { _ = try yaml(empty) }?.message == "the file is empty")
        }
        #expect(try YAML.parse(Array("a\n---\nb: 1\n...\n---\n".utf8), file: "f") == ["a", ["b": 1], nil])
        let error = failure { _ = try yaml("a: 1\n---\nb: 1\n") }
        #expect(error?.message == "the file holds 2 documents, expected one")
        #expect(error?.place.line == 3)
    }
}
