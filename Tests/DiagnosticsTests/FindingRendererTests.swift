import Diagnostics
import TestSupport
import Testing
import Values

@Suite struct FindingRendererTests {
    private func shown(_ line: String, column: Int, width: Int = 80) -> [String] {
        var sources = Sources()
        sources.add(file: "p.yaml", bytes: Array(line.utf8))
        let finding = Finding(code: "FL0104", message: "m", place: Place(file: "p.yaml", line: 1, column: column))
        let text = FindingRenderer(sources: sources, width: width).render(finding)
        return text.split(separator: "\n").map(String.init)
    }

    @Test func showsEverything() {
        var sources = Sources()
        sources.add(file: "platform.yaml", bytes: Array("a: 1\r\nreplicas: \"3\"\r\n".utf8))
        let finding = Finding(
            code: "FL0104", severity: .error, message: "`replicas` must be an integer",
            place: Place(file: "platform.yaml", line: 2, column: 11), cause: "it is in quotes", hint: "remove\nthem")
        #expect(
            FindingRenderer(sources: sources).render(finding) == """
                platform.yaml:2:11: error[FL0104]: `replicas` must be an integer
                   2 | replicas: "3"
                     |           ^
                  cause: it is in quotes
                  hint: remove
                        them

                """)
    }

    @Test func withoutPlaceNamesTheComponent() {
        let finding = Finding(code: "FL0200", message: "nobody provides it", component: "litellm")
        #expect(FindingRenderer().render(finding) == "error[FL0200]: component litellm: nobody provides it\n")
    }

    @Test func coloursOnlyWhenAsked() {
        let finding = Finding(code: "FL0200", message: "m", hint: "h")
        #expect(!FindingRenderer().render(finding).contains("\u{1B}"))
        #expect(FindingRenderer(style: .coloured).render(finding).contains("\u{1B}[1;31merror[FL0200]:\u{1B}[0m m"))
    }

    @Test func escapeSequencesOfTheInputDoNotReachTheTerminal() {
        let lines = shown("a: \u{1B}[2J", column: 4)
        #expect(lines[1] == "   1 | a: ␛[2J")
        let finding = Finding(code: "FL1", message: "bad \u{1B}]0;x\u{7}", component: "c\r", hint: "\u{9B}1m")
        let text = FindingRenderer().render(finding)
        #expect(text.unicodeScalars.allSatisfy { $0 == "\n" || $0.value >= 32 && !(0x7F...0x9F).contains($0.value) })
    }

    @Test(arguments: [
        ("\tkey: x", 2, "   1 |     key: x", "     |     ^"),
        ("a\tb", 3, "   1 | a   b", "     |     ^"),
        ("名前: x", 5, "   1 | 名前: x", "     |       ^"),
        ("e\u{301}a: x", 3, "   1 | e\u{301}a: x", "     |  ^"),
        ("ab", 99, "   1 | ab", "     |   ^"),
        ("ab", -5, "   1 | ab", "     | ^"),
    ]) func caretStandsUnderTheColumn(line: String, column: Int, text: String, caret: String) {
        let lines = shown(line, column: column)
        #expect(lines.dropFirst() == [text, caret])
    }

    @Test func longLinesAreCutAroundTheCaret() throws {
        let line = String(repeating: "a", count: 500) + "X" + String(repeating: "b", count: 500)
        let lines = shown(line, column: 501, width: 40)
        #expect(lines[1].count <= 40)
        #expect(lines[1].hasPrefix("   1 | …a") && lines[1].hasSuffix("b…"))
        let caret = try #require(lines[2].firstIndex(of: "^"))
        let offset = lines[2].distance(from: lines[2].startIndex, to: caret)
        #expect(Array(lines[1])[offset] == "X")
    }

    @Test func caretStaysRightForAnyLine() {
        var generator = SeededGenerator(seed: 11)
        let letters: [Character] = ["a", "字", "\t", " ", "é", "👍", "x"]
        for _ in 0..<300 {
            let count = Int.random(in: 1...150, using: &generator)
            let column = Int.random(in: 1...count, using: &generator)
            var scalars = (0..<count).map { _ in letters.randomElement(using: &generator) ?? "a" }
            scalars[column - 1] = "Ω"
            let lines = shown(String(scalars), column: column, width: 30)
            let before = lines[2].prefix { $0 != "^" }
            let marked = lines[1].prefix { $0 != "Ω" }
            #expect(DisplayWidth.of(String(before)) == DisplayWidth.of(String(marked)), "seed 11: \(lines)")
            #expect(DisplayWidth.of(lines[1]) <= 30, "seed 11: \(lines)")
        }
    }
}
