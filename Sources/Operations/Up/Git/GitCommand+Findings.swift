import Diagnostics
import Host

/// Git's failures as findings.
extension GitCommand {
    /// Runs git.
    ///
    /// - Parameters: as of `result`.
    /// - Returns: status and output, whatever the status is.
    /// - Throws: `FindingsError` if git is not there or takes too long; `Interrupted`.
    func run(
        _ arguments: [String], in folder: Path?, input: [UInt8] = [], extra variables: [String: String] = [:]
    ) throws -> ProcessResult {
        do {
            return try result(arguments, in: folder, input: input, extra: variables)
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
        let words = words(of: result)
        return FindingsError(findings: [
            Finding(
                code: Code.gitFailed, message: "git could not \(what)", cause: words.isEmpty ? nil : words,
                hint: hint ?? Self.hint(words))
        ])
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
