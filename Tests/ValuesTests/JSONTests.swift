import Testing
import Values

struct JSONTests {
    static let read: [(String, Value)] = [
        ("null", .null), (" true ", .bool(true)), ("0", .integer(0)), ("-0", .integer(0)),
        ("9223372036854775807", .integer(.max)),
        ("9223372036854775808", .double(9_223_372_036_854_775_808)), ("1.0", .double(1)), ("1e2", .double(100)),
        ("1E+2", .double(100)),
        ("-1.5e-3", .double(-0.0015)), ("\"\\ud83d\\ude00\"", .string("😀")),
        ("\"\\u00e9\\/\\b\\f\"", .string("é/\u{8}\u{C}")),
        ("\"\\u0000\"", .string("\u{0}")), ("[]", .list([])), ("{ }", .mapping([:])), ("[1 ,2]", .list([1, 2])),
        ("\u{FEFF}{\"a\" : [ {} ]}\r\n", .mapping(["a": [[:]]])), ("\"\u{7F}\u{2028}\"", .string("\u{7F}\u{2028}")),
    ]

    @Test(arguments: read)
    func validTextsAreRead(_ text: String, _ value: Value) throws {
        #expect(try json(text).value == value)
    }

    @Test(arguments: [
        ("", 1), (" ", 2), ("01", 2), ("-", 2), ("1.", 3), (".5", 1), ("1e", 3), ("+1", 1), ("0x1", 2), ("NaN", 1),
        ("tru", 1), ("truex", 5),
        ("'a'", 1), ("[1,]", 4), ("[1 2]", 4), ("[", 2), ("{\"a\"}", 5), ("{\"a\":}", 6), ("{\"a\":1,}", 8),
        ("{a:1}", 2), ("{1:1}", 2),
        ("\"a", 3), ("\"\\x\"", 2), ("\"\\u12\"", 6), ("\"\\ud83d\"", 2), ("\"\\ude00\"", 2), ("\"\\ud83d\\u0041\"", 2),
        ("\"\t\"", 2),
        ("\"\n\"", 2), ("1 2", 3), ("[] // c", 4), ("1e400", 1), ("[1]]", 4), ("\u{A0}1", 1), ("nul", 1), ("]", 1),
    ])
    func invalidTextsAreRefused(_ text: String, _ column: Int) {
        let error = failure { _ = try json(text) }
        #expect(error?.place.column == column, "\(String(describing: error))")
    }

    @Test func orderIsKeptAndPrettyIsReadable() {
        let tree: Node = ["b": [1, [:], []], "a": ["x": "é\"\\/\n\u{1}", "y": 1.0], "n": nil]
        #expect(JSON.write(tree) == "{\"b\":[1,{},[]],\"a\":{\"x\":\"é\\\"\\\\/\\n\\u0001\",\"y\":1.0},\"n\":null}")
        #expect(
            JSON.write(["b": [1, [:], []], "a": ["x": true]], pretty: true)
                == "{\n  \"b\": [\n    1,\n    {},\n    []\n  ],\n  \"a\": {\n    \"x\": true\n  }\n}\n")
    }

    @Test func canonicalSortsByBytes() {
        // In UTF-16 the emoji would come before U+FF5E.
        let tree: Node = ["😀": 1, "\u{FF5E}": 2, "b": [["z": 1, "a": 1.5]], "B": 1e21, "": -0.0]
        #expect(JSON.canonical(tree) == "{\"\":0.0,\"B\":1e+21,\"b\":[{\"a\":1.5,\"z\":1}],\"\u{FF5E}\":2,\"😀\":1}")
        #expect(JSON.canonical(["a": 1, "b": 2]) == JSON.canonical(["b": 2, "a": 1]))
        #expect(JSON.write([Node(.double(.nan)), Node(.double(.infinity))]) == "[null,null]")
    }
}
