import Diagnostics

/// Reads a command line against a command tree. A pure function of the two.
///
/// Options follow the command they belong to; the global ones may stand anywhere. `--` ends the options.
/// `--name value`, `--name=value`, `-n value`, `-nvalue`, `-n=value` and joined flags (`-qv`) are understood.
struct ArgumentParser {
    private var path: [String]
    private var command: Command
    private let root: Command
    private let tokens: [String]
    private var next = 0
    private var parsed = ParsedArguments()
    private var positionals: [String] = []

    /// Reads a command line.
    ///
    /// - Parameters:
    ///   - tokens: the words behind the program's name.
    ///   - root: the command tree.
    static func parse(_ tokens: [String], root: Command) -> ParseOutcome {
        var parser = ArgumentParser(root: root, tokens: tokens)
        do throws(UsageError) { return try parser.run() } catch {
            // Somebody who asks for help gets it, whatever else is wrong with the line.
            return parser.asksForHelp ? .help(path: parser.path, command: parser.command) : .failure(error)
        }
    }

    private init(root: Command, tokens: [String]) {
        self.root = root
        self.tokens = tokens
        command = root
        path = [root.name]
    }

    private var asksForHelp: Bool { tokens.prefix { $0 != "--" }.contains { $0 == "--help" || $0 == "-h" } }

    private mutating func run() throws(UsageError) -> ParseOutcome {
        var takesOptions = true
        while let token = take() {
            if takesOptions, token == "--" {
                takesOptions = false
            } else if takesOptions, token.hasPrefix("--") {
                try long(token)
            } else if takesOptions, token.hasPrefix("-"), token != "-" {
                try short(token)
            } else if positionals.isEmpty, takesOptions, let below = command.subcommand(token) {
                command = below
                path.append(below.name)
            } else if positionals.isEmpty, takesOptions, token == "help", !command.subcommands.isEmpty {
                return try help()
            } else {
                try positional(token)
            }
        }
        if parsed.options["help"] != nil { return .help(path: path, command: command) }
        if parsed.options["version"] != nil, path.count == 1 { return .version }
        guard command.run != nil else { return .missingCommand(path: path, command: command) }
        try bindPositionals()
        return .run(path: path, command: command, parsed)
    }

    private mutating func take() -> String? {
        guard next < tokens.count else { return nil }
        next += 1
        return tokens[next - 1]
    }

    private mutating func help() throws(UsageError) -> ParseOutcome {
        while let token = take() {
            if token.hasPrefix("-") { continue }
            guard let below = command.subcommand(token) else { throw unknownCommand(token) }
            command = below
            path.append(below.name)
        }
        return .help(path: path, command: command)
    }

    // MARK: Options

    private var options: [Option] { command.allOptions(isRoot: path.count == 1) }

    private mutating func long(_ token: String) throws(UsageError) {
        let body = token.dropFirst(2)
        let equals = body.firstIndex(of: "=")
        let name = String(body[..<(equals ?? body.endIndex)])
        guard let option = options.first(where: { $0.name == name }) else { throw unknownOption("--" + name) }
        let attached = equals.map { String(body[body.index(after: $0)...]) }
        if option.value == nil, attached != nil { throw fail("`--\(name)` takes no value") }
        try store(option, attached, spelled: "--" + name)
    }

    private mutating func short(_ token: String) throws(UsageError) {
        var rest = token.dropFirst()
        while let letter = rest.popFirst() {
            let spelled = "-\(letter)"
            guard let option = options.first(where: { $0.short == letter }) else { throw unknownOption(spelled) }
            if option.value == nil {
                if rest.first == "=" { throw fail("`\(spelled)` takes no value") }
                try store(option, nil, spelled: spelled)
            } else {
                let attached = rest.first == "=" ? rest.dropFirst() : rest
                // An empty value can be given on purpose (`-o=`), but not by leaving it out.
                return try store(option, rest.isEmpty ? nil : String(attached), spelled: spelled)
            }
        }
    }

    private mutating func store(_ option: Option, _ attached: String?, spelled: String) throws(UsageError) {
        guard let placeholder = option.value else {
            parsed.options[option.name] = [""]
            return
        }
        let value: String
        if let attached {
            value = attached
        } else if let following = take() {
            // More likely a forgotten value than one that begins with a dash.
            guard !following.hasPrefix("-") || following == "-" || Int(following) != nil else {
                next -= 1
                throw fail(
                    "`\(spelled)` needs a value, \(placeholder)",
                    hint: "write `--\(option.name)=\(following)` when the value begins with a dash")
            }
            value = following
        } else {
            throw fail("`\(spelled)` needs a value, \(placeholder)")
        }
        try check(value, option.choices, what: "`\(spelled)`")
        if parsed.options[option.name] != nil, !option.isRepeatable { throw fail("`\(spelled)` is given twice") }
        parsed.options[option.name, default: []].append(value)
    }

    private func check(_ value: String, _ choices: [String], what: String) throws(UsageError) {
        guard !choices.isEmpty, !choices.contains(value) else { return }
        let list = choices.joined(separator: ", ")
        throw fail(
            "\(what) cannot be `\(value)`; choose one of \(list)", hint: meant(value, among: choices))
    }

    // MARK: Arguments

    private mutating func positional(_ token: String) throws(UsageError) {
        if command.arguments.isEmpty, !command.subcommands.isEmpty { throw unknownCommand(token) }
        positionals.append(token)
        let isOpenEnded = command.arguments.last?.isRepeatable ?? false
        if positionals.count > command.arguments.count, !isOpenEnded {
            let taken = command.arguments.map(\.term).joined(separator: " ")
            throw fail(
                "unexpected argument `\(token)`",
                hint: taken.isEmpty ? "this command takes no arguments" : "this command takes \(taken)")
        }
    }

    private mutating func bindPositionals() throws(UsageError) {
        var rest = positionals[...]
        for argument in command.arguments {
            let values = argument.isRepeatable ? rest : rest.prefix(1)
            rest = rest.dropFirst(values.count)
            if values.isEmpty {
                if argument.isOptional { continue }
                throw fail("missing argument \(argument.name)", hint: "\(argument.name) is \(argument.help)")
            }
            for value in values { try check(value, argument.choices, what: argument.name) }
            parsed.arguments[argument.name] = Array(values)
        }
    }

    // MARK: Errors

    private func fail(_ message: String, hint: String? = nil) -> UsageError {
        UsageError(message, hint: hint, path: path)
    }

    private func unknownCommand(_ token: String) -> UsageError {
        let names = command.subcommands.map(\.name)
        return fail("unknown command `\(token)`", hint: meant(token, among: names + ["help"]))
    }

    private func unknownOption(_ spelled: String) -> UsageError {
        let letters = options.compactMap(\.short).map { "-\($0)" }
        let names = spelled.hasPrefix("--") ? options.map { "--" + $0.name } : letters
        if let hint = spelled.hasPrefix("--") ? meant(spelled, among: names) : nil {
            return fail("unknown option `\(spelled)`", hint: hint)
        }
        let owners = root.walk().filter { owner in
            owner.command.options.contains { "--" + $0.name == spelled || $0.short.map { "-\($0)" } == spelled }
        }
        let isParent = !command.subcommands.isEmpty && !owners.isEmpty
        return fail(
            "unknown option `\(spelled)`", hint: isParent ? "options of a command follow its name" : nil)
    }

    private func meant(_ word: String, among candidates: [String]) -> String? {
        Suggestion.closest(to: word, among: candidates).map { "did you mean `\($0)`?" }
    }
}
