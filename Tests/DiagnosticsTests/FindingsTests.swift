import Diagnostics
import TestSupport
import Testing
import Values

@Suite struct FindingsTests {
    private func finding(_ code: String, _ file: String?, _ line: Int = 1, _ column: Int = 1) -> Finding {
        Finding(code: code, message: "m", place: file.map { Place(file: $0, line: line, column: column) })
    }

    @Test func sortsByFileLineColumnAndCode() {
        let expected = [
            finding("FL2", "a", 2, 9), finding("FL1", "a", 10, 1), finding("FL2", "a", 10, 1), finding("FL1", "b"),
            finding("FL0", nil),
        ]
        var generator = SeededGenerator(seed: 3)
        for _ in 0..<20 {
            #expect(Findings(expected.shuffled(using: &generator)).sorted() == expected, "seed 3")
        }
    }

    @Test func dropsDuplicates() {
        let findings = Findings([finding("FL1", "a"), finding("FL1", nil), finding("FL1", "a"), finding("FL1", nil)])
        #expect(findings.sorted().count == 2)
        #expect(findings.summary == "2 errors")
        let other = Findings([
            Finding(code: "FL1", message: "m", hint: "one"), Finding(code: "FL1", message: "m", hint: "two"),
        ])
        #expect(other.sorted().count == 2)
    }

    @Test func summaryCounts() {
        var findings = Findings()
        #expect(findings.summary == "no findings")
        findings.add(Finding(code: "FL1", severity: .warning, message: "w"))
        #expect(!findings.hasErrors)
        findings.add(contentsOf: [finding("FL2", "a"), finding("FL3", "a")])
        #expect(findings.summary == "2 errors, 1 warning")
        #expect(throws: FindingsError.self) { try findings.throwIfErrors() }
    }

    @Test func nodeLeavesOutWhatIsAbsent() {
        let node = Finding(code: "FL1", severity: .note, message: "m", component: "c").node
        #expect(JSON.write(node) == #"{"code":"FL1","severity":"note","message":"m","component":"c"}"#)
        let placed = finding("FL1", "a", 3, 4).node
        #expect(placed.at("line")?.integer == 3)
        #expect(placed.at("column")?.integer == 4)
    }

    @Test func sourcesGiveLines() {
        var sources = Sources()
        sources.add(file: "f", bytes: Array("one\r\ntwo\n".utf8) + [0xFF])
        let lines = (0...5).map { sources.line(Place(file: "f", line: $0, column: 1)) }
        #expect(lines == [nil, "one", "two", "\u{FFFD}", nil, nil])
        #expect(sources.line(Place(file: "g", line: 1, column: 1)) == nil)
    }
}
