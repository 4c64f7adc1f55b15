import Testing
import Values

struct AnchorTests {
    @Test func aliasesRepeatTheirValue() throws {
        #expect(try yaml("a: &x {b: [1]}\nc: *x\n") == ["a": ["b": [1]], "c": ["b": [1]]])
        #expect(try yaml("- &x 1\n- &x 2\n- *x\n") == [1, 2, 2])
    }

    @Test func explicitKeysWinOverMergedOnes() throws {
        let text = """
            base: &base {a: 1, b: 2}
            more: &more {b: 3, c: 4}
            one: {b: 9, <<: *base}
            two: {<<: [*base, *more], d: 5}
            three: {"<<": 1}
            four: {!!merge <<: *base}
            """
        let tree = try yaml(text)
        #expect(tree.at("one") == ["a": 1, "b": 9])
        #expect(tree.at("two") == ["a": 1, "b": 2, "c": 4, "d": 5])
        #expect(tree.at("three") == ["<<": 1])
        #expect(tree.at("four") == ["a": 1, "b": 2])
    }

    @Test(arguments: [
        ("a: *b\n", "the alias *b has no anchor", 1),
        ("a: &a [*a]\n", "the alias *a stands for something that contains it", 1),
        ("&a {b: *a}\n", "the alias *a stands for something that contains it", 1),
        ("a: &a 1\nb: &a [*a]\n", "the alias *a stands for something that contains it", 2),
        ("--- &a 1\n--- *a\n", "the alias *a has no anchor", 2), ("a: {<<: 1}\n", "<< expects a mapping", 1),
        ("a: {<<: [1]}\n", "<< expects a mapping", 1),
        ("a: {<<: {b: 1}, <<: {c: 1}}\n", "the key \"<<\" is here twice", 1),
    ])
    func wrongAliasesAreErrors(_ text: String, _ message: String, _ line: Int) {
        let error = failure { _ = try YAML.parse(Array(text.utf8), file: "f") }
        #expect(error?.message.hasPrefix(message) == true, "\(String(describing: error))")
        #expect(error?.place.line == line)
    }

    @Test func repetitionIsBounded() {
        // Each line repeats the one before ten times: a billion values in 200 bytes.
        var lists = "a: &x0 [1, 1, 1, 1, 1, 1, 1, 1, 1, 1]\n"
        var merges = "a: &x0 {k: v, l: v, m: v, n: v, o: v, p: v, q: v}\n"
        for index in 1..<30 {
            let aliases = repeatElement("*x\(index - 1)", count: 10).joined(separator: ", ")
            lists += "k\(index): &x\(index) [\(aliases)]\n"
            merges += "k\(index): &x\(index) {<<: [\(aliases)], z: [*x\(index - 1), *x\(index - 1)]}\n"
        }
        let huge =
            "a: &x \(String(repeating: "x", count: 1 << 20))\nb: [\(repeatElement("*x", count: 100).joined(separator: ","))]\n"
        for text in [lists, merges, huge] {
            let error = failure { _ = try yaml(text) }
            #expect(error?.message == "aliases repeat too much, more than 200000 values")
        }
    }

    @Test func depthCountsThroughAliases() {
        var text = "k0: &x0 [1]\n"
        for index in 1..<300 { text += "k\(index): &x\(index) [*x\(index - 1)]\n" }
        #expect(failure { _ = try yaml(text) }?.message.hasPrefix("nested too deeply") == true)
    }
}
