import Catalog
import Crypto
import Host
import Testing
import Values

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

    /// The job that Woodpecker runs finds the door of Flux's Receiver, whose name is the digest of token, name and namespace
    /// (fluxcd.io, `receivers`, "Webhook path"), and the Receiver means the repository that Flux follows.
    @Test func theJobTellsFluxOfAPush() throws {
        try Files.withTemporaryDirectory { (folder: Path) throws in
            let bench = Workbench(folder: folder)
            try bench.write(try Files.read(Self.file("homelab")), to: "platform.yaml")
            let render = bench.run(["render", bench.platform.string, "--out", bench.out.string])
            try #require(render.status == 0, "\(render)")
            let tree = try bench.tree()
            func node(_ path: String) throws -> Node {
                try YAML.parseSingle(Array((try #require(tree[path])).utf8), file: path)
            }
            let receiver = try node("infra/woodpecker/before/receiver-woodpecker-reconcile.yaml")
            let source = try YAML.parse(Array((try #require(tree["bootstrap/sync.yaml"])).utf8), file: "sync")
                .first { $0["kind"] == "GitRepository" }
            let meant = try #require(receiver.at("spec", "resources")?.list?.first)
            for key in ["name", "namespace"] { #expect(meant[key] == source?.at("metadata", key)) }

            let job = try node(".woodpecker/reconcile.yaml")
            let commands = (job["steps"]?.list?.first?["commands"]?.strings ?? []).joined(separator: "\n")
            let tools = folder / "tools"
            try Files.makeDirectories(tools)
            try Files.writeAtomically(
                tools / "wget", Array("#!/bin/sh\nfor last; do :; done; echo \"$last\"\n".utf8), permissions: 0o755)
            let asked = try bench.shell(
                "/bin/sh", ["-ec", commands],
                environment: ["RECONCILE_TOKEN": "a token", "PATH": "\(tools):/usr/bin:/bin"])
            let name = try #require(receiver.at("metadata", "name")?.string)
            let space = try #require(receiver.at("metadata", "namespace")?.string)
            let door = Hex.encode(Hash.sha256(Array("a token\(name)\(space)".utf8)))
            #expect(asked.text == "http://webhook-receiver.flux-system.svc/hook/\(door)\n", "\(asked)")
        }
    }

    /// The quickstart asks for one thing only, and says how to give it; then it is ready to run.
    @Test func theQuickstartAsksForItsKey() throws {
        let text = try Files.readText(Self.file("quickstart"))
        #expect(text.split(separator: "\n").count <= 15)
        try Files.withTemporaryDirectory { (folder: Path) throws in
            let bench = Workbench(folder: folder)
            try bench.write(text, to: "platform.yaml")
            #expect(bench.run("check", bench.platform.string).status == 0)
            let name = "external/llm/litellm-engines/key"
            let none = bench.run("render", bench.platform.string, "--out", bench.out.string, "--no-input")
            #expect(none.status == 65 && none.codes == ["FL0601"], "\(none)")
            for way in ["set FAIRLEAD_LLM_KEY", "FAIRLEAD_LLM_KEY_FILE", "`fairlead secrets set \(name)`"] {
                #expect(none.error.contains(way), "\(way): \(none)")
            }
            #expect(!Files.exists(bench.out))
            // What was said there is what works.
            let given = try bench.process("secrets", "set", name, input: "given-by-a-person-0123456789\n")
            #expect(given.status == 0, "\(given)")
            let render = bench.run("render", bench.platform.string, "--out", bench.out.string)
            #expect(render.status == 0, "\(render)")
            let tree = try bench.tree()
            #expect(!tree.values.contains { $0.contains("given-by-a-person") })
            try Golden.compare(platform: tree, name: "quickstart")
        }
    }

    /// The other form that the quickstart names: weights on this machine, and no question.
    @Test func theQuickstartTakesWeightsToo() throws {
        try Files.withTemporaryDirectory { (folder: Path) throws in
            let bench = Workbench(folder: folder)
            let text = try Files.readText(Self.file("quickstart"))
            let lines = text.split(separator: "\n").map { line -> Substring in
                line.contains("assistant: {weights")
                    ? """
                        assistant: {weights: assistant, context: 8192, serves: chat, engine: llama-cpp, arguments: {gguf: /models/assistant.gguf}}
                    """ : line
            }.filter { !$0.contains("external:") }
            try bench.write(lines.joined(separator: "\n") + "\n", to: "platform.yaml")
            let render = bench.run("render", bench.platform.string, "--out", bench.out.string)
            #expect(render.status == 0, "\(render)")
            #expect(try bench.tree().keys.contains { $0.hasPrefix("components/llama-cpp/") })
        }
    }
}
