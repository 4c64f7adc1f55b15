import Glibc

/// The three streams of a command, and what is known about the terminal behind them.
public struct Terminal: Sendable {
    /// Whether colours are wanted, as the user says by `--color`.
    public enum ColorChoice: String, Sendable, CaseIterable {
        /// On a terminal only, unless the environment says otherwise.
        case auto
        /// In any case.
        case always
        /// In no case.
        case never
    }

    /// Where data goes.
    public let out: OutputStream
    /// Where talk goes: progress, questions, errors.
    public let error: OutputStream
    /// The columns to wrap text to.
    public let width: Int
    /// Whether somebody can answer questions.
    public let isInteractive: Bool

    private let environment: Environment
    private let outIsTerminal: Bool
    private let errorIsTerminal: Bool

    /// The terminal of this process.
    ///
    /// - Parameter environment: where `COLUMNS` and the colour variables come from.
    public static func process(environment: Environment = .process) -> Terminal {
        Terminal(
            out: .standard, error: .error, width: chosenWidth(environment),
            isInteractive: isatty(STDIN_FILENO) == 1 && isatty(STDERR_FILENO) == 1, environment: environment)
    }

    /// Makes a terminal, for tests: with outputs in memory it counts as none.
    public init(
        out: OutputStream, error: OutputStream, width: Int = 80, isInteractive: Bool = false,
        environment: Environment = Environment([:])
    ) {
        self.out = out
        self.error = error
        self.width = width
        self.isInteractive = isInteractive
        self.environment = environment
        outIsTerminal = out.isTerminal
        errorIsTerminal = error.isTerminal
    }

    /// Whether data may be coloured.
    public func coloursOutput(_ choice: ColorChoice) -> Bool {
        Self.wantsColours(choice, isTerminal: outIsTerminal, environment: environment)
    }

    /// Whether talk may be coloured.
    public func coloursError(_ choice: ColorChoice) -> Bool {
        Self.wantsColours(choice, isTerminal: errorIsTerminal, environment: environment)
    }

    /// Whether data goes to a screen.
    public var isOutputTerminal: Bool { outIsTerminal }

    /// Whether progress may be shown.
    public var showsProgress: Bool { errorIsTerminal && environment["TERM"] != "dumb" }

    /// Decides about colours: first the option, then `NO_COLOR`, then `FORCE_COLOR` and `CLICOLOR_FORCE`,
    /// then `TERM=dumb`, then whether it is a terminal.
    ///
    /// - Parameters:
    ///   - choice: the option `--color`.
    ///   - isTerminal: whether the stream is a terminal.
    ///   - environment: where the variables come from. `NO_COLOR` follows no-color.org: set and not empty.
    public static func wantsColours(_ choice: ColorChoice, isTerminal: Bool, environment: Environment) -> Bool {
        switch choice {
        case .always: return true
        case .never: return false
        case .auto: break
        }
        if environment.nonEmpty("NO_COLOR") != nil { return false }
        for name in ["FORCE_COLOR", "CLICOLOR_FORCE"] {
            if let value = environment.nonEmpty(name) { return value != "0" && value != "false" }
        }
        return isTerminal && environment["TERM"] != "dumb"
    }

    /// Reads standard input to its end.
    ///
    /// - Parameter limit: the most bytes it may hold.
    /// - Throws: ``FileFailure``.
    public static func readInput(limit: Int = 16 << 20) throws(FileFailure) -> [UInt8] {
        let path: Path = "standard input"
        do throws(SystemError) {
            if let bytes = try readAll(STDIN_FILENO, limit: limit) { return bytes }
        } catch {
            throw FileFailure(errno: error.number, "read", path)
        }
        throw FileFailure(.tooLarge(limit: limit), "read", path)
    }

    private static func chosenWidth(_ environment: Environment) -> Int {
        let allowed = 20...1000
        if let columns = environment["COLUMNS"].flatMap({ Int($0) }), allowed.contains(columns) { return columns }
        let columns = OutputStream.standard.columns ?? OutputStream.error.columns ?? 80
        return min(max(columns, allowed.lowerBound), allowed.upperBound)
    }
}
