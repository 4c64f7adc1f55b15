import Host
import Testing
import Values

/// Recorded results. `UPDATE_GOLDEN=1` records them anew and fails the run.
enum Golden {
    static let folder = Path(#filePath).parent / "Golden"
    static var isRecording: Bool { Environment.process["UPDATE_GOLDEN"] == "1" }

    /// A text with every sealed value replaced: sealing is random.
    static func withoutCiphertexts(_ text: String) -> String {
        text.split(separator: "\n", omittingEmptySubsequences: false).map { line -> String in
            guard let colon = line.range(of: ": A"), line.utf8.count > 300 else { return String(line) }
            return line[..<colon.lowerBound] + ": <sealed>"
        }.joined(separator: "\n")
    }

    /// Compares a folder of files.
    static func compare(_ files: [String: String], name: String) throws {
        let place = folder / name
        if isRecording {
            try Files.removeTree(place)
            for (path, text) in files {
                try Files.makeDirectories((place / path).parent)
                try Files.writeAtomically(place / path, Array(text.utf8))
            }
            Issue.record("recorded \(files.count) files; read them and run again without UPDATE_GOLDEN")
            return
        }
        let expected = try contents(place)
        #expect(files.keys.sorted() == expected.keys.sorted())
        for path in files.keys.sorted() where files[path] != expected[path] {
            Issue.record("\(path) differs:\n\(difference(expected[path] ?? "", files[path] ?? ""))")
        }
    }

    /// Compares one text.
    static func compare(_ text: String, name: String) throws {
        let place = folder / name
        if isRecording {
            try Files.makeDirectories(place.parent)
            try Files.writeAtomically(place, Array(text.utf8))
            Issue.record("recorded \(name); read it and run again without UPDATE_GOLDEN")
            return
        }
        let expected = Files.exists(place) ? String(decoding: try Files.read(place), as: UTF8.self) : ""
        if text != expected { Issue.record("\(name) differs:\n\(difference(expected, text))") }
    }

    /// Compares what a platform comes to: every file with the objects in it, and every chart's values.
    static func compare(platform tree: [String: String], name: String) throws {
        var listing = ""
        for file in tree.keys.sorted() {
            listing += file + "\n"
            guard file.hasSuffix(".yaml"), !file.hasSuffix("/values.yaml") else { continue }
            for node in try YAML.parse(Array((tree[file] ?? "").utf8), file: file) {
                let namespace = node.at("metadata", "namespace")?.string.map { $0 + "/" } ?? ""
                listing +=
                    "  \(node["kind"]?.string ?? "?") \(namespace)\(node.at("metadata", "name")?.string ?? "?")\n"
            }
        }
        try compare(listing, name: "\(name)/listing.txt")
        let values = tree.filter { $0.key.hasSuffix("/values.yaml") }.map {
            ($0.key.split(separator: "/").dropLast().last.map { $0 + ".yaml" } ?? $0.key, $0.value)
        }
        // A tree for Flux has them in ConfigMaps named after what they hold: the listing above says when one changes.
        if !values.isEmpty { try compare(Dictionary(uniqueKeysWithValues: values), name: "\(name)/values") }
    }

    /// Lines that only one side has, in order; the first sixty are enough to see why.
    private static func difference(_ expected: String, _ made: String) -> String {
        let old = expected.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        let new = made.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        return new.difference(from: old).prefix(60).map {
            switch $0 {
            case .remove(let line, let text, _): "-\(line + 1): \(text)"
            case .insert(let line, let text, _): "+\(line + 1): \(text)"
            }
        }.joined(separator: "\n")
    }
}

extension Substring {
    /// The first place of a text.
    fileprivate func range(of text: String) -> Range<Index>? { self[...].ranges(of: text).first }
}

@Suite(.needsHelm) struct GoldenTests {
    /// The whole tree of a small platform, but for what tests of its own look after: pictures, report, and the lock with its hashes.
    @Test func smallPlatform() throws {
        try SmallPlatform.with { bench in
            let result = bench.run(bench.render())
            #expect(result.status == 0, "\(result)")
            let apart = ["fairlead.lock", "report.html", "topology.svg"]
            let tree = try bench.tree().filter { !apart.contains($0.key) }
            try Golden.compare(tree.mapValues(Golden.withoutCiphertexts), name: "corner")
        }
    }

    /// What the example comes to: every file with the objects in it, and every chart's values.
    @Test func example() throws {
        try Golden.compare(platform: try Example.get().tree, name: "aarhusai")
    }
}

extension Workbench {
    /// The words that render the small platform.
    func render(_ more: String...) -> [String] {
        ["render", platform.string, "--out", out.string, "--catalog", (folder / "catalog").string] + more
    }
}
