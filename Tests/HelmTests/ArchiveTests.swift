import Helm
import Host
import TestSupport
import Testing

@Suite struct ArchiveTests {
    @Test func sameFilesSameBytes() throws {
        let files = [("templates/a.yaml", "a"), ("values.yaml", "b: 1")]
        #expect(try chart(files) == chart(files))
    }

    @Test func systemTarReadsIt() throws {
        let long = "templates/" + String(repeating: "d/", count: 50) + "é.yaml"
        let source = try chart([
            (long, "deep\n"), ("templates/empty", ""), ("exact", String(repeating: "x", count: 512)),
        ])
        let list = try Processes.run("tar", ["-tzf", "-", "--quoting-style=literal"], input: source.bytes)
        #expect(list.succeeded)
        #expect(
            String(decoding: list.stdout, as: UTF8.self) == "x/Chart.yaml\nx/\(long)\nx/templates/empty\nx/exact\n")
        let text = try Processes.run("tar", ["-xzOf", "-", "x/\(long)"], input: source.bytes)
        #expect(text.stdout == Array("deep\n".utf8))
    }

    @Test(.needsHelm, arguments: ["ustar", "pax", "gnu"])
    func readsWhatSystemTarWrites(_ format: String) throws {
        let folder = String(repeating: "long-folder/", count: 14)
        try Files.withTemporaryDirectory { scratch in
            try Files.makeDirectories(scratch / "x/crds/\(folder)")
            try Files.writeAtomically(scratch / "x/Chart.yaml", Array("apiVersion: v2\nname: x\nversion: 1.0.0\n".utf8))
            try Files.writeAtomically(scratch / "x/values.yaml", Array("# é\na: 1\n".utf8))
            try Files.writeAtomically(scratch / "x/crds/\(folder)t.yaml", Array("t: é\n".utf8))
            let made = try Processes.run("tar", ["-czf", "-", "--format=\(format)", "-C", scratch.string, "x"])
            try #require(made.succeeded)
            let library = try engine.describe(.archive(made.stdout))
            // Read once by Helm and once by the reader in Swift.
            let own = try HelmCommand().describe(.archive(made.stdout))
            #expect(own.crds.map(\.path) == ["x/crds/\(folder)t.yaml"] && own.crds.map(\.text) == ["t: é\n"])
            #expect(own == library)
        }
    }

    @Test func refusesPathsThatAreNone() {
        for path in [
            "", "/etc/x", "../x", "a//b", "a/./b", "a\\b", "a\nb", "templates/" + String(repeating: "n", count: 101),
        ] {
            #expect(throws: HelmFailure.self, "\(path)") { try chart([(path, "")]) }
        }
        #expect(throws: HelmFailure.self) { try chart([("a", "1"), ("a", "2")]) }
        #expect(throws: HelmFailure.self) { try chart([], name: "a/b") }
    }

    @Test func damagedArchivesAreRefused() throws {
        let good = try chart([("values.yaml", "a: 1\n")]).bytes
        var generator = SeededGenerator(seed: 7)
        for _ in 0..<400 {
            var bytes = good
            if generator.below(2) == 0 {
                bytes.removeLast(1 + generator.below(bytes.count))
            } else {
                bytes[generator.below(bytes.count)] ^= UInt8(1 << generator.below(8))
            }
            do throws(HelmFailure) { _ = try HelmCommand().describe(.archive(bytes)) } catch {
                #expect(error.kind == .chartLoad)
            }
        }
    }
}
