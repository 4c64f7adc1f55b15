import CommandTree
import Host
import Testing

/// Completions, the manual page and the reference, checked by the programs that read them where those are there.
@Suite struct GeneratedTests {
    private func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }

    @Test(arguments: [
        (["boat", ""], ["catalog", "help", "render"]),
        (["boat", "ca"], ["catalog"]),
        (["boat", "catalog", ""], ["help", "list", "show"]),
        (["boat", "--color", "catalog", ""], ["catalog", "help", "render"]),
        (["boat", "render", "-o", ""], ["json", "text", "yaml"]),
        (["boat", "render", "--output", "=", "j"], ["json"]),
        (["boat", "render", "--re"], ["--replicas"]),
        (["boat", "catalog", "show", ""], ["picture", "text"]),
        (["boat", "render", "--out", "/us"], ["/usr"]),
    ]) func bashCompletes(words: [String], offered: [String]) throws {
        let script = Completions.script(.bash, root: SampleTree.root)
        let driver = """
            \(script)
            COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _boat; printf '%s\\n' "${COMPREPLY[@]}"
            """
        let result = try Processes.run("bash", ["--norc", "-c", driver, "bash"] + words)
        #expect(result.stderr == [], "\(text(result.stderr))")
        #expect(text(result.stdout).split(separator: "\n").map(String.init).sorted() == offered)
    }

    @Test(.enabled(if: Processes.find("zsh") != nil)) func zshAcceptsTheScript() throws {
        let script = Completions.script(.zsh, root: SampleTree.root)
        let result = try Processes.run("zsh", ["-f", "-n", "/dev/stdin"], input: Array(script.utf8))
        #expect(result.succeeded, "\(text(result.stderr))")
    }

    @Test(
        .enabled(if: Processes.find("fish") != nil),
        arguments: [
            ("boat ", ["catalog", "render"]),
            ("boat catalog ", ["list", "show"]),
            ("boat --color never catalog sh", ["show"]),
            ("boat render -o ", ["json", "text", "yaml"]),
            ("boat catalog show ", ["picture", "text"]),
            ("boat render --rep", ["--replicas"]),
        ])
    func fishCompletes(line: String, offered: [String]) throws {
        try Files.withTemporaryDirectory { root in
            let file = root / "boat.fish"
            try Files.writeAtomically(file, Array(Completions.script(.fish, root: SampleTree.root).utf8))
            let result = try Processes.run(
                "fish", ["--no-config", "-c", "source \(file); complete -C '\(line)'"],
                environment: ["HOME": root.string, "PATH": Environment.process["PATH"] ?? ""])
            #expect(result.stderr == [], "\(text(result.stderr))")
            let names = text(result.stdout).split(separator: "\n").map { line in
                String(line.prefix { $0 != "\t" })
            }
            #expect(names.sorted() == offered)
        }
    }

    @Test(.enabled(if: Processes.find("groff") != nil)) func manualPageIsCleanRoff() throws {
        let page = ManualPage.roff(SampleTree.program)
        let result = try Processes.run("groff", ["-man", "-Tutf8", "-ww", "-P-cbou"], input: Array(page.utf8))
        #expect(result.succeeded)
        #expect(result.stderr == [], "\(text(result.stderr))")
        let shown = text(result.stdout)
        for word in ["boat render [OPTIONS] [FILE]", "-s, --set KEY=VALUE", "don't ask: [just] do it", "EXIT STATUS"] {
            #expect(shown.contains(word), "\(word) in \(shown)")
        }
    }

    @Test func referenceNamesEverything() {
        let reference = CommandReference.markdown(SampleTree.root)
        for (path, command) in SampleTree.root.walk() {
            #expect(reference.contains("## \(path.joined(separator: " "))\n"))
            for option in command.options { #expect(reference.contains("| `\(option.term)` |")) }
            for example in command.examples { #expect(reference.contains("    \(example.line)\n")) }
        }
        #expect(reference.contains("| `64` | the command line is wrong |"))
        #expect(reference.contains("don't ask: \\[just\\] do it"))
    }
}
