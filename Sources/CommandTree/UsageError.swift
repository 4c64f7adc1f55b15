/// The command line is wrong.
public struct UsageError: Error, Sendable, Equatable {
    /// The sentence: lower case, no full stop.
    public let message: String
    /// What was probably meant.
    public let hint: String?
    /// The command it is about, the program's name first; empty when a command throws it itself.
    public let path: [String]

    /// Makes the error, also for commands that find out more than parsing can.
    ///
    /// - Parameters:
    ///   - message: the sentence, lower case, no full stop.
    ///   - hint: what was probably meant.
    ///   - path: the command it is about.
    public init(_ message: String, hint: String? = nil, path: [String] = []) {
        self.message = message
        self.hint = hint
        self.path = path
    }
}
