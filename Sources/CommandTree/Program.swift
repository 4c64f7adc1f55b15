public import Diagnostics
public import Host
import Values

/// A command tree with a version: the whole program.
public struct Program: Sendable {
    /// How an error that this framework does not know is shown.
    public struct ErrorReport: Sendable {
        /// What the program tells the shell.
        public let status: ExitStatus
        /// What is shown.
        public let findings: Findings
        /// The files the findings point into.
        public let sources: Sources

        /// Makes a report.
        public init(status: ExitStatus, findings: Findings, sources: Sources = Sources()) {
            self.status = status
            self.findings = findings
            self.sources = sources
        }
    }

    /// The command tree; its name is the name of the program.
    public let root: Command
    /// The version.
    public let version: String
    private let describe: @Sendable (any Error) -> ErrorReport?

    /// Makes a program.
    ///
    /// - Parameters:
    ///   - root: the command tree.
    ///   - version: the version, such as `0.1.0`.
    ///   - describe: says how an error of a command is shown; `nil` leaves it to the default.
    public init(
        root: Command, version: String, describe: @escaping @Sendable (any Error) -> ErrorReport? = { _ in nil }
    ) {
        self.root = root
        self.version = version
        self.describe = describe
    }

    /// What a command line asks for, without doing it.
    ///
    /// - Parameter arguments: the words behind the program's name.
    public func parse(_ arguments: [String]) -> ParseOutcome { ArgumentParser.parse(arguments, root: root) }

    /// Does what a command line asks for. Never throws: every error becomes a message and a status.
    ///
    /// - Parameters:
    ///   - arguments: the words behind the program's name.
    ///   - terminal: the streams.
    ///   - environment: the environment variables.
    ///   - clock: the time.
    public func run(
        _ arguments: [String], terminal: Terminal = .process(), environment: Environment = .process,
        clock: Clock = .system
    ) -> ExitStatus {
        var style = terminal.coloursError(.auto) ? TextStyle.coloured : .plain
        do {
            switch parse(arguments) {
            case .version:
                try terminal.out.write("\(root.name) \(version)\n")
                return .success
            case .help(let path, let command):
                let style = terminal.coloursOutput(.auto) ? TextStyle.coloured : .plain
                try terminal.out.write(Help(path: path, command: command, width: terminal.width, style: style).text)
                return .success
            case .missingCommand(let path, let command):
                try terminal.error.write(Help(path: path, command: command, width: terminal.width, style: style).text)
                return .usage
            case .failure(let error):
                throw error
            case .run(let path, let command, let parsed):
                let invocation = Invocation(
                    path: path, command: command, parsed: parsed, program: self, terminal: terminal,
                    environment: environment, clock: clock)
                style = invocation.talkStyle
                do { return try command.run?(invocation) ?? .usage } catch let error as UsageError {
                    throw UsageError(error.message, hint: error.hint, path: error.path.isEmpty ? path : error.path)
                }
            }
        } catch {
            return report(error, terminal, style)
        }
    }

    private func report(_ error: any Error, _ terminal: Terminal, _ style: TextStyle) -> ExitStatus {
        let outcome = outcome(of: error, terminal, style)
        // When standard error is gone there is nobody left to tell.
        try? terminal.error.write(outcome.text)
        return outcome.status
    }

    private func outcome(of error: any Error, _ terminal: Terminal, _ style: TextStyle) -> (
        status: ExitStatus, text: String
    ) {
        let message = ErrorMessage(style: style)
        if let report = describe(error) {
            let renderer = FindingRenderer(sources: report.sources, style: style, width: terminal.width)
            return (report.status, renderer.render(report.findings))
        }
        switch error {
        case let error as UsageError: return (.usage, message.text(error, usage: usage(of: error.path)))
        case let error as CommandFailure: return (error.status, message.text(error.message, hint: error.hint))
        case let error as FindingsError:
            let renderer = FindingRenderer(sources: error.sources, style: style, width: terminal.width)
            return (.badInput, renderer.render(Findings(error.findings)))
        case let error as SyntaxError:
            let renderer = FindingRenderer(style: style, width: terminal.width)
            return (.badInput, renderer.render(Finding(syntax: error)))
        case let error as Interrupted: return (.interrupted(error), message.text("stopped by a signal", hint: nil))
        case ProcessFailure.interrupted(_, let signal):
            return (.interrupted(Interrupted(signal: signal)), message.text("stopped by a signal", hint: nil))
        case OutputFailure.closed: return (.brokenPipe, "")
        case let error as FileFailure: return (status(of: error), message.text("\(error)", hint: error.hint))
        default: return (.failure, message.text("\(error)", hint: nil))
        }
    }

    private func status(of failure: FileFailure) -> ExitStatus {
        switch failure.reason {
        case .denied: .denied
        case .notFound, .isDirectory, .notDirectory, .tooLarge, .notText, .badName: .badInput
        default: .failure
        }
    }

    private func usage(of path: [String]) -> String {
        var command = root
        var known = [root.name]
        for name in path.dropFirst() {
            guard let below = command.subcommand(name) else { break }
            command = below
            known.append(name)
        }
        let name = known.joined(separator: " ")
        return "usage: \(Help.usage(path: known, command: command))\nsee `\(name) --help`\n"
    }
}

/// The words around an error that is not a finding.
private struct ErrorMessage {
    let style: TextStyle

    func text(_ message: String, hint: String?) -> String {
        var text = style.apply(.error, "error:") + " " + DisplayWidth.printable(message, keepingLines: true) + "\n"
        if let hint {
            text += "  " + style.apply(.strong, "hint:") + " " + DisplayWidth.printable(hint, keepingLines: true) + "\n"
        }
        return text
    }

    func text(_ error: UsageError, usage: String) -> String { text(error.message, hint: error.hint) + usage }
}
