/// The reference of every command as Markdown, made from the command tree.
public enum CommandReference {
    /// The whole reference.
    ///
    /// - Parameter root: the command tree.
    public static func markdown(_ root: Command) -> String {
        var blocks = ["# Commands", "Made from the command tree; do not edit by hand."]
        blocks.append(
            root.walk().map { path, command in
                let name = path.joined(separator: " ")
                let anchor = path.joined(separator: "-")
                let indent = String(repeating: "  ", count: path.count - 1)
                return "\(indent)- [`\(name)`](#\(anchor)): \(escaped(command.summary))"
            }.joined(separator: "\n"))
        blocks += root.walk().flatMap(page)
        blocks.append("## Options of every command")
        blocks.append(table(("option", "meaning"), Option.global.map { ($0.term, $0.fullHelp) }))
        blocks.append("## Exit status")
        blocks.append(table(("status", "meaning"), ExitStatus.meanings.map { (String($0.status.code), $0.meaning) }))
        return blocks.joined(separator: "\n\n") + "\n"
    }

    private static func page(_ path: [String], _ command: Command) -> [String] {
        var blocks = ["## \(path.joined(separator: " "))", escaped(command.summary)]
        blocks.append("    " + Help.usage(path: path, command: command))
        blocks += TextLayout.paragraphs(command.discussion).map(escaped)
        if !command.arguments.isEmpty {
            blocks.append(table(("argument", "meaning"), command.arguments.map { ($0.name, $0.fullHelp) }))
        }
        if !command.options.isEmpty {
            blocks.append(table(("option", "meaning"), command.options.map { ($0.term, $0.fullHelp) }))
        }
        blocks += command.examples.flatMap { ["\(escaped($0.meaning)):", "    " + $0.line] }
        return blocks
    }

    private static func table(_ header: (String, String), _ rows: [(String, String)]) -> String {
        let lines = rows.map { "| `\($0.0.replacing("|", with: "\\|"))` | \(escaped($0.1)) |" }
        return (["| \(header.0) | \(header.1) |", "|---|---|"] + lines).joined(separator: "\n")
    }

    // Backquotes stay: the texts use them for code, as Markdown does.
    private static func escaped(_ text: String) -> String {
        var isCode = false
        return text.map { character -> String in
            if character == "`" { isCode.toggle() }
            if character == "|" { return "\\|" }
            return !isCode && "<>*_[]".contains(character) ? "\\\(character)" : String(character)
        }.joined()
    }
}
