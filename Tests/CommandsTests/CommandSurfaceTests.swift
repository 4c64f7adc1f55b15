import CommandTree
import Commands
import Host
import Testing
import Values

/// Every command explains itself, and what it gives can be read by programs.
@Suite struct CommandSurfaceTests {
    static let commands = Fairlead.program.root.walk().map { $0.path.joined(separator: " ") }
    private let bench = Workbench(folder: "/nonexistent")

    @Test(arguments: commands) func hasHelpAndAnExample(_ name: String) throws {
        let words = name.split(separator: " ").dropFirst().map(String.init)
        let result = bench.run(words + ["--help"])
        #expect(result.status == 0 && result.error.isEmpty, "\(result)")
        #expect(result.out.contains("fairlead " + words.joined(separator: " ")), "\(result.out)")
        let command = try #require(
            Fairlead.program.root.walk().first { $0.path.joined(separator: " ") == name }?.command)
        #expect(!command.examples.isEmpty, "\(name) has no example")
        #expect(!command.summary.isEmpty)
        // A line may say one command after the other.
        for example in command.examples.flatMap({ $0.line.split(separator: "&&") }) {
            let line = String(example.split(separator: "|").first { $0.contains("fairlead") } ?? "")
            let typed = line.split(separator: ">").first.map(String.init) ?? line
            guard !typed.contains("<") else { continue }
            let arguments = typed.split(separator: " ").drop { $0 != "fairlead" }.dropFirst().map(String.init)
            switch Fairlead.program.parse(arguments) {
            case .failure(let error): Issue.record("the example `\(example)` cannot be typed: \(error.message)")
            default: break
            }
        }
        for option in command.options { #expect(!option.help.isEmpty, "\(name) --\(option.name)") }
    }

    @Test(arguments: commands) func refusesWhatItDoesNotKnow(_ name: String) {
        let words = name.split(separator: " ").dropFirst().map(String.init)
        let result = bench.run(words + ["--no-such-option"])
        #expect(result.status == 64 && result.error.contains("--no-such-option"), "\(result)")
        #expect(result.out.isEmpty)
    }

    @Test(.needsHelm) func dataIsData() throws {
        try SmallPlatform.with { bench in
            let catalog = ["--catalog", (bench.folder / "catalog").string]
            #expect(bench.run(bench.render()).status == 0)
            let file = bench.platform.string
            let commands: [[String]] = [
                ["check", file] + catalog, ["plan", file, "--out", bench.out.string] + catalog, bench.render(),
                ["catalog", "list"] + catalog, ["catalog", "list", "--capabilities"] + catalog,
                ["catalog", "show", "shop"] + catalog, ["catalog", "show", "open-webui"], ["explain"],
                ["explain", "fl0204"],
                ["secrets", "list", "-f", file] + catalog, ["secrets", "recipients", "-f", file] + catalog,
            ]
            for command in commands {
                let json = bench.run(command + ["-o", "json"])
                #expect(json.status == 0, "\(command): \(json)")
                let yaml = bench.run(command + ["-o", "yaml"])
                let one = try JSON.parse(Array(json.out.utf8), file: "json")
                let other = try YAML.parseSingle(Array(yaml.out.utf8), file: "yaml")
                #expect(one == other, "\(command)")
                #expect(bench.run(command).out != json.out, "\(command)")
            }
            let findings = try JSON.parse(
                Array(bench.run(["check", file] + catalog + ["-o", "json"]).out.utf8), file: "json")
            #expect(findings["passed"]?.bool == true && findings["kind"]?.string == "Check")
            #expect(
                bench.run(["check", file] + catalog + ["--strict"]).status == 1,
                "there are warnings: the charts were never tried")
        }
    }

    @Test(.needsHelm) func pictures() throws {
        try SmallPlatform.with { bench in
            let words = ["graph", bench.platform.string, "--catalog", (bench.folder / "catalog").string]
            let begins = ["dot": "digraph", "mermaid": "flowchart", "svg": "<svg", "html": "<!doctype html>"]
            for (form, start) in begins {
                let result = bench.run(words + ["-f", form])
                #expect(result.status == 0, "\(form): \(result.error)")
                #expect(result.out.lowercased().hasPrefix(start), "\(form): \(result.out.prefix(60))")
                #expect(result.out.contains("shop") && result.out.contains("till"), "\(form)")
                #expect(bench.run(words + ["-f", form]).out == result.out, "\(form) is another every time")
            }
            #expect(bench.run(words + ["-f", "png"]).status == 64)
            if Processes.find("dot") != nil {
                let drawn = try bench.shell("dot", ["-Tsvg"], input: bench.run(words + ["-f", "dot", "--all"]).out)
                #expect(drawn.status == 0, "\(drawn.error)")
            } else {
                print("SKIPPED a part of pictures: graphviz is not here")
            }
        }
    }

    @Test func explains() {
        let all = bench.run("explain")
        #expect(all.status == 0 && all.out.contains("FL0204"))
        #expect(bench.run("explain", "FL0204").out.contains("several providers"))
        let unknown = bench.run("explain", "FL9999")
        #expect(unknown.status == 64 && unknown.error.contains("FL9999"))
    }

    @Test(arguments: ["bash", "zsh", "fish"]) func completions(_ shell: String) throws {
        let result = bench.run("completions", shell)
        #expect(result.status == 0)
        for name in ["render", "secrets", "recipients", "certificate"] { #expect(result.out.contains(name), "\(name)") }
        if let program = Processes.find(shell) {
            let checked = try Processes.run(program, ["-n", "/dev/stdin"], input: Array(result.out.utf8))
            #expect(checked.status == 0, "\(String(decoding: checked.stderr, as: UTF8.self))")
        } else {
            print("SKIPPED the syntax check of completions: \(shell) is not here")
        }
        #expect(bench.run("completions", "tcsh").status == 64)
        #expect(bench.run("completions").status == 64)
    }

    @Test func references() {
        let page = bench.run("reference")
        for name in Self.commands { #expect(page.out.contains(name), "\(name)") }
        #expect(bench.run("reference", "--man").out.hasPrefix(".TH"))
        let codes = bench.run("reference", "--diagnostics")
        #expect(codes.out.contains("FL0101") && codes.out.contains("FL0706"))
        #expect(
            bench.run("schema", "--reference").out.contains("`spec.domain`")
                || bench.run("schema", "--reference").out.contains("domain"))
    }
}
