import Diagnostics

/// Text in lines no wider than a terminal.
enum TextLayout {
    /// Breaks a paragraph at spaces. A word wider than the line gets a line of its own, whole, so that it can be copied.
    static func wrap(_ text: String, width: Int) -> [String] {
        var lines: [String] = []
        var line = ""
        var used = 0
        for word in text.unicodeScalars.split(whereSeparator: { $0 == " " || $0 == "\n" }) {
            let word = String(Substring(word))
            let room = DisplayWidth.of(word)
            if !line.isEmpty, used + 1 + room > width {
                lines.append(line)
                line = ""
                used = 0
            }
            if !line.isEmpty {
                line += " "
                used += 1
            }
            line += word
            used += room
        }
        if !line.isEmpty { lines.append(line) }
        return lines
    }

    /// The paragraphs of a text: what an empty line separates.
    static func paragraphs(_ text: String) -> [String] {
        var result: [String] = []
        var current: [Substring] = []
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            if line.allSatisfy({ $0 == " " }) {
                if !current.isEmpty { result.append(current.joined(separator: "\n")) }
                current = []
            } else {
                current.append(line)
            }
        }
        if !current.isEmpty { result.append(current.joined(separator: "\n")) }
        return result
    }

    /// The text with spaces behind it up to a width.
    static func pad(_ text: String, to width: Int) -> String {
        text + String(repeating: " ", count: max(0, width - DisplayWidth.of(text)))
    }
}
