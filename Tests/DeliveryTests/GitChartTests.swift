import Catalog
import Delivery
import Host
import Testing
import Values

/// A chart that is kept in a Git repository, for every engine.
@Suite struct GitChartTests {
    private static func tree(_ engine: String, revision: String = "v{version}") throws -> FileTree {
        var components = SmallPlatform.components
        components["cloudnative-pg"] = components["cloudnative-pg"]?.replacing(
            "repository: \"https://charts.example.org/cnpg\"",
            with: """
                repository: "https://git.example.org/cnpg.git", git: {path: charts/cloudnative-pg, revision: "\(revision)"}
                """)
        return DeliveryEngines.named(engine).tree(try SmallPlatform.input(engine: engine, components: components))
    }

    @Test func argoCDTakesTheFolderAtItsTag() throws {
        let tree = try Self.tree("argocd")
        let file = try #require(tree.files["applications/cloudnative-pg.yaml"])
        let objects = try YAML.parse(file, file: "applications/cloudnative-pg.yaml")
        let application = try #require(objects.first { $0["kind"]?.string == "Application" })
        let source = try #require(application.at("spec", "sources")?.list?.first)
        #expect(source["repoURL"]?.string == "https://git.example.org/cnpg.git")
        #expect(source["path"]?.string == "charts/cloudnative-pg")
        #expect(source["targetRevision"]?.string == "v0.29.0")
        #expect(source["chart"] == nil && source["helm"]?["releaseName"]?.string == "cloudnative-pg")
        let project = try #require(objects.first { $0["kind"]?.string == "AppProject" })
        #expect(project.at("spec", "sourceRepos")?.strings?.contains("https://git.example.org/cnpg.git") == true)
    }

    @Test func fluxTakesTheFolderAtItsTagOrCommit() throws {
        let objects = try FluxTests.objects(try Self.tree("flux"))
        let source = try #require(objects["GitRepository cloudnative-pg"])
        #expect(source.at("spec", "url")?.string == "https://git.example.org/cnpg.git")
        #expect(source.at("spec", "ref", "tag")?.string == "v0.29.0")
        #expect(source.at("spec", "ignore")?.string == "/*\n!/charts\n")
        let chart = try #require(objects["HelmRelease cloudnative-pg"]?.at("spec", "chart", "spec"))
        #expect(chart["chart"]?.string == "./charts/cloudnative-pg" && chart["version"] == nil)
        #expect(chart.at("sourceRef", "kind")?.string == "GitRepository")
        let commit = String(repeating: "0123456789", count: 4)
        let other = try FluxTests.objects(try Self.tree("flux", revision: commit))
        #expect(other["GitRepository cloudnative-pg"]?.at("spec", "ref", "commit")?.string == commit)
    }

    /// The script's own words, tried with a real repository and a stand-in for Helm.
    @Test func theScriptClonesIt() throws {
        let script = String(decoding: try #require(try Self.tree("helm").files["install.sh"]), as: UTF8.self)
        #expect(script.contains("# Needs helm, git and kubectl."))
        let lines = script.split(separator: "\n").filter { line in
            line.hasPrefix("charts=") || line.hasPrefix("clone") || line.contains("install cloudnative-pg")
        }
        #expect(lines.count == 4, "\(lines)")
        try Files.withTemporaryDirectory { (folder: Path) throws in
            try put("name: cloudnative-pg\n", folder / "origin/charts/cloudnative-pg/Chart.yaml")
            let made = try Processes.run(
                "/bin/sh",
                [
                    "-ec",
                    """
                    git init -q . && git add -A
                    git -c user.name=a -c user.email=a@example.org commit -q -m a && git tag v0.29.0
                    """,
                ], directory: folder / "origin")
            #expect(made.succeeded, "\(String(decoding: made.stderr, as: UTF8.self))")
            let text =
                "set -eu\nhelm() { cat \"$4/Chart.yaml\"; }\n"
                + lines.joined(separator: "\n").replacing(
                    "https://git.example.org/cnpg.git", with: (folder / "origin").string)
            let ran = try Processes.run("/bin/sh", ["-c", text])
            #expect(ran.succeeded, "\(String(decoding: ran.stderr, as: UTF8.self))")
            #expect(String(decoding: ran.stdout, as: UTF8.self) == "name: cloudnative-pg\n")
        }
    }
}
