import Delivery
import Diagnostics
import Host
import Testing
import Values

/// The whole tree of a small platform, compared with files. `UPDATE_GOLDEN=1` records them anew and fails the run.
@Suite struct GoldenTests {
    static let engines = ["argocd", "helm"]

    @Test(arguments: engines)
    func wholeTree(engine: String) throws {
        try compare(DeliveryEngines.named(engine).tree(try SmallPlatform.input(engine: engine)), with: engine)
    }

    @Test func wholeTreeOfOneMachine() throws {
        try compare(DeliveryEngines.named("podman").tree(try MachineFixture.input()), with: "podman")
    }

    private func compare(_ made: FileTree, with engine: String) throws {
        let folder = Path(#filePath).parent / "Golden" / engine
        if Environment.process["UPDATE_GOLDEN"] == "1" {
            try Files.removeTree(folder)
            for path in made.paths {
                try put(String(decoding: made.files[path] ?? [], as: UTF8.self), folder / path)
            }
            Issue.record("recorded \(made.paths.count) files; read them and run again without UPDATE_GOLDEN")
            return
        }
        var expected = FileTree()
        for (path, text) in try contents(folder) { expected.add(path, text) }
        #expect(made.paths == expected.paths)
        for path in made.paths where made.files[path] != expected.files[path] {
            let text = (
                made: String(decoding: made.files[path] ?? [], as: UTF8.self),
                expected: String(decoding: expected.files[path] ?? [], as: UTF8.self)
            )
            Issue.record("\(path) differs:\n\(differingLines(text.expected, text.made))")
        }
    }

    /// What the engines bring must not depend on the engine.
    @Test func everyEngineBringsTheSameObjects() throws {
        let trees = try Self.engines.map { engine in
            try Self.objects(DeliveryEngines.named(engine).tree(try SmallPlatform.input(engine: engine)))
        }
        let delivered = trees[0].filter { !$0.hasPrefix("{\"apiVersion\":\"argoproj.io/") }
        #expect(delivered.count > 5)
        #expect(delivered == trees[1])
    }

    @Test func theInstallScriptIsAShellScript() throws {
        let made = DeliveryEngines.named("helm").tree(try SmallPlatform.input(engine: "helm"))
        let script = try #require(made.files["install.sh"])
        let result = try Processes.run("/bin/sh", ["-n"], input: script)
        #expect(result.status == 0, "\(String(decoding: result.stderr, as: UTF8.self))")
        let text = String(decoding: script, as: UTF8.self)
        let order = ["apply ground", "components/shop/secrets", "components/shop/before", "components/shop/with"]
        let places = try order.map { try #require(text.ranges(of: $0).first, "\($0)").lowerBound }
        #expect(places == places.sorted())
    }

    /// Every object of a tree in one canonical line, without what only Argo CD reads.
    private static func objects(_ tree: FileTree) throws -> Set<String> {
        var lines: Set<String> = []
        for (path, bytes) in tree.files where path.hasSuffix(".yaml") && !path.hasSuffix("/values.yaml") {
            for object in try YAML.parse(bytes, file: path) {
                var node = object
                for name in ["sync-wave", "sync-options"] {
                    node.remove(at: ["metadata", "annotations", "argocd.argoproj.io/" + name])
                }
                if node.at("metadata", "annotations")?.mapping?.isEmpty == true {
                    node.remove(at: ["metadata", "annotations"])
                }
                // The engine itself and its namespace are there only where there is an engine.
                if node["kind"]?.string == "Namespace", node.at("metadata", "name")?.string == "argo-cd" { continue }
                lines.insert(JSON.canonical(node))
            }
        }
        return lines
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
