/// A command as data: everything that parsing, help, completion and reference pages need, and what it runs.
public struct Command: Sendable {
    /// A line that can be typed, and what it does.
    public struct Example: Sendable, Equatable {
        /// The whole line, beginning with the name of the program.
        public let line: String
        /// What it does: one sentence without a full stop.
        public let meaning: String

        /// Makes an example.
        public init(_ line: String, _ meaning: String) {
            self.line = line
            self.meaning = meaning
        }
    }

    /// What it is typed as.
    public let name: String
    /// One line: what it does, lower case, no full stop.
    public let summary: String
    /// More about it; paragraphs are separated by an empty line.
    public let discussion: String
    /// The heading it is listed under in the help of its parent.
    public let group: String?
    /// Lines that can be typed.
    public let examples: [Example]
    /// Its own options; the global ones come on top.
    public let options: [Option]
    /// What it takes besides options, in order. Only the last may be repeatable, and none that must be given follows an optional one.
    public let arguments: [Positional]
    /// The commands below it. A command has either these or arguments.
    public let subcommands: [Command]
    /// Commands below it that the program asks of itself: nowhere shown, completed or suggested.
    public let inner: [Command]
    /// What it does; `nil` when it is only a parent of others.
    public let run: (@Sendable (Invocation) throws -> ExitStatus)?

    /// Makes a command.
    ///
    /// - Parameters:
    ///   - name: what it is typed as.
    ///   - summary: one line: what it does, lower case, no full stop.
    ///   - discussion: more about it.
    ///   - group: the heading it is listed under.
    ///   - examples: lines that can be typed.
    ///   - options: its own options.
    ///   - arguments: what it takes besides options.
    ///   - subcommands: the commands below it.
    ///   - inner: commands below it that nobody types.
    ///   - run: what it does.
    public init(
        _ name: String, summary: String, discussion: String = "", group: String? = nil, examples: [Example] = [],
        options: [Option] = [], arguments: [Positional] = [], subcommands: [Command] = [],
        inner: [Command] = [],
        run: (@Sendable (Invocation) throws -> ExitStatus)? = nil
    ) {
        self.name = name
        self.summary = summary
        self.discussion = discussion
        self.group = group
        self.examples = examples
        self.options = options
        self.arguments = arguments
        self.subcommands = subcommands
        self.inner = inner
        self.run = run
    }

    /// The command of that name directly below this one.
    public func subcommand(_ name: String) -> Command? {
        (subcommands + inner).first { $0.name == name }
    }

    /// This command and every one below it with the names that lead to it, the program's first, parents before children.
    public func walk() -> [(path: [String], command: Command)] {
        [([name], self)] + subcommands.flatMap { $0.walk().map { ([name] + $0.path, $0.command) } }
    }
}
