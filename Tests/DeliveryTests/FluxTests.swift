import Delivery
import Host
import Testing
import Values

@Suite struct FluxTests {
    /// All objects of a tree, by `Kind name`.
    static func objects(_ tree: FileTree) throws -> [String: Node] {
        var found: [String: Node] = [:]
        for path in tree.paths where path.hasSuffix(".yaml") && path != "bootstrap/values.yaml" {
            for object in try YAML.parse(tree.files[path] ?? [], file: path) {
                let name = object.at("metadata", "name")?.string ?? path
                found["\(object["kind"]?.string ?? "") \(name)"] = object
            }
        }
        return found
    }

    private static func names(_ object: Node?, _ field: String) -> [String] {
        (object?.at("spec", field)?.list ?? []).compactMap { $0["name"]?.string }
    }

    @Test func whatDependsOnWhatIsTheGraphAndNothingElse() throws {
        let objects = try Self.objects(Flux().tree(try FluxFixture.input()))
        func after(_ name: String) -> [String] { Self.names(objects["Kustomization \(name)"], "dependsOn") }
        #expect(after("platform") == [])
        #expect(after("ground") == [])
        #expect(after("driver.definitions") == ["ground"])
        #expect(after("flux") == ["ground", "driver.definitions"])
        #expect(after("driver") == ["ground", "driver.definitions", "flux"])
        #expect(after("seer") == ["ground", "driver.definitions", "flux"])
        // The disk comes to nothing itself and stands on the driver; the seer is late, and orders nothing.
        #expect(after("app.secrets") == ["ground", "driver.definitions", "driver", "flux"])
        #expect(after("app.before") == ["app.secrets"])
        #expect(after("app") == ["app.before"])
        #expect(after("app.after") == ["app"])
        #expect(objects["Kustomization disk"] == nil)
    }

    @Test func consumersWaitForTheLastStage() throws {
        let objects = try Self.objects(Flux().tree(try SmallPlatform.input(engine: "flux")))
        #expect(
            Self.names(objects["Kustomization shop.secrets"], "dependsOn") == [
                "ground", "cloudnative-pg", "flux", "sealed-secrets",
            ])
    }

    @Test func whatServesTheClusterIsInfrastructure() throws {
        let paths = Flux().tree(try FluxFixture.input()).paths
        for folder in ["infra/driver", "infra/flux", "infra/seer", "apps/app"] {
            #expect(paths.contains("\(folder)/sync.yaml"), "\(folder)")
        }
        let other = Flux().tree(try SmallPlatform.input(engine: "flux")).paths
        for folder in ["infra/cloudnative-pg", "infra/sealed-secrets", "infra/flux", "apps/shop"] {
            #expect(other.contains("\(folder)/sync.yaml"), "\(folder)")
        }
    }

    @Test func gatesAreHealthChecks() throws {
        let objects = try Self.objects(Flux().tree(try FluxFixture.input()))
        let driver = objects["Kustomization driver"]?["spec"]
        #expect(driver?["wait"] == nil)
        let checks = driver?["healthChecks"]?.list ?? []
        #expect(checks.map { $0["kind"]?.string } == ["HelmRelease", "Driver"])
        #expect(checks.last?["apiVersion"] == "drivers.example.org/v1")
        let expression = driver?["healthCheckExprs"]?.list?.first?["current"]?.string ?? ""
        #expect(expression.contains("c.type == 'Loaded' && c.status == 'True'"))
        #expect(objects["Kustomization seer"]?.at("spec", "wait") == true)
    }

    /// Without them an object that no operator has seen yet would count as ready.
    @Test func whatAnOperatorMakesIsWaitedFor() throws {
        let stage = try Self.objects(Flux().tree(try FluxFixture.input()))["Kustomization app.before"]
        let rules = (stage?.at("spec", "healthCheckExprs")?.list ?? []).map {
            "\($0["apiVersion"]?.string ?? "")/\($0["kind"]?.string ?? ""): \($0["current"]?.string ?? "")"
        }
        #expect(
            rules
                == [("RabbitmqCluster", "AllReplicasReady"), ("User", "Ready")].map {
                    "rabbitmq.com/v1beta1/\($0.0): status.conditions.exists(c, c.type == '\($0.1)' && c.status == 'True')"
                })
    }

    @Test func dataStaysAndJobsAreMadeAnew() throws {
        let objects = try Self.objects(Flux().tree(try FluxFixture.input()))
        func annotation(_ name: String, _ key: String) -> String? {
            objects[name]?.at("metadata", "annotations", "kustomize.toolkit.fluxcd.io/\(key)")?.string
        }
        #expect(annotation("Namespace app", "prune") == "disabled")
        #expect(annotation("PersistentVolumeClaim data", "prune") == "disabled")
        #expect(annotation("Job prepare", "force") == "enabled")
        #expect(annotation("ConfigMap a:b", "prune") == nil)
        let patches = objects["HelmRelease app"]?.at("spec", "postRenderers")?.list?.first?.at("kustomize", "patches")
        let kinds = (patches?.list ?? []).compactMap { $0.at("target", "kind")?.string }.joined(separator: "|")
        for kind in ["PersistentVolumeClaim", "Namespace", "Cluster", "CustomResourceDefinition"] {
            #expect(kinds.split(separator: "|").contains(Substring(kind)), "\(kind)")
        }
        for name in ["flux", "ground", "platform"] {
            #expect(objects["Kustomization \(name)"]?.at("spec", "deletionPolicy") == "Orphan", "\(name)")
        }
    }

    /// What only a file keeps: an object of Kubernetes loses its nulls.
    @Test func valuesKeepTheirNulls() throws {
        let tree = Flux().tree(try FluxFixture.input())
        let map = try YAML.parseSingle(tree.files["apps/app/with/chart-values.yaml"] ?? [], file: "map")
        let text = try #require(map.at("data", "values.yaml")?.string)
        #expect(try YAML.parseSingle(Array(text.utf8), file: "values") == ["none": nil, "number": 1])
        let release = try Self.objects(tree)["HelmRelease app"]
        #expect(Self.names(release, "valuesFrom") == [map.at("metadata", "name")?.string])
    }

    @Test(arguments: [
        ("https://git.example.org/x.git", "https://git.example.org/x.git", nil as String?),
        ("git@git.example.org:ops/x.git", "ssh://git@git.example.org/ops/x.git", "platform-repository"),
        ("ssh://git@git.example.org:2222/x.git", "ssh://git@git.example.org:2222/x.git", "platform-repository"),
    ])
    func repositories(written: String, url: String, secret: String?) throws {
        let source = try Self.objects(Flux().tree(try FluxFixture.input(repository: written)))["GitRepository platform"]
        #expect(source?.at("spec", "url")?.string == url)
        #expect(source?.at("spec", "secretRef", "name")?.string == secret)
        #expect(source?.at("spec", "ref", "branch") == "main")
    }

    @Test func aTagIsNamedInFull() throws {
        let input = try FluxFixture.input(revision: "refs/tags/v1")
        let source = try Self.objects(Flux().tree(input))["GitRepository platform"]
        #expect(source?.at("spec", "ref") == ["name": "refs/tags/v1"])
    }

    @Test(arguments: [true, false])
    func kustomizationsListTheirFiles(isSmall: Bool) throws {
        let tree = Flux().tree(isSmall ? try SmallPlatform.input(engine: "flux") : try FluxFixture.input())
        var reached: Set<String> = []
        let prefix = isSmall ? "./platform/" : "./"
        for object in try Self.objects(tree).values where object["apiVersion"] == "kustomize.toolkit.fluxcd.io/v1" {
            let path = object.at("spec", "path")?.string ?? ""
            #expect(path.hasPrefix(prefix))
            reached.insert(String(path.dropFirst(prefix.count)))
        }
        for path in tree.paths where path.hasSuffix("/kustomization.yaml") {
            let folder = String(path.dropLast("/kustomization.yaml".count))
            let listed = try YAML.parseSingle(tree.files[path] ?? [], file: path)["resources"]?.list ?? []
            let files = Self.children(folder, of: tree).filter { $0.hasSuffix(".yaml") && $0 != "kustomization.yaml" }
            let names = listed.compactMap(\.string)
            #expect(Set(names.filter { $0.hasSuffix(".yaml") }) == Set(files), "\(path)")
            for name in names where !name.hasSuffix(".yaml") {
                reached.insert(name.hasPrefix("../") ? String(name.dropFirst(3)) : "\(folder)/\(name)")
            }
        }
        let folders = Set(tree.paths.filter { $0.hasSuffix("/kustomization.yaml") }.map { Path($0).parent.string })
        #expect(reached == folders)
    }

    private static func children(_ folder: String, of tree: FileTree) -> [String] {
        tree.paths.filter { $0.hasPrefix(folder + "/") }.map { String($0.dropFirst(folder.count + 1)) }
            .filter { !$0.contains("/") }
    }
}

private let hasKustomize = (try? Processes.run("kubectl", ["kustomize", "--help"]).status) == 0

/// Kustomize itself, as it comes with kubectl.
@Suite(.enabled(if: hasKustomize, "SKIPPED: there is no kubectl with kustomize on PATH"))
struct FluxKustomizeTests {
    @Test(arguments: [true, false])
    func buildsEveryFolder(isSmall: Bool) throws {
        let tree = Flux().tree(isSmall ? try SmallPlatform.input(engine: "flux") : try FluxFixture.input())
        try Files.withTemporaryDirectory { (root: Path) throws in
            for path in tree.paths {
                try put(String(decoding: tree.files[path] ?? [], as: UTF8.self), root / path)
            }
            var count = 0
            for path in tree.paths where path.hasSuffix("/kustomization.yaml") {
                let folder = Path(path).parent.string
                let result = try Processes.run("kubectl", ["kustomize", (root / folder).string])
                try #require(result.status == 0, "\(folder): \(String(decoding: result.stderr, as: UTF8.self))")
                let built = try YAML.parse(result.stdout, file: folder).map(JSON.canonical)
                let listed = try self.listed(folder, tree).map(JSON.canonical)
                #expect(Set(built) == Set(listed), "\(folder)")
                #expect(!built.isEmpty)
                count += 1
            }
            #expect(count > 8)
        }
    }

    /// What stands in the files that a folder's kustomization leads to.
    private func listed(_ folder: String, _ tree: FileTree) throws -> [Node] {
        let file = "\(folder)/kustomization.yaml"
        let names =
            try YAML.parseSingle(tree.files[file] ?? [], file: file)["resources"]?.list?.compactMap(\.string) ?? []
        return try names.flatMap { name -> [Node] in
            if name.hasSuffix(".yaml") { return try YAML.parse(tree.files["\(folder)/\(name)"] ?? [], file: name) }
            return try listed(name.hasPrefix("../") ? String(name.dropFirst(3)) : "\(folder)/\(name)", tree)
        }
    }
}
