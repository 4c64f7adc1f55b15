import Crypto
import Host
import Secrets
import Testing
import Values

/// The verbs of one machine, with a stand-in for Podman: what they ask of it, and what they say.
@Suite(.needsHelm) struct MachineVerbTests {
    /// Four lists and the readiness commands: every further question would be felt.
    @Test func upAgainAsksLittle() throws {
        try MachineBench.with { machine throws in
            _ = try machine.up()
            #expect(try machine.calls().contains { $0.first == "create" })
            let again = try machine.up()
            #expect(again.out.contains("nothing was written"), "\(again)")
            let asked = try machine.calls().map { $0.prefix(2).joined(separator: " ") }.sorted()
            #expect(
                asked == [
                    "exec corner.box.box", "exec corner.plain-postgres.plain-postgres", "network ls", "ps --all",
                    "secret ls", "volume ls",
                ], "\(asked)")
        }
    }

    @Test func logsAreMaskedAndChosen() throws {
        try MachineBench.with { machine throws in
            _ = try machine.up()
            let word = try machine.value("box/word")
            try machine.write(
                Array("first\nthe word is \(word)!\nan \u{1b}[31mescape\nlast without end".utf8), to: "logs")
            let shown = try machine.fairlead("logs", "box", "--lines", "7", "--since", "5m")
            #expect(shown.status == 0, "\(shown)")
            let lines = shown.out.split(separator: "\n")
            #expect(lines.count == 4 && lines.allSatisfy { $0.hasPrefix("Deployment/box  ") }, "\(shown)")
            #expect(shown.out.contains("the word is «masked»!") && !shown.out.contains("\u{1b}"), "\(shown)")
            #expect(
                try machine.calls().contains(["logs", "--tail", "7", "--since", "300s", "corner.box.box"]))
            let data = try machine.fairlead("logs", "box", "-o", "json")
            let node = try JSON.parse(Array(data.out.utf8), file: "logs")
            #expect(node.at("3", "line")?.string == "last without end", "\(data)")
            #expect(try machine.fairlead("logs", "bx").status != 0)
            #expect(try machine.fairlead("logs", "box", "--since", "soon").status == 64)
        }
    }

    /// What is followed ends within a second when somebody asks to stop, and leaves nobody behind.
    @Test(arguments: [2, 15]) func followingEnds(_ signal: Int) throws {
        try MachineBench.with { machine throws in
            _ = try machine.up()
            try machine.write(Array("begun\n".utf8), to: "logs")
            let script = """
                import signal, subprocess, sys, time
                # Whoever runs in the background was started to ignore it.
                signal.signal(signal.SIGINT, signal.SIG_DFL)
                child = subprocess.Popen(sys.argv[2:], stdout=subprocess.PIPE)
                line = child.stdout.readline()
                start = time.monotonic()
                child.send_signal(int(sys.argv[1]))
                status = child.wait()
                print(line.decode().strip(), status, time.monotonic() - start < 1)
                """
            let result = try machine.bench.shell(
                "python3",
                ["-c", script, "\(signal)", binary.string, "logs", "box", "--follow", "--catalog", "catalog"])
            #expect(result.out == "Deployment/box  begun \(128 + signal) True\n", "\(result)")
        }
    }

    /// More than a few pieces of a volume go out and come back, byte by byte.
    @Test func copiesComeBack() throws {
        try MachineBench.with { machine throws in
            _ = try machine.up()
            let volume = "volume.corner.box.things"
            let bytes = (0..<(36 << 20)).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ $0 >> 9) }
            try machine.write(bytes, to: volume)
            let copy = try machine.fairlead("backup", "copy.tar")
            #expect(copy.status == 0, "\(copy)")
            let list = try machine.bench.shell("tar", ["-tf", "copy.tar"]).out.split(separator: "\n").sorted()
            #expect(list.filter { $0.hasSuffix("-2.age") }.count == 1 && list.count == 5, "\(list)")
            #expect(try machine.fairlead("backup", "copy.tar").status != 0, "it is written over")
            #expect(try machine.calls().filter { $0.first == "start" }.last?.contains("corner.box.box") == true)
            #expect(try machine.fairlead("restore", "copy.tar").status != 0, "the platform is there")
            #expect(try machine.fairlead("down", "--delete-data", "corner", "--yes").status == 0)
            _ = try Files.remove(machine.standIn / volume)
            let restored = try machine.fairlead("restore", "copy.tar")
            #expect(restored.status == 0, "\(restored)")
            #expect(try Files.read(machine.standIn / volume, limit: 64 << 20) == bytes)
            // Cut off in the middle, it is refused.
            let whole = try Files.read(machine.bench.folder / "copy.tar", limit: 64 << 20)
            try machine.bench.write(Array(whole.prefix(whole.count / 2)), to: "half.tar")
            #expect(try machine.fairlead("down", "--delete-data", "corner", "--yes").status == 0)
            let half = try machine.fairlead("restore", "half.tar")
            #expect(half.status == 1 && half.error.contains("not whole"), "\(half)")
        }
    }

    @Test func migrationIsExplained() throws {
        try MachineBench.with { machine throws in
            _ = try machine.up()
            let before = try contents(machine.bench.folder)
            for engine in ["argocd", "helm", "flux"] {
                let plan = try machine.fairlead("migrate", "--to", engine)
                #expect(plan.status == 0, "\(plan)")
                for text in [
                    "box.database (postgres): plain-postgres → cloudnative-pg", "the database box of plain-postgres",
                    "box: the volume corner.box.things, files in a form that only box knows",
                    "migrate --to \(engine) --load move.tar",
                ] { #expect(plan.out.contains(text), "\(text): \(plan)") }
            }
            #expect(try contents(machine.bench.folder).keys.sorted() == before.keys.sorted(), "looking writes nothing")
            for words in [["--to", "podman"], [], ["--to", "helm", "--save", "a", "--load", "b"]] {
                let result = try machine.bench.shell(binary.string, ["migrate", "--catalog", "catalog"] + words)
                #expect(result.status == 64, "\(words): \(result)")
            }
        }
    }

    @Test func databasesAreSaved() throws {
        try MachineBench.with { machine throws in
            _ = try machine.up()
            let dump = Array("a dump of the box, readable by nobody".utf8)
            try machine.write(dump, to: "exec")
            _ = try machine.calls()
            let saved = try machine.fairlead("migrate", "--to", "helm", "--save", "move.tar")
            #expect(saved.status == 0 && saved.out.contains("1 databases"), "\(saved)")
            let calls = try machine.calls()
            #expect(calls.contains { $0.contains("pg_dump") && $0.contains("--username=box") })
            // The dump is read back as a whole, and then it is in the file for nobody to see.
            #expect(calls.contains { $0.contains("pg_restore") && $0.contains("--file=/dev/null") })
            #expect(try Files.read(machine.standIn / "exec.in") == dump)
            let file = try Files.read(machine.bench.folder / "move.tar")
            #expect(file.firstRange(of: Array("readable by nobody".utf8)) == nil)
            let none = try machine.fairlead("migrate", "--to", "helm", "--load", "move.tar")
            #expect(none.status == 64 && none.error.contains("box.database"), "\(none)")
            let early = try machine.fairlead(
                "migrate", "--to", "helm", "--load", "move.tar", "--target", "box.database=127.0.0.1:1")
            #expect(early.status == 1 && early.error.contains("fairlead render --delivery helm"), "\(early)")
        }
    }

    /// No value of the store is said, nor given to Podman where others see it, by any verb of the machine.
    @Test func noValueLeaks() throws {
        try MachineBench.with { machine throws in
            _ = try machine.up()
            let store = try machine.bench.opened()
            let values = store.ids.compactMap { store.get($0)?.withBytes { String(decoding: $0, as: UTF8.self) } }
            #expect(values.count >= 3)
            try machine.write(Array((values.joined(separator: "\n") + "\n").utf8), to: "logs")
            let verbs = [
                ["up", "--yes"], ["status"], ["status", "-o", "json"], ["why", "box"], ["logs", "box"],
                ["logs", "box", "-o", "json"], ["restart", "box"], ["restart", "box", "-o", "json"],
                ["backup", "copy.tar"], ["migrate", "--to", "helm"], ["migrate", "--to", "helm", "-o", "json"],
                ["migrate", "--to", "helm", "--save", "move.tar"], ["doctor"], ["down", "--yes"],
                ["restore", "copy.tar"], ["chat", "Hello"],
            ]
            for verb in verbs {
                let result = try machine.bench.shell(
                    binary.string, verb + ["--catalog", "catalog", "--no-input"])
                let calls = try machine.calls().joined().joined(separator: " ")
                for value in values {
                    #expect(!result.text.contains(value), "\(verb)")
                    #expect(!calls.contains(value), "\(verb), as an argument of Podman")
                }
            }
            for (file, text) in try contents(machine.bench.folder)
            where !file.hasPrefix("home/") && file != "stand-in/logs" && file != "stand-in/exec.in" {
                for value in values { #expect(!text.contains(value), "\(file)") }
            }
        }
    }
}
