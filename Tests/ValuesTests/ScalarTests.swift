import Testing
import Values

struct ScalarTests {
    static let resolved: [(String, Value)] = [
        ("~", .null), ("null", .null), ("NULL", .null), ("", .null), ("nULL", .string("nULL")),
        ("true", .bool(true)), ("False", .bool(false)), ("yes", .bool(true)), ("NO", .bool(false)), ("on", .bool(true)),
        ("Off", .bool(false)), ("y", .bool(true)), ("N", .bool(false)), ("yEs", .string("yEs")),
        ("tRUE", .string("tRUE")),
        ("0", .integer(0)), ("-0", .integer(0)), ("12", .integer(12)), ("+12", .integer(12)), ("-12", .integer(-12)),
        ("0x1F", .integer(31)), ("-0x1f", .integer(-31)), ("0o17", .integer(15)), ("0123", .integer(83)),
        ("0b101", .integer(5)), ("1_000", .integer(1000)), ("089", .double(89)), ("0x", .string("0x")),
        ("0xg", .string("0xg")),
        ("9223372036854775807", .integer(.max)), ("-9223372036854775808", .integer(.min)),
        ("9223372036854775808", .double(9_223_372_036_854_775_808)),
        ("-9223372036854775809", .double(-9.223372036854775809e18)),
        ("123456789012345678901234567890", .double(1.2345678901234568e29)),
        ("0xFFFFFFFFFFFFFFFF", .double(1.8446744073709552e19)),
        ("1.5", .double(1.5)), ("1e3", .double(1000)), ("1E-2", .double(0.01)), (".5", .double(0.5)),
        ("1.", .double(1)),
        ("-.5e1", .double(-5)), (".inf", .double(.infinity)), ("-.Inf", .double(-.infinity)), (".NaN", .double(.nan)),
        ("1e400", .string("1e400")), (".", .string(".")), ("1.2.3", .string("1.2.3")), ("1e", .string("1e")),
        ("inf", .string("inf")), ("nan", .string("nan")), ("0x1p4", .string("0x1p4")), ("+", .string("+")),
        ("_1", .string("_1")),
        ("1:20", .string("1:20")), ("2001-12-14", .string("2001-12-14")),
        ("2001-12-14 21:59:43", .string("2001-12-14 21:59:43")),
        ("=", .string("=")), ("a b", .string("a b")), ("\"yes\"", .string("yes")), ("'12'", .string("12")),
        ("''", .string("")),
    ]

    @Test(arguments: resolved)
    func plainScalarsMeanWhatKubernetesReadersAgreeOn(_ written: String, _ expected: Value) throws {
        #expect(try yaml("key: \(written)\n").at("key")?.value == expected)
    }

    static let tagged: [(String, Value)] = [
        ("!!str 12", .string("12")), ("!!str", .string("")), ("! 12", .string("12")), ("!!int \"12\"", .integer(12)),
        ("!!int 0x10", .integer(16)), ("!!bool 'yes'", .bool(true)), ("!!float 1", .double(1)),
        ("!!float .inf", .double(.infinity)),
        ("!!null ''", .null), ("!!null null", .null), ("!!binary aGVs\n  bG8=", .string("hello")),
        ("!!binary ''", .string("")),
        ("!!binary YQ==", .string("a")), ("!!seq [1]", .list([1])), ("!!map {a: 1}", .mapping(["a": 1])),
        ("!<tag:yaml.org,2002:str> 1", .string("1")),
    ]

    @Test(arguments: tagged)
    func tagsAreHonoured(_ written: String, _ expected: Value) throws {
        #expect(try yaml("key: \(written)\n").at("key")?.value == expected)
    }

    @Test(arguments: [
        ("!!int abc", "\"abc\" does not fit its tag !!int"), ("!!int 1.5", "\"1.5\" does not fit its tag !!int"),
        ("!!bool 1", "\"1\" does not fit its tag !!bool"), ("!!null a", "\"a\" does not fit its tag !!null"),
        ("!!float a", "\"a\" does not fit its tag !!float"),
        ("!!binary a", "\"a\" does not fit its tag !!binary (base64)"),
        ("!!binary =", "\"=\" does not fit its tag !!binary (base64)"),
        ("!!binary /w==", "the !!binary value is not text in UTF-8"),
        ("!!timestamp 2001-12-14", "the tag !!timestamp is not supported"), ("!Ref a", "the tag !Ref is not supported"),
        ("!Ref [a]", "the tag !Ref is not supported"), ("!!set {a}", "the tag !!set is not supported"),
        ("!!map [a]", "the tag !!map is not supported"),
    ])
    func tagsThatDoNotFitAreErrors(_ written: String, _ message: String) {
        let error = failure { _ = try yaml("a: 1\nkey: \(written)\n") }
        #expect(error?.message == message)
        #expect(error?.place.line == 2)
        #expect(error?.place.column == 6)
    }

    @Test func keysAreTheirText() throws {
        let keys = try yaml("1: a\ntrue: b\non: c\n~: d\n0x10: e\n? f\n: g\n\"12\": h\n?\n: i\n&x j: k\n1.50: l\n")
            .mapping?.keys
        #expect(keys == ["1", "true", "on", "~", "0x10", "f", "12", "", "j", "1.50"])
        #expect(try yaml("- &k name\n- *k : value\n") == ["name", ["name": "value"]])
    }

    @Test(arguments: ["[a]: b", "{a: b}: c", "? - a\n: b", "? [a]\n: b"])
    func collectionsAreNoKeys(_ text: String) {
        let error = failure { _ = try yaml(text) }
        #expect(error?.message.hasSuffix("cannot be a key") == true, "\(String(describing: error))")
    }
}
