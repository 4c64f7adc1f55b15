import Delivery
import Diagnostics
import Host
import TestSupport
import Testing

@Suite struct LockTests {
    static let hash = String(repeating: "0a", count: 32)

    static func parse(_ text: String) throws -> Lock { try Lock.parse(Array(text.utf8), file: "fairlead.lock") }

    @Test func sameLockHasSameText() throws {
        let charts: [Lock.ChartPin] = [
            .init(component: "b", repository: "https://r.example.org", name: "b", version: "2.0.0"),
            .init(component: "a", repository: "oci://r.example.org/x", name: "a", version: "1.0"),
        ]
        let one = Lock(
            files: ["b/x": Self.hash, "a": Self.hash], charts: charts, seals: ["n/s": ["k": "ff", "a": "00"]])
        let other = Lock(
            files: ["a": Self.hash, "b/x": Self.hash], charts: charts.reversed(),
            seals: ["n/s": ["a": "00", "k": "ff"]])
        #expect(one.text == other.text)
        #expect(
            one.text == """
                # Written by fairlead: what it wrote here. Keep this file in Git; without it every file counts as somebody else's.
                version: 1
                files:
                  a: \(Self.hash)
                  b/x: \(Self.hash)
                charts:
                  - component: a
                    repository: oci://r.example.org/x
                    name: a
                    version: "1.0"
                  - component: b
                    repository: https://r.example.org
                    name: b
                    version: 2.0.0
                seals:
                  n/s:
                    a: "00"
                    k: ff

                """)
    }

    @Test(arguments: UInt64(1)...40) func readsWhatItWrote(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        func word() -> String {
            let alphabet = [
                "a", "B", "0", "1", "e", "-", "_", ".x", "é", "e\u{301}", "yes", "~x", "😀", "#", ":", " ", "'", "\"",
            ]
            return "w"
                + (0..<Int.random(in: 1...6, using: &random)).map { _ in alphabet.randomElement(using: &random) ?? "" }
                .joined()
        }
        func hex(_ count: Int) -> String {
            (0..<count).map { _ in String("0123456789abcdef".randomElement(using: &random) ?? "0") }.joined()
        }
        var lock = Lock()
        for _ in 0..<5 {
            lock.files[(0..<3).map { _ in word() }.joined(separator: "/")] = hex(64)
            lock.charts.append(.init(component: word(), repository: word(), name: word(), version: word()))
            lock.seals[word()] = [word(): hex(64), word(): hex(2)]
        }
        lock.charts.sort()
        #expect(try Self.parse(lock.text) == lock, "seed \(seed)")
    }

    @Test(arguments: [
        ("", "FL0001"), ("[]", "FL0102"), ("version: 2", "FL0108"), ("files: {}", "FL0108"),
        ("version: 1\nother: {}", "FL0101"),
        ("version: 1\nfiles: []", "FL0102"), ("version: 1\nfiles: {a: 00}", "FL0106"),
        ("version: 1\ncharts: {}", "FL0102"),
        ("version: 1\ncharts: [{name: x}]", "FL0102"), ("version: 1\nseals: {a: b}", "FL0102"),
        ("version: 1\nseals: {a: {b: xyz}}", "FL0106"), ("version: 1\nversion: 1", "FL0001"), ("version: [", "FL0001"),
        ("a: &a [1]\nb: *a", "FL0001"),
    ])
    func damageIsAFinding(text: String, code: String) throws {
        #expect(try codes { _ = try Self.parse(text) } == ["\(code) error"])
    }

    @Test(arguments: [
        "../x", "/etc/passwd", "a/../../x", "a/./b", "a//b", "a/", ".", "..", ".git/config", ".GIT/config",
        ".fairlead/lock",
        "fairlead.lock", "a\\nb", "a\\u0000b", "a\\e[2Jb", "",
    ])
    func pathsThatLeadElsewhereAreRefused(path: String) throws {
        #expect(try codes { _ = try Self.parse("version: 1\nfiles: {\"\(path)\": \(Self.hash)}") } == ["FL0104 error"])
    }

    @Test func aFileOfThousandsOfFaultsIsSaidBriefly() throws {
        let lines = (0..<5000).map { "  f\($0): x" }.joined(separator: "\n")
        #expect(try codes { _ = try Self.parse("version: 1\nfiles:\n" + lines) }.count == 20)
    }

    @Test func whatIsNotThereIsNoLock() throws {
        try Files.withTemporaryDirectory { (folder: Path) throws in
            #expect(try Lock.read(folder) == nil)
            #expect(try Lock.read(folder / "missing") == nil)
            #expect(try Files.list(folder).isEmpty)
        }
    }
}
