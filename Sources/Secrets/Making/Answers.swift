import Catalog
public import Crypto
public import Host
public import Platform

/// What people give: values of credentials that cannot be made.
public struct Answers: Sendable {
    /// Asks a person. Gets the credential and the text of the question; nil or nothing means that there is no answer.
    public typealias Question = @Sendable (CredentialNeed, String) throws -> SecretBytes?

    /// The largest value, in bytes.
    public static let largestValue = 1 << 20

    private let environment: Environment
    private let question: Question?

    /// Makes a source of answers.
    ///
    /// - Parameters:
    ///   - environment: the environment variables: `NAME` holds a value, `NAME_FILE` the path of a file that does.
    ///   - question: asks the person at the terminal; nil when nobody may be asked. It decides itself whether to bother
    ///     anybody about an optional credential.
    public init(environment: Environment, question: Question? = nil) {
        self.environment = environment
        self.question = question
    }

    /// Why an answer cannot be used.
    struct Refusal: Error {
        let reason: String
        let hint: String?
    }

    /// The value that was given for a credential.
    ///
    /// - Parameters:
    ///   - need: the credential.
    ///   - prompt: the text of the question.
    ///   - variable: the name of the environment variable; may be empty.
    /// - Returns: nil if nobody gave one.
    /// - Throws: ``Refusal``, or `Interrupted`.
    func value(of need: CredentialNeed, prompt: String, variable: String) throws -> SecretBytes? {
        if !variable.isEmpty {
            if let text = environment.nonEmpty(variable) { return SecretBytes(text: text) }
            if let path = environment.nonEmpty(variable + "_FILE") { return try read(Path(path), variable: variable) }
        }
        guard let question else { return nil }
        do {
            guard let answer = try question(need, prompt), !answer.isEmpty else { return nil }
            return try checked(answer, from: "the answer")
        } catch let failure as PromptFailure {
            // Nobody there to ask is no worse than no answer.
            if failure == .noTerminal { return nil }
            throw Refusal(reason: failure.description, hint: nil)
        }
    }

    private func read(_ path: Path, variable: String) throws -> SecretBytes? {
        var bytes: [UInt8]
        do throws(FileFailure) { bytes = try Files.read(path, limit: Answers.largestValue) } catch {
            // Without the path: somebody may have put the value itself there.
            let what = error.reason == .notFound ? "does not exist" : "cannot be read"
            throw Refusal(reason: "the file that \(variable)_FILE names \(what)", hint: error.hint)
        }
        // An editor ends a file with a line feed; a value that ends with one is given in the variable itself.
        if bytes.last == 0x0A {
            bytes.removeLast()
            if bytes.last == 0x0D { bytes.removeLast() }
        }
        let value = SecretBytes(wiping: &bytes)
        return value.isEmpty ? nil : try checked(value, from: "the file that \(variable)_FILE names")
    }

    private func checked(_ value: SecretBytes, from origin: String) throws -> SecretBytes {
        guard value.withBytes({ String(validating: $0, as: UTF8.self) != nil }) else {
            throw Refusal(reason: "\(origin) is not UTF-8 text", hint: "give it as text, for example in base64")
        }
        return value
    }
}

extension Answers: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// Always `Answers`: the environment holds secrets.
    public var description: String { "Answers" }

    /// Always `Answers`.
    public var debugDescription: String { description }

    /// A mirror without children, so that `dump` and reflection show nothing.
    public var customMirror: Mirror { Mirror(self, children: [], displayStyle: .struct) }
}
