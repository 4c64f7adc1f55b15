extension Option {
    /// The options that every command has, at every level.
    public static let global: [Option] = [
        Option(
            "color", value: "WHEN", help: "colour the text for people", defaultText: "auto",
            choices: ["auto", "always", "never"]),
        Option("no-input", help: "never ask a question; fail instead"),
        Option("quiet", short: "q", help: "say nothing but errors and the data asked for"),
        Option("help", short: "h", help: "show the help of the command"),
    ]

    /// `-o text|json|yaml`, for every command that gives data.
    public static let output = Option(
        "output", short: "o", value: "FORMAT", help: "how to write the result", defaultText: "text",
        choices: OutputFormat.allCases.map(\.rawValue))

    /// `--version`, only at the top.
    static let version = Option("version", help: "show the version")
}

extension Command {
    /// Its own options and the global ones.
    func allOptions(isRoot: Bool) -> [Option] { options + Option.global + (isRoot ? [.version] : []) }
}
