import Glibc
import Testing
import Values

/// Other readers' view of what is written: PyYAML, which follows YAML 1.1, and Python's JSON.
struct PyYAMLTests {
    /// Compares `{"yaml": ..., "json": ...}` pairs and prints the indices of those that differ.
    private static let script = """
        import json, math, sys, yaml
        def same(a, b):
            if type(a) is not type(b): return False
            if isinstance(a, dict): return list(a) == list(b) and all(same(a[k], b[k]) for k in a)
            if isinstance(a, list): return len(a) == len(b) and all(map(same, a, b))
            return a == b or (a != a and b != b)
        def read(t):
            try: return yaml.safe_load(t)
            except Exception as e: return (str(e),)
        cases = json.load(open(sys.argv[1], encoding="utf-8"))
        bad = [i for i, c in enumerate(cases) if not same(read(c["yaml"]), json.loads(c["json"]))]
        print(len(cases), *bad)
        """

    private static func python(_ arguments: String) -> String? {
        guard let pipe = popen("python3 " + arguments, "r") else { return nil }
        var output: [UInt8] = []
        while case let byte = getc(pipe), byte != EOF { output.append(UInt8(truncatingIfNeeded: byte)) }
        return pclose(pipe) == 0 ? String(decoding: output, as: UTF8.self) : nil
    }

    static let isPresent = python("-c 'import yaml' 2>/dev/null") != nil

    @Test(.enabled(if: isPresent, "SKIPPED: python3 with PyYAML is not installed"))
    func pythonReadsTheSame() throws {
        var trees: [Node] = nastyTexts.flatMap { text -> [Node] in
            [
                Node(.string(text)),
                ["a": [Node(.string(text)), 1], "b": Node(.mapping([text: ["c": Node(.string(text))]]))],
            ]
        }
        for seed in 0..<40 {
            var generator = TreeGenerator(seed: seed, withoutJSON: false)
            for _ in 0..<15 { trees.append(generator.node()) }
        }
        trees += [1.0, 1e21, 1e-5, -1.5e300, 100, -7, [:], [], nil, true]
        let cases = trees.map { tree -> Node in
            ["yaml": Node(.string(YAML.write(tree))), "json": Node(.string(JSON.write(tree)))]
        }
        var path = Array("/tmp/fairlead-values-XXXXXX".utf8CString)
        let descriptor = mkstemp(&path)
        try #require(descriptor >= 0)
        let name = String(decoding: path.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        defer { unlink(name) }
        let bytes = Array(JSON.write(Node(.list(cases))).utf8)
        #expect(write(descriptor, bytes, bytes.count) == bytes.count)
        close(descriptor)
        let result = try #require(Self.python("-c '\(Self.script)' \(name)")).split(whereSeparator: \.isWhitespace)
        #expect(result.first.map(String.init) == "\(cases.count)")
        for index in result.dropFirst().compactMap({ Int($0) }) {
            Issue.record("Python reads another tree from \(YAML.write(trees[index]).debugDescription)")
        }
    }

    @Test(.enabled(if: isPresent, "SKIPPED: python3 with PyYAML is not installed"))
    func pythonReadsSpecialNumbers() throws {
        let text = YAML.write([.init(.double(.nan)), .init(.double(.infinity)), .init(.double(-.infinity))])
        let program = "import yaml,sys; print(yaml.safe_load(sys.argv[1]))"
        #expect(Self.python("-c '\(program)' '\(text)'") == "[nan, inf, -inf]\n")
    }
}
