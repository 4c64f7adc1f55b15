import Diagnostics

/// The help of one command.
struct Help {
    private let path: [String]
    private let command: Command
    private let width: Int
    private let style: TextStyle

    init(path: [String], command: Command, width: Int, style: TextStyle = .plain) {
        self.path = path
        self.command = command
        // Longer lines are hard to read, whatever the terminal can show.
        self.width = min(max(width, 20), 100)
        self.style = style
    }

    /// The line that says what can be typed.
    static func usage(path: [String], command: Command) -> String {
        var words = path
        if !command.subcommands.isEmpty { words.append(command.run == nil ? "COMMAND" : "[COMMAND]") }
        words.append("[OPTIONS]")
        words += command.arguments.map(\.term)
        return words.joined(separator: " ")
    }

    /// The whole help, ending with a line feed.
    var text: String {
        var sections = [TextLayout.wrap(sentence(command.summary), width: width).joined(separator: "\n")]
        sections.append(
            section("USAGE", wrapped(Self.usage(path: path, command: command), indent: 2, hanging: 4)))
        sections += commandSections
        sections += listSection("ARGUMENTS", command.arguments.map { ($0.name, $0.fullHelp) })
        let own = command.options.map { (aligned($0), $0.fullHelp) }
        let global = command.allOptions(isRoot: path.count == 1).dropFirst(command.options.count)
        sections += listSection("OPTIONS", own + global.map { (aligned($0), $0.fullHelp) })
        if !command.examples.isEmpty { sections.append(section("EXAMPLES", examples)) }
        for paragraph in TextLayout.paragraphs(command.discussion) {
            sections.append(TextLayout.wrap(paragraph, width: width).joined(separator: "\n"))
        }
        if !command.subcommands.isEmpty {
            let hint = "Run `\(path.joined(separator: " ")) help COMMAND` for more about a command."
            sections.append(TextLayout.wrap(hint, width: width).joined(separator: "\n"))
        }
        return sections.joined(separator: "\n\n") + "\n"
    }

    // One section for each group, in the order in which the groups first appear.
    private var commandSections: [String] {
        var order: [String] = []
        var members: [String: [(String, String)]] = [:]
        for below in command.subcommands {
            let group = below.group ?? ""
            if members[group] == nil { order.append(group) }
            members[group, default: []].append((below.name, below.summary))
        }
        let rows = command.subcommands.map(\.name)
        return order.flatMap { group in
            listSection(
                group.isEmpty ? "COMMANDS" : "COMMANDS: \(group)", members[group] ?? [], alignedWith: rows)
        }
    }

    private var examples: [String] {
        command.examples.flatMap { example in
            // A line to be copied is never broken.
            ["  " + style.apply(.strong, example.line)] + wrapped(example.meaning, indent: 6, hanging: 6)
        }
    }

    private func aligned(_ option: Option) -> String {
        option.short == nil ? "    " + option.term : option.term
    }

    private func section(_ title: String, _ lines: [String]) -> String {
        ([style.apply(.strong, title)] + lines).joined(separator: "\n")
    }

    private func listSection(_ title: String, _ rows: [(String, String)], alignedWith terms: [String] = []) -> [String]
    {
        guard !rows.isEmpty else { return [] }
        // Two columns need room; on a narrow terminal the explanation goes below its term.
        let widest = (terms + rows.map(\.0)).map { DisplayWidth.of($0) }.max() ?? 0
        let column = min(widest, 26) + 4
        let isStacked = width - column < 28
        let lines = rows.flatMap { term, help -> [String] in
            let term = isStacked ? String(term.drop { $0 == " " }) : term
            let indent = isStacked ? 6 : column
            var help = wrapped(help, indent: indent, hanging: indent)
            if !isStacked, DisplayWidth.of(term) + 4 <= column, let first = help.first {
                help[0] = "  " + TextLayout.pad(term, to: column - 2) + first.dropFirst(indent)
                return help
            }
            return ["  " + term] + help
        }
        return [section(title, lines)]
    }

    private func wrapped(_ text: String, indent: Int, hanging: Int) -> [String] {
        TextLayout.wrap(text, width: width - max(indent, hanging)).enumerated().map { index, line in
            String(repeating: " ", count: index == 0 ? indent : hanging) + line
        }
    }

    private func sentence(_ text: String) -> String {
        guard let last = text.last else { return "" }
        let end = ".!?".contains(last) ? "" : "."
        return text.prefix(1).uppercased() + text.dropFirst() + end
    }
}
