/// Text that cannot break out of its place in a Markdown page.
enum MarkdownText {
    /// Line breaks and runs of spaces become one space.
    static func oneLine(_ text: String) -> String {
        text.unicodeScalars.split { $0.properties.isWhitespace }.map { String($0) }.joined(separator: " ")
    }

    /// A table cell: a bar would end it, even inside code marks.
    static func cell(_ text: String) -> String {
        var output = ""
        for scalar in oneLine(text).unicodeScalars {
            if scalar == "|" { output += "\\" }
            output.unicodeScalars.append(scalar)
        }
        return output
    }

    /// Code marks with more backticks than the text holds in a row.
    static func code(_ text: String) -> String {
        let run = longestRun(of: "`", in: text)
        guard run > 0 else { return "`\(text)`" }
        let marks = String(repeating: "`", count: run + 1)
        return "\(marks) \(text) \(marks)"
    }

    /// A fenced block of YAML; the text ends in a newline.
    static func fenced(_ text: String) -> String {
        let marks = String(repeating: "`", count: max(3, longestRun(of: "`", in: text) + 1))
        return "\(marks)yaml\n\(text)\(marks)"
    }

    /// The text with one newline at its end.
    static func endingInOneNewline(_ text: String) -> String {
        var view = text.unicodeScalars[...]
        while view.last == "\n" { view.removeLast() }
        return String(view) + "\n"
    }

    private static func longestRun(of mark: Unicode.Scalar, in text: String) -> Int {
        var longest = 0
        var current = 0
        for scalar in text.unicodeScalars {
            current = scalar == mark ? current + 1 : 0
            longest = max(longest, current)
        }
        return longest
    }
}
