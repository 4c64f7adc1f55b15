/// What a process left behind.
public struct ProcessResult: Sendable, Equatable {
    /// Its exit status; 128 and the number of the signal when a signal ended it, as a shell shows it.
    public let status: Int32
    /// What it wrote to standard output.
    public let stdout: [UInt8]
    /// What it wrote to standard error.
    public let stderr: [UInt8]

    /// Whether it ended with status 0.
    public var succeeded: Bool { status == 0 }

    /// Makes a result, for tests and stand-ins.
    public init(status: Int32, stdout: [UInt8] = [], stderr: [UInt8] = []) {
        self.status = status
        self.stdout = stdout
        self.stderr = stderr
    }
}

/// Why a process could not be run to its end.
public enum ProcessFailure: Error, Sendable, Equatable, CustomStringConvertible {
    /// There is no such program, or its directory to run in is missing.
    case notFound(program: String)
    /// The program may not be run.
    case denied(program: String)
    /// The name, an argument or a variable holds a zero byte, or a variable's name an equals sign.
    case badArgument(program: String)
    /// It took too long and was ended.
    case timedOut(program: String, seconds: Int)
    /// It wrote more than allowed and was ended.
    case tooMuchOutput(program: String, limit: Int)
    /// The user asked to stop; the process was ended too.
    case interrupted(program: String, signal: Int32)
    /// The system refused, by its error number.
    case system(program: String, number: Int32)

    /// A sentence for people: lower case, no full stop.
    public var description: String {
        switch self {
        case .notFound(let program): "cannot run `\(program)`: no such program"
        case .denied(let program): "cannot run `\(program)`: permission denied"
        case .badArgument(let program):
            "cannot run `\(program)`: an argument or a variable holds a byte that is not allowed"
        case .timedOut(let program, let seconds):
            "`\(program)` was ended because it took longer than \(seconds) seconds"
        case .tooMuchOutput(let program, let limit): "`\(program)` was ended because it wrote more than \(limit) bytes"
        case .interrupted(let program, _): "`\(program)` was ended because the program was asked to stop"
        case .system(let program, let number): "cannot run `\(program)`: \(systemMessage(number))"
        }
    }
}
