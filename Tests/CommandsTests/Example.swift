import Crypto
import Delivery
import Host
import Platform
import Secrets
import Testing
import Values

/// The example of the repository, rendered once for all tests: its store begins empty, so that a whole first use is seen.
struct Example: Sendable {
    let folder: Path
    let first: Outcome
    let tree: [String: String]
    let stamps: [String: [Int]]
    let store: CredentialStore

    var bench: Workbench { Workbench(folder: folder) }

    static func get() throws -> Example { try rendered.get() }

    /// The repository's own folder.
    static let repository = Path(#filePath).parent.parent.parent

    static func render(_ bench: Workbench) -> [String] {
        ["render", bench.platform.string, "--out", bench.out.string]
    }

    private static let rendered = Result { () throws -> Example in
        // Outlives the test that asks first; the operating system's temporary folder is the place for it.
        let folder = Path("/tmp") / "fairlead-example-\(UInt64.random(in: .min ... .max))"
        try Files.makeDirectories(folder)
        cleanUpAtExit(folder)
        let bench = Workbench(folder: folder)
        try bench.write(try Files.read(repository / "examples/aarhusai/platform.yaml"), to: "platform.yaml")
        let first = bench.run(render(bench))
        try #require(first.status == 0, "\(first)")
        return Example(
            folder: folder, first: first, tree: try bench.tree(), stamps: try CommandsTests.stamps(bench.out),
            store: try bench.opened())
    }
}

extension Example {
    /// Every object of the tree with its file.
    func objects(below prefix: String = "") throws -> [(file: String, node: Node)] {
        try tree.keys.sorted().filter { $0.hasSuffix(".yaml") && $0.hasPrefix(prefix) }.flatMap { file in
            try YAML.parse(Array((tree[file] ?? "").utf8), file: file).map { (file, $0) }
        }
    }
}
