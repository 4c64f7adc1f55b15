import Crypto
import Delivery
import Glibc
import Host
import Platform
import Secrets
import TestSupport
import Testing

/// The program as a process: signals, pipes, kills, and several at once.
@Suite(.needsHelm, .serialized) struct ProcessTests {
    private static let words = ["render", "platform.yaml", "--out", "out", "--catalog", "catalog"]

    @Test func theStatusReachesTheShell() throws {
        try SmallPlatform.with { (bench: inout Workbench) throws in
            #expect(try bench.process("--version").status == 0)
            #expect(try bench.process("rendre").status == 64)
            #expect(try bench.process().status == 64)
            #expect(try bench.process("check", "none.yaml").status == 65)
            #expect(try bench.process("check", "--catalog", "catalog").status == 0)
        }
    }

    /// Go tells of each collection where it is asked to (package runtime, `GODEBUG=gctrace=1`).
    @Test func shortRunsCollectNothing() throws {
        try SmallPlatform.with { bench in
            var environment = bench.environment
            environment["GODEBUG"] = "gctrace=1"
            environment["GOGC"] = "1"
            func collections() throws -> Int {
                let result = try bench.process("plan", "--catalog", "catalog", environment: environment)
                #expect(result.status == 0, "\(result)")
                return result.error.split(separator: "\n").filter { $0.hasPrefix("gc ") }.count
            }
            let asked = try collections()
            #expect(asked > 0, "what somebody sets holds")
            environment["GOGC"] = nil
            environment["SHLVL"] = "1"
            environment["OLDPWD"] = "/"
            let unasked = try collections()
            #expect(unasked == 0)
        }
    }

    /// The store is locked by somebody else, so the program is surely waiting when the signal comes.
    @Test(arguments: [("INT", Int32(130)), ("TERM", 143)])
    func asksToStop(_ signal: String, _ status: Int32) throws {
        try SmallPlatform.with { bench in
            let before = try whole(bench)
            let lock = bench.folder / ".secrets.age.lock"
            let result = try FileLock.withLock(lock) {
                try bench.shell("timeout", ["--preserve-status", "-s", signal, "3", binary.string] + Self.words)
            }
            #expect(result.status == status, "\(result)")
            #expect(result.error.contains("stopped by a signal"), "\(result)")
            try expectWhole(bench, before)
            #expect(try bench.shell(binary.string, Self.words).status == 0)
        }
    }

    /// Killed at any moment, the old tree or the new one can be had whole, and the store opens.
    @Test func killedAtAnyMoment() throws {
        try SmallPlatform.with { bench in
            let catalog = SmallPlatform.self
            func file(_ greeting: String) -> String {
                // Objects come and go, so that files are added and removed too.
                catalog.platform(
                    shop: greeting == "one" ? "{greeting: one, host: shop}" : "{greeting: two}",
                    more: greeting == "one" ? "" : "    till: {values: {}}")
            }
            var states: [[String: String]] = []
            for greeting in ["one", "two"] {
                try bench.write(file(greeting), to: "platform.yaml")
                let result = bench.run(bench.render())
                #expect(result.status == 0, "\(result)")
                states.append(try bench.tree())
            }
            #expect(states[0] != states[1])
            let start = Clock.system.monotonicMilliseconds()
            #expect(try bench.shell(binary.string, Self.words).status == 0)
            let duration = max(40, Clock.system.monotonicMilliseconds() - start)
            let seed = UInt64.random(in: .min ... .max)
            var random = SeededGenerator(seed: seed)
            var killed = 0
            for round in 0..<20 {
                try bench.write(file(round.isMultiple(of: 2) ? "one" : "two"), to: "platform.yaml")
                // The interesting moments are at the end, where the files are written.
                let milliseconds = Int64.random(in: duration / 2...duration * 5 / 4, using: &random)
                let seconds = "\(milliseconds / 1000).\(String(1000 + milliseconds % 1000).dropFirst())"
                let result = try bench.shell(
                    "timeout", ["--foreground", "-s", "KILL", seconds, binary.string] + Self.words)
                if result.status == 137 { killed += 1 }
                try TreeWriter.recover(bench.out)
                let tree = try bench.tree()
                #expect(states.contains(tree), "seed \(seed), round \(round), after \(milliseconds) ms: neither tree")
                #expect(try bench.opened().get(CredentialID(text: "shop/session-key")) != nil, "seed \(seed)")
            }
            try bench.write(file("one"), to: "platform.yaml")
            let last = bench.run(bench.render())
            #expect(last.status == 0, "\(last)")
            #expect(try bench.tree() == states[0], "seed \(seed), \(killed) killed")
        }
    }

    @Test func theReaderGoesAway() throws {
        try SmallPlatform.with { bench in
            for command in ["catalog list", "schema", "reference", "plan platform.yaml --catalog catalog"] {
                let line = "set -o pipefail; '\(binary)' \(command) 2>error.txt | head -1"
                let result = try bench.shell("bash", ["-c", line])
                #expect(result.status == 0 || result.status == 141, "\(command): \(result)")
                #expect(!result.out.isEmpty, "\(command)")
                let said = try bench.read("error.txt")
                #expect(!said.contains("error:") && !said.contains("pipe"), "\(command): \(said)")
            }
        }
    }

    @Test func coloursAndWidth() throws {
        try SmallPlatform.with { bench in
            let check = ["check", "platform.yaml", "--catalog", "catalog"]
            var variables = bench.environment
            func run(_ more: String..., set: [String: String] = [:]) throws -> Outcome {
                try bench.shell(binary.string, check + more, environment: variables.merging(set) { $1 })
            }
            let escape = "\u{1B}["
            #expect(try !run().text.contains(escape), "a pipe is no terminal")
            #expect(try run("--color", "always").error.contains(escape))
            #expect(try !run("--color", "never", set: ["FORCE_COLOR": "1"]).text.contains(escape))
            #expect(try run(set: ["FORCE_COLOR": "1"]).error.contains(escape))
            #expect(try !run(set: ["FORCE_COLOR": "1", "NO_COLOR": "1"]).text.contains(escape))
            variables["COLUMNS"] = "40"
            for words in [["plan", "platform.yaml", "--catalog", "catalog"], ["render", "--help"]] {
                let narrow = try bench.shell(binary.string, words, environment: variables)
                #expect(narrow.status == 0, "\(narrow)")
            }
            let help = try bench.shell(binary.string, ["render", "--help"], environment: variables)
            let long = help.out.split(separator: "\n").filter { $0.count > 40 && !$0.contains("fairlead ") }
            #expect(long.isEmpty, "\(long)")
        }
    }

    /// Both end well or one says that the other is at work; what is there afterwards is whole.
    @Test func twoAtOnce() throws {
        try SmallPlatform.with { bench in
            let line =
                "'\(binary)' \(Self.words.joined(separator: " ")) -q >a.txt 2>&1 & a=$!; "
                + "'\(binary)' \(Self.words.joined(separator: " ")) -q >b.txt 2>&1; b=$?; wait $a; echo $? $b"
            let result = try bench.shell("bash", ["-c", line])
            let said = try bench.read("a.txt") + bench.read("b.txt")
            let statuses = result.out.split(whereSeparator: \.isWhitespace).compactMap { Int($0) }
            #expect(statuses.count == 2 && statuses.contains(0), "\(result)\n\(said)")
            let codes = Outcome(status: 0, out: "", error: said).codes.filter { $0 != "FL0406" }
            #expect(
                statuses == [0, 0] || codes.contains { ["FL0504", "FL0602", "FL0603", "FL0501"].contains($0) },
                "\(said)")
            let last = bench.run(bench.render())
            #expect(last.status == 0, "\(last)")
            let tree = try bench.tree()
            #expect(bench.run(bench.render()).out.contains("nothing changed"))
            #expect(try bench.tree() == tree)
        }
    }
}
