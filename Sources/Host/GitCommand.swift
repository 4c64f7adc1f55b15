/// Runs git so that it never asks where nobody answers, never waits for ever, and nothing secret of its words is passed on.
public struct GitCommand: Sendable {
    private let environment: [String: String]
    private let extra: [String]
    private let secrets: [String]

    /// A command.
    ///
    /// - Parameters:
    ///   - environment: of this process.
    ///   - isInteractive: whether git and ssh may ask on the terminal.
    ///   - settings: settings for each run, `name=value`.
    ///   - secrets: what never appears in a message.
    public init(environment: Environment, isInteractive: Bool, settings: [String] = [], secrets: [String] = []) {
        var variables = environment.withoutRepository
        // Messages are looked at.
        variables["LC_ALL"] = "C"
        if !isInteractive {
            variables["GIT_TERMINAL_PROMPT"] = "0"
            variables["GIT_ASKPASS"] = variables["GIT_ASKPASS"] ?? ""
            variables["SSH_ASKPASS_REQUIRE"] = "never"
            variables["GIT_SSH_COMMAND"] = variables["GIT_SSH_COMMAND"] ?? "ssh -o BatchMode=yes"
        }
        self.environment = variables
        extra = settings.flatMap { ["-c", $0] }
        self.secrets = secrets.filter { !$0.isEmpty }
    }

    /// Runs git.
    ///
    /// - Parameters:
    ///   - arguments: its arguments.
    ///   - folder: where it runs.
    ///   - input: what it reads.
    ///   - extra: further variables.
    ///   - seconds: how long it may take.
    /// - Returns: status and output, whatever the status is.
    /// - Throws: why it could not be run to its end.
    public func result(
        _ arguments: [String], in folder: Path?, input: [UInt8] = [], extra variables: [String: String] = [:],
        seconds: Int = 180
    ) throws(ProcessFailure) -> ProcessResult {
        try Processes.run(
            "git", extra + arguments, input: input, environment: environment.merging(variables) { $1 },
            directory: folder, timeoutSeconds: seconds, outputLimit: 16 << 20)
    }

    /// The text without what is secret.
    ///
    /// - Parameter text: words of git or about it.
    public func masked(_ text: String) -> String {
        secrets.reduce(text) { text, secret in text.replacing(secret, with: "•••") }
    }

    /// What git says of an error, on one line that plays no tricks with a terminal, without what is secret.
    ///
    /// - Parameter result: a run that failed.
    public func words(of result: ProcessResult) -> String {
        let lines = String(decoding: result.stderr.prefix(8192), as: UTF8.self).split(whereSeparator: \.isNewline)
            .filter { !$0.hasPrefix("hint:") && !$0.hasPrefix("To ") }
        let text = lines.prefix(6).joined(separator: "; ")
        return masked(
            String(
                String.UnicodeScalarView(
                    text.unicodeScalars.filter { $0.value >= 0x20 && !(0x7F...0x9F).contains($0.value) })))
    }

    /// Output as text, without line ends at the end.
    ///
    /// - Parameter bytes: what git wrote.
    public static func line(_ bytes: [UInt8]) -> String {
        var bytes = bytes[...]
        while bytes.last == UInt8(ascii: "\n") || bytes.last == UInt8(ascii: "\r") { bytes = bytes.dropLast() }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Parts of output that ends each with a zero byte.
    ///
    /// - Parameter bytes: what git wrote.
    public static func parts(_ bytes: [UInt8]) -> [String] {
        bytes.split(separator: 0).map { String(decoding: $0, as: UTF8.self) }
    }
}
