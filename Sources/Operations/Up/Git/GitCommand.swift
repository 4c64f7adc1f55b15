import Diagnostics
import Host

/// Runs git so that it never asks where nobody answers, never waits for ever, and nothing secret of its words is passed on.
struct GitCommand: Sendable {
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
    init(environment: Environment, isInteractive: Bool, settings: [String] = [], secrets: [String] = []) {
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
    /// - Throws: `FindingsError` if git is not there or takes too long; `Interrupted`.
    func run(
        _ arguments: [String], in folder: Path?, input: [UInt8] = [], extra variables: [String: String] = [:],
        seconds: Int = 180
    ) throws -> ProcessResult {
        do {
            return try Processes.run(
                "git", extra + arguments, input: input, environment: environment.merging(variables) { $1 },
                directory: folder,
                timeoutSeconds: seconds, outputLimit: 16 << 20)
        } catch {
            try Interrupt.check()
            let hint: String? =
                switch error {
                case .notFound: "install git, or put the tree into its repository yourself, as README.md says"
                case .timedOut: "see whether the repository can be reached, and whether git asks for something"
                default: nil
                }
            throw FindingsError(findings: [
                Finding(code: Code.gitFailed, message: masked(error.description), hint: hint)
            ])
        }
    }

    /// Runs git and wants it to succeed.
    ///
    /// - Returns: what it wrote, without line ends at the end.
    /// - Throws: `FindingsError` with its words; `Interrupted`.
    @discardableResult
    func text(
        _ arguments: [String], in folder: Path?, input: [UInt8] = [], extra variables: [String: String] = [:],
        doing what: String
    ) throws -> String {
        let result = try run(arguments, in: folder, input: input, extra: variables)
        guard result.succeeded else { throw failure(result, doing: what) }
        return Self.line(result.stdout)
    }

    /// What a run that failed comes to.
    func failure(_ result: ProcessResult, doing what: String, hint: String? = nil) -> FindingsError {
        let words = masked(Self.words(result.stderr))
        return FindingsError(findings: [
            Finding(
                code: Code.gitFailed, message: "git could not \(what)", cause: words.isEmpty ? nil : words,
                hint: hint ?? Self.hint(words))
        ])
    }

    /// The text without what is secret.
    func masked(_ text: String) -> String {
        secrets.reduce(text) { text, secret in text.replacing(secret, with: "•••") }
    }

    /// Output as text, without line ends at the end.
    static func line(_ bytes: [UInt8]) -> String {
        var bytes = bytes[...]
        while bytes.last == UInt8(ascii: "\n") || bytes.last == UInt8(ascii: "\r") { bytes = bytes.dropLast() }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Parts of output that ends each with a zero byte.
    static func parts(_ bytes: [UInt8]) -> [String] {
        bytes.split(separator: 0).map { String(decoding: $0, as: UTF8.self) }
    }

    /// What git says of an error, on one line that plays no tricks with a terminal.
    private static func words(_ bytes: [UInt8]) -> String {
        let lines = String(decoding: bytes.prefix(8192), as: UTF8.self).split(whereSeparator: \.isNewline).filter {
            !$0.hasPrefix("hint:") && !$0.hasPrefix("To ")
        }
        let text = lines.prefix(6).joined(separator: "; ")
        return String(
            String.UnicodeScalarView(
                text.unicodeScalars.filter { $0.value >= 0x20 && !(0x7F...0x9F).contains($0.value) }))
    }

    private static func hint(_ words: String) -> String {
        if [
            "Authentication failed", "could not read Username", "could not read Password", "Permission denied",
            "terminal prompts disabled", "403",
        ]
        .contains(where: { words.contains($0) }) {
            return
                "sign in to the repository first: `git ls-remote` must answer without a question; a credential helper or an SSH agent does that"
        }
        if words.contains("Could not resolve host") || words.contains("unable to access")
            || words.contains("Connection")
        {
            return "see whether the repository can be reached from this machine, then run the command again"
        }
        if words.contains("not found") || words.contains("does not exist")
            || words.contains("does not appear to be a git repository")
        {
            return "make the repository, or correct `delivery.repository` in the platform file"
        }
        if words.contains("dubious ownership") {
            return "the folder belongs to somebody else; git names the setting that allows it"
        }
        return "run the same by hand to see more, then run the command again"
    }
}
