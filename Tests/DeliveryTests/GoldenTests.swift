import Delivery
import Diagnostics
import Host
import Testing
import Values

/// The whole tree of a small platform, compared with files. `UPDATE_GOLDEN=1` records them anew and fails the run.
@Suite struct GoldenTests {
    static let engines = ["argocd", "flux", "helm"]

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
        #expect(trees[0].count > 5)
        for (engine, tree) in zip(Self.engines, trees) {
            let missing = trees[0].subtracting(tree)
            let more = tree.subtracting(trees[0])
            #expect(missing.isEmpty && more.isEmpty, "\(engine): \(missing) \(more)")
        }
    }

    /// The values of each chart, however an engine is given them.
    @Test func everyEngineGivesChartsTheSameValues() throws {
        let trees = try Self.engines.map { engine in
            try Self.values(DeliveryEngines.named(engine).tree(try SmallPlatform.input(engine: engine)))
        }
        #expect(trees[0].keys.sorted() == ["cloudnative-pg", "sealed-secrets"])
        for tree in trees { #expect(tree == trees[0]) }
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

    private static func values(_ tree: FileTree) throws -> [String: Node] {
        var found: [String: Node] = [:]
        for (path, bytes) in tree.files {
            let member = path.split(separator: "/").dropFirst().first.map(String.init) ?? ""
            if path.hasPrefix("components/"), path.hasSuffix("/values.yaml") {
                found[member] = try YAML.parseSingle(bytes, file: path)
            } else if path.hasSuffix("/chart-values.yaml") {
                let text = try YAML.parseSingle(bytes, file: path).at("data", "values.yaml")?.string ?? ""
                found[member] = try YAML.parseSingle(Array(text.utf8), file: path)
            }
        }
        for engine in ["argo-cd", "flux"] { found[engine] = nil }
        return found
    }

    /// What only an engine reads.
    private static func isEngines(_ path: String, _ object: Node) -> Bool {
        let group = (object["apiVersion"]?.string ?? "").prefix { $0 != "/" }
        return group == "argoproj.io" || group.hasSuffix("toolkit.fluxcd.io") || group == "kustomize.config.k8s.io"
            || path.hasSuffix("/chart-values.yaml")
    }

    /// Every object of a tree in one canonical line, without what only an engine reads.
    private static func objects(_ tree: FileTree) throws -> Set<String> {
        var lines: Set<String> = []
        for (path, bytes) in tree.files where path.hasSuffix(".yaml") && !path.hasSuffix("/values.yaml") {
            for object in try YAML.parse(bytes, file: path) where !isEngines(path, object) {
                var node = object
                for name in ["argocd.argoproj.io/sync-wave", "argocd.argoproj.io/sync-options"]
                    + ["kustomize.toolkit.fluxcd.io/prune", "kustomize.toolkit.fluxcd.io/force"]
                {
                    node.remove(at: ["metadata", "annotations", name])
                }
                if node.at("metadata", "annotations")?.mapping?.isEmpty == true {
                    node.remove(at: ["metadata", "annotations"])
                }
                // The engine itself and its namespace are there only where there is an engine.
                let name = node.at("metadata", "name")?.string ?? ""
                if node["kind"]?.string == "Namespace", ["argo-cd", "flux-system"].contains(name) { continue }
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
