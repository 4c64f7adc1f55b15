public import Host

/// What the program tells the shell when it ends.
public struct ExitStatus: Sendable, Equatable {
    /// The number, from 0 to 255.
    public let code: Int32

    /// Makes a status.
    public init(_ code: Int32) { self.code = code }

    /// Done.
    public static let success = ExitStatus(0)
    /// Failed, or there are findings.
    public static let failure = ExitStatus(1)
    /// Differences were found, and the command was asked to say so by its status.
    public static let differences = ExitStatus(2)
    /// The command line is wrong.
    public static let usage = ExitStatus(64)
    /// A file the user gave is wrong.
    public static let badInput = ExitStatus(65)
    /// Something that is needed cannot be reached.
    public static let unreachable = ExitStatus(69)
    /// Not allowed.
    public static let denied = ExitStatus(77)
    /// The reader of the output has gone: the status of a process ended by SIGPIPE.
    public static let brokenPipe = ExitStatus(141)

    /// Stopped by a signal: 130 for SIGINT, 143 for SIGTERM.
    public static func interrupted(_ reason: Interrupted) -> ExitStatus { ExitStatus(reason.status) }

    /// Every status with its meaning, for the reference pages.
    public static let meanings: [(status: ExitStatus, meaning: String)] = [
        (.success, "done"),
        (.failure, "failed, or there are findings"),
        (.differences, "differences were found (only with --exit-code)"),
        (.usage, "the command line is wrong"),
        (.badInput, "a file that was given is wrong"),
        (.unreachable, "something that is needed cannot be reached"),
        (.denied, "not allowed"),
        (ExitStatus(130), "interrupted by SIGINT"),
        (.brokenPipe, "the reader of the output has gone"),
        (ExitStatus(143), "interrupted by SIGTERM"),
    ]
}

/// A failure with its own status, for commands that have nothing more precise to throw.
public struct CommandFailure: Error, Sendable, Equatable {
    /// What the program tells the shell.
    public let status: ExitStatus
    /// The sentence: lower case, no full stop.
    public let message: String
    /// What to do about it.
    public let hint: String?

    /// Makes a failure.
    ///
    /// - Parameters:
    ///   - message: the sentence, lower case, no full stop.
    ///   - status: what the program tells the shell.
    ///   - hint: what to do about it.
    public init(_ message: String, status: ExitStatus = .failure, hint: String? = nil) {
        self.message = message
        self.status = status
        self.hint = hint
    }
}
