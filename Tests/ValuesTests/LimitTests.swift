import Testing
import Values

struct LimitTests {
    @Test(arguments: ["[", "{a: ", "- ", "? ", "{", "[{a: ", "- - ? "])
    func deepNestingIsAnError(_ opening: String) {
        let error = failure { _ = try yaml(String(repeating: opening, count: 20_000)) }
        #expect(error?.message.hasPrefix("nested too deeply") == true, "\(String(describing: error))")
    }

    @Test(arguments: ["[", "{\"a\":", "[{\"a\":"])
    func deepJSONIsAnError(_ opening: String) {
        let error = failure { _ = try json(String(repeating: opening, count: 20_000)) }
        #expect(error?.message.hasPrefix("nested too deeply") == true)
    }

    @Test func theDepthLimitIsExact() throws {
        func nested(_ depth: Int) -> String {
            String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
        }
        #expect(try yaml(nested(200)) == json(nested(200)))
        #expect(failure { _ = try yaml(nested(201)) } != nil)
        #expect(failure { _ = try json(nested(201)) } != nil)
        #expect(YAML.Limits(depth: 1_000_000).depth == YAML.Limits.greatestDepth)
    }

    @Test func theDeepestTreeCanBeUsed() throws {
        var deep: Node = 1
        var other: Node = 1
        for level in 0..<YAML.Limits.greatestDepth {
            deep = level % 2 == 0 ? [deep] : ["key": deep]
            other = level % 2 == 0 ? [other] : ["key": other]
        }
        #expect(deep == other)
        #expect(deep.difference(from: other).isEmpty)
        #expect(deep.leafPaths().count == 1)
        #expect(deep.merged(with: other, nullDeletes: true) == deep)
        let limits = YAML.Limits(depth: YAML.Limits.greatestDepth)
        #expect(try yaml(YAML.write(deep), limits: limits) == deep)
        #expect(try json(JSON.write(deep, pretty: true), limits: limits) == deep)
    }

    @Test func lengthIsRefusedBeforeReading() {
        let error = failure { _ = try YAML.parse([UInt8](repeating: 0, count: (16 << 20) + 1), file: "f") }
        #expect(error?.message == "the file has 16777217 bytes, more than the 16777216 that are accepted")
        #expect(failure { _ = try json("[1]", limits: YAML.Limits(bytes: 2)) } != nil)
    }

    @Test func numbersOfNodesAreBounded() {
        let limits = YAML.Limits(nodes: 3)
        #expect(failure { _ = try yaml("[1, 2, 3]", limits: limits) }?.message == "too many values, more than 3")
        #expect(failure { _ = try json("[1, 2, 3]", limits: limits) }?.message == "too many values, more than 3")
        #expect(failure { _ = try yaml("[1, 2]", limits: limits) } == nil)
    }

    @Test func manyKeysAndHugeTextsAreRead() throws {
        // Quadratic work on this many keys would not end within the patience of whoever runs this.
        let keys = (0..<100_000).map { "key\($0)" }
        let tree = try yaml(keys.map { "\($0): 1\n" }.joined())
        #expect(tree.mapping?.count == 100_000)
        #expect(tree.mapping?["key99999"] == 1)
        #expect(try json(JSON.write(tree)) == tree)
        #expect(tree.merged(with: tree, nullDeletes: true).mapping?.count == 100_000)
        let huge = String(repeating: "0", count: 4 << 20)
        #expect(try yaml("a: \(huge)\nb: \"\(huge)\"\n").at("b")?.string?.utf8.count == 4 << 20)
        #expect(try json("\"\(huge)\"").string?.utf8.count == 4 << 20)
    }

    @Test func manyTagDirectivesAreRefused() {
        let directives = (0..<100_000).map { "%TAG !t\($0)! tag:a\n" }.joined()
        #expect(failure { _ = try yaml(directives + "---\na: 1\n") }?.message == "too many directives, more than 64")
        #expect(failure { _ = try yaml("%YAML 1.1\n%TAG !t! tag:yaml.org,2002:\n---\n!t!str 1\n") } == nil)
    }
}
