import Delivery
import Diagnostics
import Host
import Testing
import Values

/// The whole tree of a small platform, compared with files. `UPDATE_GOLDEN=1` records them anew and fails the run.
@Suite struct GoldenTests {
    static let folder = Path(#filePath).parent / "Golden/corner"

    @Test func wholeTree() throws {
        let made = ArgoCD().tree(try SmallPlatform.input())
        if Environment.process["UPDATE_GOLDEN"] == "1" {
            try Files.removeTree(Self.folder)
            for path in made.paths {
                try put(String(decoding: made.files[path] ?? [], as: UTF8.self), Self.folder / path)
            }
            Issue.record("recorded \(made.paths.count) files; read them and run again without UPDATE_GOLDEN")
            return
        }
        var expected = FileTree()
        for (path, text) in try contents(Self.folder) { expected.add(path, text) }
        #expect(made.paths == expected.paths)
        for path in made.paths where made.files[path] != expected.files[path] {
            let text = (
                made: String(decoding: made.files[path] ?? [], as: UTF8.self),
                expected: String(decoding: expected.files[path] ?? [], as: UTF8.self)
            )
            Issue.record("\(path) differs:\n\(differingLines(text.expected, text.made))")
        }
    }

    @Test func sameInputSameBytes() throws {
        #expect(ArgoCD().tree(try SmallPlatform.input()) == ArgoCD().tree(try SmallPlatform.input()))
    }

    @Test func theTreeCanBeWrittenAndReadBack() throws {
        let made = ArgoCD().tree(try SmallPlatform.input())
        try Files.withTemporaryDirectory { (folder: Path) throws in
            try TreeWriter(folder: folder).write(made, lock: Lock())
            #expect(try TreeChanges(of: made, with: folder).isEmpty)
            for path in made.paths where path.hasSuffix(".yaml") {
                #expect(try !YAML.parse(Files.read(folder / path), file: path).isEmpty, "\(path)")
            }
        }
    }

    /// Lines that only one side has, in order.
    private func differingLines(_ expected: String, _ made: String) -> String {
        let old = expected.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        let new = made.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        return new.difference(from: old).map {
            switch $0 {
            case .remove(let line, let text, _): "-\(line + 1): \(text)"
            case .insert(let line, let text, _): "+\(line + 1): \(text)"
            }
        }.joined(separator: "\n")
    }
}
