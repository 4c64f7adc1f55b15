import Diagnostics

/// Lines that fit.
enum TextFlow {
    /// Breaks a text at spaces; a word that is wider than a line is cut, so that no line ever is.
    ///
    /// - Parameters:
    ///   - text: the text; its leading spaces stay.
    ///   - width: the columns of a line.
    ///   - later: how far lines after the first are indented.
    static func wrap(_ text: String, width: Int, later: Int = 0) -> [String] {
        let width = max(width, later + 8)
        let leading = text.prefix { $0 == " " }
        var lines: [String] = []
        var line = String(leading)
        var used = leading.count
        var isFresh = true
        func startLine() {
            lines.append(line)
            line = String(repeating: " ", count: later)
            used = later
            isFresh = true
        }
        for word in text.split(separator: " ") {
            let room = DisplayWidth.of(String(word))
            if !isFresh, used + 1 + room > width { startLine() }
            if !isFresh {
                line += " "
                used += 1
            }
            for scalar in word.unicodeScalars {
                let size = DisplayWidth.of(scalar)
                if used + size > width { startLine() }
                line.unicodeScalars.append(scalar)
                used += size
                isFresh = false
            }
        }
        return lines + [line]
    }

    /// The text with spaces behind it up to a width.
    static func pad(_ text: String, _ width: Int) -> String {
        text + String(repeating: " ", count: max(0, width - DisplayWidth.of(text)))
    }

    /// The text without spaces at its end.
    static func trimmed(_ text: String) -> String { String(text.reversed().drop { $0 == " " }.reversed()) }
}
