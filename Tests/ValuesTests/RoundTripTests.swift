import TestSupport
import Testing
import Values

struct RoundTripTests {
    @Test func nastyTextsComeBack() throws {
        for text in nastyTexts {
            let trees: [Node] = [
                Node(.string(text)), [Node(.string(text)), 1],
                Node(.mapping([text: Node(.string(text)), text + "x": 1])),
                ["a": ["b": Node(.string(text)), "c": [Node(.string(text))]], "d": [[Node(.string(text))]]],
            ]
            for tree in trees {
                let written = YAML.write(tree)
                #expect((try? yaml(written)) == tree, "\(written.debugDescription)")
                #expect((try? json(JSON.write(tree))) == tree, "\(written.debugDescription)")
            }
        }
    }

    @Test(arguments: 0..<60)
    func randomTreesComeBackFromYAML(_ seed: Int) throws {
        var generator = TreeGenerator(seed: seed)
        let trees = (0..<20).map { _ in generator.node() }
        for tree in trees {
            let written = YAML.write(tree)
            #expect(try yaml(written) == tree, "seed \(seed): \(written.debugDescription)")
        }
        let documents = YAML.write(documents: trees)
        #expect(try YAML.parse(Array(documents.utf8), file: "f") == trees, "seed \(seed)")
    }

    @Test(arguments: 0..<60)
    func randomTreesComeBackFromJSON(_ seed: Int) throws {
        var generator = TreeGenerator(seed: seed, withoutJSON: false)
        for _ in 0..<20 {
            let tree = generator.node()
            #expect(try json(JSON.write(tree)) == tree, "seed \(seed)")
            #expect(try json(JSON.write(tree, pretty: true)) == tree, "seed \(seed)")
            let canonical = JSON.canonical(tree)
            #expect(try JSON.canonical(json(canonical)) == canonical, "seed \(seed)")
            #expect(try json(canonical).difference(from: tree).isEmpty, "seed \(seed)")
        }
    }

    @Test(arguments: 0..<30)
    func whatIsLeftOutIsGoneWithAllBelow(_ seed: Int) throws {
        func without(_ node: Node) -> Node {
            switch node.value {
            case .list(let items): Node(.list(items.map(without)))
            case .mapping(let mapping):
                Node(.mapping(Mapping(mapping.entries.filter { $0.key != "name" }.map { ($0.key, without($0.value)) })))
            default: node
            }
        }
        var generator = TreeGenerator(seed: seed, withoutJSON: false)
        for _ in 0..<40 {
            let tree: Node = [
                "a": generator.node(), "name": generator.node(),
                "b": ["name": generator.node(), "c": generator.node()],
            ]
            for text in [JSON.write(tree), JSON.write(tree, pretty: true)] {
                #expect(
                    try JSON.parse(Array(text.utf8), file: "f", leavingOut: ["name"]) == without(tree),
                    "seed \(seed): \(text)")
            }
        }
        for text in [
            "{\"name\":}", "{\"name\":,}", "{\"name\":[1}", "{\"name\":\"a}", "{\"name\":", "{\"name\":{\"a\":[}",
        ] {
            #expect(failure { _ = try JSON.parse(Array(text.utf8), file: "f", leavingOut: ["name"]) } != nil, "\(text)")
        }
    }

    static let valid = [
        "# c\na: &x {b: [1, 2.5, 'it''s'], c: \"\\u00e9\\n\"}\nd: *x\ne:\n  <<: *x\n  f: |2-\n     text\n    more\n  g: >+\n    folded\n\n",
        "--- !!map\n? a\n: - b\n  - - c\n    - !!str 1\n...\n---\n\"k\": [~, yes, 0x1F, .inf]\n",
        "æ: ø\r\nå: '日本語'\r\nz: 😀\r\n",
        "{\"a\": [1, -2.5e3, true, null, \"\\ud83d\\ude00 \\n\"], \"b\": {}}",
    ]

    @Test(arguments: 0..<40)
    func damagedTextsAreReadOrRefused(_ seed: Int) {
        var random = SeededGenerator(seed: seed)
        let signs = Array("\n\t -:?#&*!|>'\"%@`{}[],<=~\\0a\u{7F}é".utf8) + [0, 0xFF, 0xC3, 0x80]
        for text in Self.valid {
            for _ in 0..<50 {
                var bytes = Array(text.utf8)
                for _ in 0..<Int.random(in: 1...4, using: &random) where !bytes.isEmpty {
                    let position = Int.random(in: 0..<bytes.count, using: &random)
                    switch Int.random(in: 0..<5, using: &random) {
                    case 0: bytes[position] = UInt8.random(in: .min ... .max, using: &random)
                    case 1: bytes[position] = signs.randomElement(using: &random) ?? 0
                    case 2: bytes.insert(signs.randomElement(using: &random) ?? 0, at: position)
                    case 3: bytes.remove(at: position)
                    default: bytes.insert(contentsOf: bytes[position...].prefix(20), at: position)
                    }
                }
                // What is read must come back; what is refused must say where.
                if let documents = try? YAML.parse(bytes, file: "f") {
                    for document in documents {
                        #expect((try? yaml(YAML.write(document))) == document, "seed \(seed): \(bytes)")
                    }
                } else {
                    let error = failure { _ = try YAML.parse(bytes, file: "f") }
                    #expect((error?.place.line ?? 0) >= 1 && (error?.place.column ?? 0) >= 1, "seed \(seed): \(bytes)")
                }
                if let tree = try? JSON.parse(bytes, file: "f") {
                    #expect((try? json(JSON.write(tree))) == tree, "seed \(seed): \(bytes)")
                }
            }
        }
    }

    @Test func theSameTreeGivesTheSameBytes() {
        var first = TreeGenerator(seed: 7)
        var second = TreeGenerator(seed: 7)
        for _ in 0..<20 { #expect(YAML.write(first.node()) == YAML.write(second.node())) }
    }
}
