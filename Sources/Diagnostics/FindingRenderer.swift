import Values

/// Turns findings into text for people.
public struct FindingRenderer: Sendable {
    private let sources: Sources
    private let style: TextStyle
    private let width: Int

    /// Makes a renderer.
    ///
    /// - Parameters:
    ///   - sources: the files that places point into; without them the lines are left out.
    ///   - style: with or without colours.
    ///   - width: the columns of the terminal.
    public init(sources: Sources = Sources(), style: TextStyle = .plain, width: Int = 80) {
        self.sources = sources
        self.style = style
        self.width = width
    }

    /// All findings in order and the line that counts them; empty when there are none.
    public func render(_ findings: Findings) -> String {
        guard !findings.isEmpty else { return "" }
        let shown = findings.sorted().map { render($0) }.joined(separator: "\n")
        return shown + "\n" + findings.summary + "\n"
    }

    /// One finding, ending with a line feed.
    public func render(_ finding: Finding) -> String {
        var lines = [heading(of: finding)]
        lines += excerpt(of: finding)
        if let cause = finding.cause { lines += labelled("cause", cause) }
        if let hint = finding.hint { lines += labelled("hint", hint) }
        return lines.joined(separator: "\n") + "\n"
    }

    private func heading(of finding: Finding) -> String {
        var text = ""
        if let place = finding.place {
            text += style.apply(.strong, DisplayWidth.printable(place.description) + ":") + " "
        }
        text += style.apply(role(of: finding.severity), "\(finding.severity.word)[\(finding.code)]:") + " "
        if let component = finding.component { text += "component \(DisplayWidth.printable(component)): " }
        return text + DisplayWidth.printable(finding.message, keepingLines: true)
    }

    private func excerpt(of finding: Finding) -> [String] {
        guard let place = finding.place, let line = sources.line(place) else { return [] }
        let number = String(place.line)
        let gutter = String(repeating: " ", count: max(4 - number.count, 1)) + number
        let blank = String(repeating: " ", count: gutter.count)
        let excerpt = Excerpt(line: line, column: place.column, width: width - gutter.count - 3)
        let caret = String(repeating: " ", count: excerpt.caretOffset) + style.apply(role(of: finding.severity), "^")
        return [
            style.apply(.faint, gutter + " |") + " " + excerpt.text,
            style.apply(.faint, blank + " |") + " " + caret,
        ]
    }

    private func labelled(_ label: String, _ text: String) -> [String] {
        let parts = DisplayWidth.printable(text, keepingLines: true).split(
            separator: "\n", omittingEmptySubsequences: false)
        let indent = String(repeating: " ", count: label.count + 4)
        return parts.enumerated().map { index, part in
            index == 0 ? "  " + style.apply(.strong, label + ":") + " " + part : indent + part
        }
    }

    private func role(of severity: Finding.Severity) -> TextStyle.Role {
        switch severity {
        case .note: .note
        case .warning: .warning
        case .error: .error
        }
    }
}
