/// A text of several lines in the literal block style (`|`), where that is safe.
struct BlockScalar {
    /// `|` with its indicators.
    let header: String
    /// The lines, without indentation and without their ends.
    let lines: [Substring.UTF8View]

    /// Plans the block, or gives nil for a text that must be in double quotes.
    init?(_ text: String) {
        guard text.utf8.contains(0x0A), text.unicodeScalars.allSatisfy(PlainScalar.isPrintable) else { return nil }
        var parts = text.utf8.split(separator: 0x0A, omittingEmptySubsequences: false)
        var chomping = "-"
        if parts.last?.isEmpty == true {
            parts.removeLast()
            chomping = parts.last?.isEmpty == true ? "+" : ""
        }
        // Where blank lines end the text, readers disagree about spaces in them; and a text without anything but
        // white space is easier to see in quotes.
        guard let lastWritten = parts.last(where: { !$0.isEmpty }), !Self.isBlank(lastWritten), let first = parts.first
        else { return nil }
        // Readers find the indentation from the first line, which therefore must not begin with white space itself.
        let needsIndicator = first.isEmpty || first.first == 0x20 || first.first == 0x09
        header = "|" + (needsIndicator ? "2" : "") + chomping
        lines = parts
    }

    private static func isBlank(_ line: Substring.UTF8View) -> Bool {
        line.allSatisfy { $0 == 0x20 || $0 == 0x09 }
    }
}
