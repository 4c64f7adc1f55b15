import CommandTree
import Diagnostics
import Host
import TestSupport
import Testing

@Suite struct ParsingTests {
    @Test(arguments: [
        ("render", "-|-||-|-"),
        ("render p.yaml --out d", "p.yaml|d||-|-"),
        ("render --out=d p.yaml", "p.yaml|d||-|-"),
        ("render --out= p.yaml", "p.yaml|||-|-"),
        ("render --out=a=b", "-|a=b||-|-"),
        ("render -s a=1 -sb=2 -s=c", "-|-|a=1,b=2,c|-|-"),
        ("render -fs x", "-|-|x|force|-"),
        ("render -qf", "-|-||force|-"),
        ("render -f --force", "-|-||force|-"),
        ("render -- --out", "--out|-||-|-"),
        ("render -", "-|-||-|-"),
        ("render --out - --", "-|-||-|-"),
        ("render --replicas 9", "-|-||-|9"),
        ("--quiet render --color never -f", "-|-||force|-"),
        ("render render", "render|-||-|-"),
        ("catalog list", "listed"),
        ("catalog show text a b c", "text:a+b+c"),
        ("catalog show picture -- -a --", "picture:-a+--"),
    ]) func accepts(line: String, output: String) {
        let result = SampleTree.run(line.split(separator: " ").map(String.init))
        #expect(result.status == .success, "\(result.error)")
        #expect(result.out == output + "\n")
    }

    @Test(
        arguments: [
            ("rendr", "unknown command `rendr`", "did you mean `render`?"),
            ("catalog shwo", "unknown command `shwo`", "did you mean `show`?"),
            ("xyzzy", "unknown command `xyzzy`", nil),
            ("render --otu d", "unknown option `--otu`", "did you mean `--out`?"),
            ("render --outputs=json", "unknown option `--outputs`", "did you mean `--output`?"),
            ("render -x", "unknown option `-x`", nil),
            ("--out d render", "unknown option `--out`", "options of a command follow its name"),
            ("render a b", "unexpected argument `b`", "this command takes [FILE]"),
            ("catalog list x", "unexpected argument `x`", "this command takes no arguments"),
            ("render --out", "`--out` needs a value, DIR", nil),
            (
                "render --out --force", "`--out` needs a value, DIR",
                "write `--out=--force` when the value begins with a dash"
            ),
            ("render -s", "`-s` needs a value, KEY=VALUE", nil),
            ("render --force=yes", "`--force` takes no value", nil),
            ("render -f=1", "`-f` takes no value", nil),
            ("render --out a --out b", "`--out` is given twice", nil),
            ("render -o jsn", "`-o` cannot be `jsn`; choose one of text, json, yaml", "did you mean `json`?"),
            ("render --color=maybe", "`--color` cannot be `maybe`; choose one of auto, always, never", nil),
            ("render --replicas 10", "`--replicas` must be a whole number from 1 to 9, not `10`", nil),
            ("catalog show", "missing argument KIND", "KIND is what to show"),
            ("catalog show text", "missing argument NAME", "NAME is which ones"),
            ("catalog show film x", "KIND cannot be `film`; choose one of text, picture", nil),
            ("help rendr", "unknown command `rendr`", "did you mean `render`?"),
            ("render --", nil, nil),
        ] as [(String, String?, String?)]) func refuses(line: String, message: String?, hint: String?)
    {
        let result = SampleTree.run(line.split(separator: " ").map(String.init))
        guard let message else {
            #expect(result.status == .success)
            return
        }
        #expect(result.status == .usage)
        #expect(result.out == "")
        var lines = result.error.split(separator: "\n").map(String.init)
        #expect(lines.removeFirst() == "error: " + message)
        if let hint { #expect(lines.removeFirst() == "  hint: " + hint) }
        #expect(lines.count == 2 && lines[0].hasPrefix("usage: boat") && lines[1].hasSuffix("--help`"), "\(lines)")
    }

    @Test func randomLinesNeverTrap() {
        let words = [
            "render", "catalog", "list", "show", "help", "--", "-", "---", "--=", "-=", "--out", "--out=", "-s", "-sx",
            "-qf",
            "-o", "json", "--help", "-h", "--version", "", " ", "=", "--e\u{301}", "-é", "👍", "a\0b", "--color",
            "never", "-1",
            "--replicas", "99999999999999999999", "text", "--quiet=", "\u{1B}[2J",
        ]
        let seed: UInt64 = 2024
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<5000 {
            let line = (0..<Int.random(in: 0...7, using: &generator)).map { _ in
                words.randomElement(using: &generator) ?? ""
            }
            let result = SampleTree.run(line)
            #expect([0, 64].contains(result.status.code), "seed \(seed): \(line)")
            #expect(!result.error.contains("\u{1B}"), "seed \(seed): \(line)")
        }
    }

    @Test func statusesOfErrors() {
        func status(_ error: any Error & Sendable) -> (Int32, String) {
            let root = Command("x", summary: "s") { _ in throw error }
            let result = SampleTree.run([], program: Program(root: root, version: "1"))
            return (result.status.code, result.error)
        }
        struct Odd: Error {}
        #expect(status(Odd()).0 == 1)
        #expect(status(CommandFailure("no", status: .unreachable, hint: "h")) == (69, "error: no\n  hint: h\n"))
        #expect(status(FindingsError(findings: [Finding(code: "FL1", message: "m")])).0 == 65)
        #expect(status(Interrupted(signal: 15)).0 == 143)
        #expect(status(OutputFailure.closed) == (141, ""))
        #expect(status(FileFailure(.denied, "read", "f")).0 == 77)
        #expect(status(FileFailure(.notFound, "read", "f")).0 == 65)
        #expect(status(FileFailure(.full, "write", "f")).0 == 1)
        #expect(status(UsageError("bad")) == (64, "error: bad\nusage: x [OPTIONS]\nsee `x --help`\n"))
    }

    @Test func ownErrorsAreDescribedByTheProgram() {
        struct Odd: Error {}
        let root = Command("x", summary: "s") { _ in throw Odd() }
        let program = Program(root: root, version: "1") { error in
            guard error is Odd else { return nil }
            return Program.ErrorReport(
                status: .unreachable, findings: Findings([Finding(code: "FL9", message: "far away")]))
        }
        let result = SampleTree.run([], program: program)
        #expect(result.status == .unreachable)
        #expect(result.error == "error[FL9]: far away\n\n1 error\n")
    }

    @Test func outputFormats() {
        #expect(SampleTree.run(["render", "-o", "yaml"]).out.hasPrefix("words:"))
        #expect(SampleTree.run(["render", "-ojson"]).out.hasPrefix("{"))
        #expect(SampleTree.run(["render"]).error == "rendering\n")
        #expect(SampleTree.run(["render", "-q"]).error == "")
    }
}
