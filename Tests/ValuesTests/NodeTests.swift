import Testing
import Values

struct NodeTests {
    @Test func kindsAreToldApart() {
        let nodes: [(Node, String)] = [
            (nil, "null"), (true, "boolean"), (1, "integer"), (1.5, "number"), ("a", "string"), ([1], "list"),
            (["a": 1], "mapping"),
        ]
        for (index, (node, name)) in nodes.enumerated() {
            #expect(node.typeName == name)
            for (other, (second, _)) in nodes.enumerated() { #expect((node == second) == (index == other)) }
        }
        #expect(Node(1).double == 1 && Node(1).integer == 1 && Node(1.0).integer == nil && Node("a").string == "a")
        #expect(
            Node(nilLiteral: ()).isNull && Node(true).bool == true && Node("a").mapping == nil && Node("a").list == nil)
        #expect(Node(.string("\u{E9}")) != Node(.string("e\u{301}")))
        #expect(Node(.integer(1), place: Place(file: "f", line: 1, column: 1)) == 1)
    }

    @Test func pathsLeadToNodes() throws {
        var tree: Node = ["a": ["b": [["c": 1], 2]], "d.e": nil]
        #expect(tree.at("a", "b", "0", "c") == 1)
        #expect(tree.at("a", "b", "1") == 2)
        #expect(tree.at("a", "b", "2") == nil && tree.at("a", "b", "-1") == nil && tree.at("a", "x") == nil)
        #expect(tree.at() == tree)
        #expect(tree.at("d.e")?.isNull == true)
        tree["a"]?["b"] = 3
        tree["new"] = [1]
        tree["d.e"] = nil as Node?
        tree.set("x", at: ["a", "deep", "er"])
        tree.set(5, at: ["new", "k"])
        #expect(tree == ["a": ["b": 3, "deep": ["er": "x"]], "new": ["k": 5]])
        var text: Node = "a"
        text["k"] = nil as Node?
        #expect(text == "a")
    }

    @Test func leavesHaveReadablePaths() throws {
        let tree: Node = ["a": ["b": [["c": 1], []], "x.y/z": true, "": nil, "æ-1": 2], "e": [:]]
        let paths = tree.leafPaths().map(\.path.description)
        #expect(paths == ["a.b[0].c", "a.b[1]", "a[\"x.y/z\"]", "a[\"\"]", "a.æ-1", "e"])
        for leaf in tree.leafPaths() { #expect(tree.at(leaf.path) == leaf.node) }
        #expect(Node(1).leafPaths().map(\.path.description) == [""])
        #expect(NodePath([.index(0), .key("a")]).description == "[0].a")
    }

    @Test func mappingsKeepOrderAndFindBytes() {
        for count in [0, 1, 8, 9, 10, 200] {
            var mapping = Mapping((0..<count).map { ("k\($0)", Node(.integer(Int64($0)))) })
            #expect(mapping.count == count && mapping.isEmpty == (count == 0))
            for index in 0..<count { #expect(mapping["k\(index)"]?.integer == Int64(index)) }
            #expect(mapping["none"] == nil)
            mapping["\u{E9}"] = 1
            #expect(mapping["e\u{301}"] == nil)
            mapping["e\u{301}"] = 2
            #expect(mapping["\u{E9}"] == 1)
            for index in stride(from: 0, to: count, by: 2) { #expect(mapping.removeValue(forKey: "k\(index)") != nil) }
            #expect(mapping.removeValue(forKey: "k0") == nil)
            let odd = stride(from: 1, to: count, by: 2).map { "k\($0)" }
            #expect(mapping.keys.map { Array($0.utf8) } == (odd + ["\u{E9}", "e\u{301}"]).map { Array($0.utf8) })
            for key in odd { #expect(mapping[key] != nil) }
        }
    }

    @Test func mappingsTakeTheLastOfEqualKeys() {
        let mapping: Mapping = ["a": 1, "b": 2, "a": 3]
        #expect(mapping.keys == ["a", "b"])
        #expect(mapping["a"] == 3)
        #expect(Mapping([("a", 1), ("b", 2)]) != Mapping([("b", 2), ("a", 1)]))
    }

    @Test func overlaysKeepThePlacesOfBothTexts() throws {
        let base = try YAML.parseSingle(Array("a: {x: 1, y: 2}\nb: [1, 2]\nc: 1\n".utf8), file: "base")
        let overlay = try YAML.parseSingle(
            Array("c: null\n\na: {y: 3, z: {n: ~, k: 4}}\nb: [~]\nd: 5\n".utf8), file: "over")
        let merged = base.merged(with: overlay, nullDeletes: true)
        #expect(merged == ["a": ["x": 1, "y": 3, "z": ["k": 4]], "b": [nil], "d": 5])
        #expect(merged.at("a")?.place?.file == "base" && merged.at("a", "x")?.place?.file == "base")
        #expect(merged.at("a", "y")?.place == Place(file: "over", line: 3, column: 8))
        #expect(merged.at("a")?.mapping?.entry("y")?.keyPlace == Place(file: "over", line: 3, column: 5))
        #expect(
            merged.mapping?.entry("a")?.keyPlace?.file == "base" && merged.mapping?.entry("b")?.keyPlace?.file == "over"
        )
        let kept = base.merged(with: overlay, nullDeletes: false)
        #expect(kept == ["a": ["x": 1, "y": 3, "z": ["n": nil, "k": 4]], "b": [nil], "c": nil, "d": 5])
        #expect(Node(1).merged(with: ["a": nil], nullDeletes: true) == [:])
        #expect(base.merged(with: 1, nullDeletes: true) == 1)
    }

    @Test func differencesNamePaths() {
        let old: Node = ["a": 1, "b": ["x": [1, 2, 3], "y": 1], "c": [:], "d": 1]
        let new: Node = ["d": 1, "b": ["x": [1, 5], "y": 1.0, "z": nil], "a": 1, "c": []]
        let changes = new.difference(from: old)
        #expect(changes.map(\.path.description) == ["b.x[1]", "b.x[2]", "b.y", "b.z", "c"])
        #expect(
            changes.map(\.kind) == [
                .changed(from: 2, to: 5), .removed(3), .changed(from: 1, to: 1.0), .added(nil),
                .changed(from: [:], to: []),
            ])
        #expect(old.difference(from: old).isEmpty)
    }
}
