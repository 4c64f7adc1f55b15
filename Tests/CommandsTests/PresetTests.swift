import Host
import Testing

/// The presets rebuild their platforms: short files that pass every rule and render without a question.
@Suite(.needsHelm) struct PresetTests {
    static let presets = ["aarhusai", "appstore", "homelab", "unique"]

    private static func file(_ name: String) -> Path { Example.repository / "examples" / name / "platform.yaml" }

    @Test(arguments: presets) func isShort(_ name: String) throws {
        let lines = try Files.readText(Self.file(name)).split(separator: "\n", omittingEmptySubsequences: false)
        #expect(lines.count <= 61, "\(lines.count)")
    }

    /// The objects of each, by name: what a change of the catalog does to whole platforms is seen here.
    @Test(arguments: presets.filter { $0 != "aarhusai" }) func rendersToTheSameObjects(_ name: String) throws {
        try Files.withTemporaryDirectory { (folder: Path) throws in
            var bench = Workbench(folder: folder)
            // What only a person can give.
            for key in ["NGC_API_KEY", "TS_CLIENT_ID", "TS_CLIENT_SECRET"] {
                bench.variables[key] = "given-by-a-person-0123456789"
            }
            try bench.write(try Files.read(Self.file(name)), to: "platform.yaml")
            let first = bench.run(["render", bench.platform.string, "--out", bench.out.string])
            try #require(first.status == 0, "\(first)")
            let tree = try bench.tree()
            try Golden.compare(platform: tree, name: name)
            let second = bench.run(["render", bench.platform.string, "--out", bench.out.string])
            #expect(second.out.contains("nothing changed"), "\(second.out)")
            #expect(try bench.tree() == tree)
        }
    }
}
