import Host
import Testing

/// Arrows between targets point one way: the order stands here once, and the imports of every source file are held against it.
@Suite struct LayeringTests {
    private static let ladder = [
        "CYAML", "COpenSSL", "CCrypt", "CZlib", "CCurl", "Values", "Diagnostics", "Host", "CommandTree", "Schema",
        "Crypto",
        "Helm", "Catalog",
        "Platform", "Rendering", "Secrets", "Guidelines", "Charts", "Delivery", "Pictures", "HTTP",
        "Kubernetes", "Operations", "Commands", "fairlead",
    ]
    private static let system = ["Glibc", "Synchronization"]
    /// Targets that are alone in importing a module.
    private static let only = [
        "CYAML": "Values", "COpenSSL": "Crypto", "CCrypt": "Crypto", "CZlib": "Helm",
        "CCurl": "HTTP", "Helm": "Rendering Charts Operations Commands",
    ]

    private static var root: Path {
        var path = Path(#filePath)
        for _ in 0..<3 { path = path.parent }
        return path
    }

    private static func imports(of file: Path) throws -> [String] {
        // Programs in other languages stand in texts of several lines.
        var isText = false
        return try Files.readText(file).split(separator: "\n").compactMap { line in
            if line.ranges(of: "\"\"\"").count % 2 == 1 { isText.toggle() }
            guard !isText else { return nil }
            let words = line.split(separator: " ").filter {
                !["public", "internal", "package", "private", "@_exported"].contains($0)
            }
            guard words.first == "import", words.count > 1 else { return nil }
            return words.count > 2 && ["struct", "class", "enum", "func"].contains(words[1])
                ? String(words[2].prefix { $0 != "." }) : String(words[1].prefix { $0 != "." })
        }
    }

    private static func sources(of target: String) throws -> [Path] {
        let folder = root / "Sources" / target
        return try Files.list(folder).filter { $0.path.string.hasSuffix(".swift") }.map { folder / $0.path.string }
    }

    @Test(
        arguments: ladder.filter {
            !$0.hasPrefix("C") || ["CommandTree", "Crypto", "Catalog", "Charts", "Commands"].contains($0)
        })
    func aTargetImportsOnlyWhatIsAboveIt(target: String) throws {
        let position = try #require(Self.ladder.firstIndex(of: target))
        let files = try Self.sources(of: target)
        #expect(!files.isEmpty, "\(target) has no sources")
        for file in files {
            for module in try Self.imports(of: file) where !Self.system.contains(module) {
                let other = Self.ladder.firstIndex(of: module)
                #expect(other != nil, "\(file): \(module) is no target of the ladder")
                #expect((other ?? 0) < position, "\(file): \(target) must not import \(module), which is below it")
                if let alone = Self.only[module] {
                    #expect(
                        alone.split(separator: " ").contains(Substring(target)),
                        "\(file): only \(alone) may import \(module)")
                }
            }
        }
    }

    @Test func everyTargetIsOnTheLadder() throws {
        let folders = try Files.list(Self.root / "Sources", depth: 1, stoppingAtDepth: true).map(\.path.string)
        #expect(Set(folders).subtracting(Self.ladder).isSubset(of: ["embed-resources", "fairlead-bench"]))
    }

    @Test func noFileHasManyJobs() throws {
        for target in Self.ladder where target != "fairlead" {
            for file in (try? Self.sources(of: target)) ?? [] {
                let lines = try Files.readText(file).split(separator: "\n", omittingEmptySubsequences: false).count
                #expect(lines <= 400, "\(file) has \(lines) lines: one job each?")
            }
        }
    }
}
