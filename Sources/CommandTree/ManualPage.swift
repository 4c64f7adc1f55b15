/// The manual page of the whole program, for section 1, made from the command tree.
public enum ManualPage {
    /// The page in the `man` macros of roff. It carries no date, so that the same tree gives the same bytes.
    ///
    /// - Parameter program: the program.
    public static func roff(_ program: Program) -> String {
        let root = program.root
        var lines = [
            ".TH \(escaped(root.name.uppercased())) 1 \"\" \"\(escaped(root.name + " " + program.version))\"",
            ".SH NAME",
            "\(escaped(root.name)) \\- \(escaped(root.summary))",
            ".SH SYNOPSIS",
            ".B \(escaped(root.name))",
            line(Help.usage(path: [root.name], command: root).dropFirst(root.name.count + 1)),
        ]
        if !root.discussion.isEmpty { lines += [".SH DESCRIPTION"] + prose(root.discussion) }
        lines.append(".SH OPTIONS")
        lines += terms((root.options + Option.global + [.version]).map { ($0.term, $0.fullHelp) })
        lines.append(".SH COMMANDS")
        lines += root.walk().dropFirst().flatMap(section)
        lines.append(".SH EXIT STATUS")
        lines += terms(ExitStatus.meanings.map { (String($0.status.code), $0.meaning) })
        if !root.examples.isEmpty { lines += [".SH EXAMPLES"] + root.examples.flatMap(example) }
        return lines.joined(separator: "\n") + "\n"
    }

    private static func section(_ path: [String], _ command: Command) -> [String] {
        let words = Array(path.dropFirst())
        var lines = [
            ".SS \"\(escaped(words.joined(separator: " ")))\"", line(command.summary[...]), ".PP",
            "\\fB" + escaped(Help.usage(path: path, command: command)) + "\\fR",
        ]
        if !command.discussion.isEmpty { lines += prose(command.discussion) }
        lines += terms(command.arguments.map { ($0.name, $0.fullHelp) })
        lines += terms(command.options.map { ($0.term, $0.fullHelp) })
        return lines + command.examples.flatMap(example)
    }

    private static func terms(_ rows: [(String, String)]) -> [String] {
        rows.flatMap { [".TP", "\\fB" + escaped($0.0) + "\\fR", line($0.1[...])] }
    }

    private static func prose(_ text: String) -> [String] {
        TextLayout.paragraphs(text).flatMap { paragraph in
            [".PP"] + paragraph.split(separator: "\n").map { line($0) }
        }
    }

    private static func example(_ example: Command.Example) -> [String] {
        [".PP", line(example.meaning[...]), ".RS", ".nf", line(example.line[...]), ".fi", ".RE"]
    }

    // A line that begins with a dot or an apostrophe would be a request.
    private static func line(_ text: Substring) -> String {
        let text = escaped(String(text))
        return text.hasPrefix(".") || text.hasPrefix("'") ? "\\&" + text : text
    }

    private static func escaped(_ text: String) -> String {
        text.map { character in
            switch character {
            case "\\": "\\e"
            case "-": "\\-"
            case "\"": "\\(dq"
            case "`": "\\(ga"
            case "'": "\\(aq"
            case "\n": " "
            default: String(character)
            }
        }.joined()
    }
}
