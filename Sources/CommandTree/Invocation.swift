public import Diagnostics
public import Host
public import Values

/// One run of a command: what was asked for, and the world to do it in.
public struct Invocation: Sendable {
    /// The names that led to the command, the program's first.
    public let path: [String]
    /// The command that runs.
    public let command: Command
    /// The whole program, for commands that write completions and reference pages.
    public let program: Program
    /// The streams.
    public let terminal: Terminal
    /// The environment variables.
    public let environment: Environment
    /// The time.
    public let clock: Clock

    private let parsed: ParsedArguments

    init(
        path: [String], command: Command, parsed: ParsedArguments, program: Program, terminal: Terminal,
        environment: Environment, clock: Clock
    ) {
        self.path = path
        self.command = command
        self.parsed = parsed
        self.program = program
        self.terminal = terminal
        self.environment = environment
        self.clock = clock
    }

    // MARK: What was asked for

    /// The value of an option, or `nil` when it was not given.
    public func option(_ name: String) -> String? { options(name).last }

    /// All values of an option that may be repeated, in order.
    public func options(_ name: String) -> [String] {
        assert(isDeclared(name) { $0.value != nil }, "the command declares no option --\(name) with a value")
        return parsed.options[name] ?? []
    }

    /// Whether a flag was given.
    public func flag(_ name: String) -> Bool {
        assert(isDeclared(name) { $0.value == nil }, "the command declares no flag --\(name)")
        return parsed.options[name] != nil
    }

    /// The value of an argument, or `nil` when it was left out.
    public func argument(_ name: String) -> String? { arguments(name).first }

    /// All values of an argument that may be repeated, in order.
    public func arguments(_ name: String) -> [String] {
        assert(command.arguments.contains { $0.name == name }, "the command declares no argument \(name)")
        return parsed.arguments[name] ?? []
    }

    /// The value of an argument that the command line cannot be without.
    ///
    /// - Throws: ``UsageError`` when it is missing after all.
    public func required(_ name: String) throws(UsageError) -> String {
        guard let value = argument(name) else { throw UsageError("missing argument \(name)", path: path) }
        return value
    }

    /// The value of an option as a whole number.
    ///
    /// - Parameters:
    ///   - name: the option.
    ///   - range: what is allowed.
    /// - Throws: ``UsageError`` when it is not a number or out of range.
    public func integer(_ name: String, in range: ClosedRange<Int>) throws(UsageError) -> Int? {
        guard let text = option(name) else { return nil }
        guard let number = Int(text), range.contains(number) else {
            throw UsageError(
                "`--\(name)` must be a whole number from \(range.lowerBound) to \(range.upperBound), not `\(text)`",
                path: path)
        }
        return number
    }

    /// How the result is to be written, by `-o`.
    public var format: OutputFormat { option("output").flatMap(OutputFormat.init) ?? .text }

    /// Whether only errors and data are wanted.
    public var isQuiet: Bool { flag("quiet") }

    /// Whether a question may be asked.
    public var mayAsk: Bool { terminal.isInteractive && !flag("no-input") }

    // MARK: Answering

    /// The style for data.
    public var style: TextStyle { terminal.coloursOutput(colorChoice) ? .coloured : .plain }

    /// The style for talk.
    public var talkStyle: TextStyle { terminal.coloursError(colorChoice) ? .coloured : .plain }

    /// Writes a line of data to standard output.
    ///
    /// - Throws: ``OutputFailure``.
    public func print(_ text: String) throws(OutputFailure) { try terminal.out.write(text + "\n") }

    /// Writes a result in the format that was asked for.
    ///
    /// - Parameters:
    ///   - node: the result as data.
    ///   - text: the result for people, without a look at the format.
    public func emit(_ node: Node, text: () throws -> String) throws {
        try terminal.out.write(try Output.render(node, format, text: text))
    }

    /// Says something on standard error, unless `--quiet` was given. Nobody listening is no failure.
    public func say(_ text: String) { if !isQuiet { try? terminal.error.write(text + "\n") } }

    /// Shows findings on standard error, with the lines they point to.
    ///
    /// With `--quiet` only the errors are shown.
    public func report(_ findings: Findings, sources: Sources = Sources()) {
        let shown = isQuiet ? Findings(findings.all.filter { $0.severity == .error }) : findings
        let renderer = FindingRenderer(sources: sources, style: talkStyle, width: terminal.width)
        try? terminal.error.write(renderer.render(shown))
    }

    private var colorChoice: Terminal.ColorChoice { option("color").flatMap(Terminal.ColorChoice.init) ?? .auto }

    private func isDeclared(_ name: String, _ fits: (Option) -> Bool) -> Bool {
        // `-o` may be asked for by shared code whether or not the command has it.
        name == "output" || command.allOptions(isRoot: path.count == 1).contains { $0.name == name && fits($0) }
    }
}
