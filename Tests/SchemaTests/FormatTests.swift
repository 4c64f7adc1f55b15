import Diagnostics
import Schema
import Testing
import Values

@Suite("Formats")
struct FormatTests {
    @Test("each form takes what it should and nothing else", arguments: FormatSamples.all)
    func samples(_ sample: FormatSamples.Sample) throws {
        let schema = try Schema(["type": "string", "format": Node(.string(sample.format))])
        for text in sample.valid {
            #expect(
                schema.validate(Node(.string(text)), codes: .testing, context: "x").isEmpty, "\(sample.format): \(text)"
            )
        }
        for text in sample.invalid + sample.invalidButMatchingPattern {
            let findings = schema.validate(Node(.string(text)), codes: .testing, context: "x")
            #expect(findings.map(\.code) == ["format"], "\(sample.format): \(text)")
            #expect(findings.first?.hint?.isEmpty == false)
        }
    }

    @Test("no form takes the empty string, control characters, or text without end", arguments: FormatSamples.all)
    func never(_ sample: FormatSamples.Sample) throws {
        let schema = try Schema(["format": Node(.string(sample.format))])
        for text in ["", "\n", "\u{0}", "a\nb", "é", String(repeating: "1", count: 100_000)] {
            #expect(!schema.validate(Node(.string(text)), codes: .testing, context: "x").isEmpty, "\(sample.format)")
        }
    }

    @Test("a format says nothing about other types")
    func onlyStrings() throws {
        let schema = try Schema(["format": "quantity"])
        #expect(schema.validate(2, codes: .testing, context: "x").isEmpty)
    }
}
