/// The options and arguments of one command line, by name.
public struct ParsedArguments: Sendable, Equatable {
    /// The values of every option that was given, in order; a flag has an empty value.
    public var options: [String: [String]] = [:]
    /// The values of every argument that was given, in order.
    public var arguments: [String: [String]] = [:]

    /// Makes an empty one.
    public init() {}
}

/// What a command line asks for.
public enum ParseOutcome: Sendable {
    /// Run the command at the end of the path.
    case run(path: [String], command: Command, ParsedArguments)
    /// Show the help of the command at the end of the path.
    case help(path: [String], command: Command)
    /// A parent of commands was named and nothing else.
    case missingCommand(path: [String], command: Command)
    /// Show the version.
    case version
    /// The line is wrong.
    case failure(UsageError)
}
