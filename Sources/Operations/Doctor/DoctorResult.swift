public import Diagnostics
public import Values

/// One thing that the doctor looked at.
public struct DoctorResult: Sendable, Equatable {
    /// What came of it.
    public enum Outcome: String, Sendable, CaseIterable {
        /// As it must be.
        case ok
        /// Works, but is likely to hurt.
        case warning
        /// Must be put right before anything is installed.
        case failure
        /// Could not be looked at, or needed no look.
        case skipped
    }

    /// What came of it.
    public var outcome: Outcome
    /// What was seen: lower case, no full stop. For ``Outcome/skipped``, what was not looked at and why.
    public var message: String
    /// The code of the finding; nil for what is as it must be, or was skipped.
    public var code: Code?
    /// The members it matters for.
    public var components: [String]
    /// Why it matters.
    public var cause: String?
    /// What to do about it.
    public var hint: String?

    /// What is as it must be.
    ///
    /// - Parameters:
    ///   - message: what was seen.
    ///   - components: the members it matters for.
    public static func ok(_ message: String, for components: [String] = []) -> DoctorResult {
        DoctorResult(outcome: .ok, message: message, code: nil, components: components, cause: nil, hint: nil)
    }

    /// What was not looked at.
    ///
    /// - Parameters:
    ///   - message: what, and why not.
    ///   - components: the members it matters for.
    ///   - hint: what makes a look possible.
    public static func skipped(_ message: String, for components: [String] = [], hint: String? = nil) -> DoctorResult {
        DoctorResult(outcome: .skipped, message: message, code: nil, components: components, cause: nil, hint: hint)
    }

    /// What works but is likely to hurt.
    ///
    /// - Parameters:
    ///   - code: the code of the finding.
    ///   - message: what was seen.
    ///   - components: the members it matters for.
    ///   - cause: why it matters.
    ///   - hint: what to do about it.
    public static func warning(
        _ code: Code, _ message: String, for components: [String] = [], cause: String? = nil, hint: String? = nil
    ) -> DoctorResult {
        DoctorResult(
            outcome: .warning, message: message, code: code, components: components, cause: cause, hint: hint)
    }

    /// What must be put right.
    ///
    /// - Parameters: as of ``warning(_:_:for:cause:hint:)``.
    public static func failure(
        _ code: Code, _ message: String, for components: [String] = [], cause: String? = nil, hint: String? = nil
    ) -> DoctorResult {
        DoctorResult(
            outcome: .failure, message: message, code: code, components: components, cause: cause, hint: hint)
    }

    /// As a finding; nil for what is as it must be, or was skipped.
    public var finding: Finding? {
        guard let code else { return nil }
        let matters = components.count > 1 ? "matters for \(DoctorWords.list(components))" : nil
        let causes = [cause, matters].compactMap { $0 }
        return Finding(
            code: code, severity: outcome == .failure ? .error : .warning, message: message,
            component: components.count == 1 ? components.first : nil,
            cause: causes.isEmpty ? nil : causes.joined(separator: "; "), hint: hint)
    }

    /// As data, for `-o json`.
    public var node: Node {
        var pairs: [(String, Node)] = [("outcome", Node(.string(outcome.rawValue)))]
        if let code { pairs.append(("code", Node(.string(code.rawValue)))) }
        pairs.append(("message", Node(.string(message))))
        if !components.isEmpty { pairs.append(("components", Node(.list(components.map { Node(.string($0)) })))) }
        for case (let key, .some(let text)) in [("cause", cause), ("hint", hint)] {
            pairs.append((key, Node(.string(text))))
        }
        return Node(.mapping(Mapping(pairs)))
    }
}

/// Words that several checks share.
enum DoctorWords {
    /// `a`, `a and b`, `a, b and 3 more`.
    static func list(_ items: [String], most: Int = 8) -> String {
        let shown = items.prefix(items.count > most ? most : items.count)
        if items.count > shown.count { return shown.joined(separator: ", ") + " and \(items.count - shown.count) more" }
        guard let last = shown.last, shown.count > 1 else { return shown.first ?? "" }
        return shown.dropLast().joined(separator: ", ") + " and " + last
    }

    /// `1 node`, `3 nodes`.
    static func count(_ number: Int, _ noun: String) -> String { "\(number) \(noun)\(number == 1 ? "" : "s")" }

    /// In byte order, each once.
    static func unique(_ items: some Sequence<String>) -> [String] {
        Set(items).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }
}
