public import Values

/// One thing worth telling the user: a stable code, a sentence, where it is, why it is so and what to do.
public struct Finding: Sendable, Equatable {
    /// How serious a finding is; a larger case is more serious.
    public enum Severity: Int, Comparable, Sendable, CaseIterable {
        /// Worth knowing; nothing has to change.
        case note
        /// Works, but is likely to hurt.
        case warning
        /// Must be fixed before the work can go on.
        case error

        /// Orders severities from note to error.
        public static func < (left: Severity, right: Severity) -> Bool { left.rawValue < right.rawValue }

        /// The word shown to the user, the same in text and in JSON.
        public var word: String {
            switch self {
            case .note: "note"
            case .warning: "warning"
            case .error: "error"
            }
        }
    }

    /// The stable code, such as `FL0104`.
    public var code: String
    /// How serious it is.
    public var severity: Severity
    /// The sentence: lower case, no full stop.
    public var message: String
    /// Where it is, when it is about a place in a file.
    public var place: Place?
    /// The component it is about, when there is one.
    public var component: String?
    /// Why it is so.
    public var cause: String?
    /// What to do about it.
    public var hint: String?

    /// Makes a finding.
    ///
    /// - Parameters:
    ///   - code: the stable code.
    ///   - severity: how serious it is.
    ///   - message: the sentence: lower case, no full stop.
    ///   - place: where it is.
    ///   - component: the component it is about.
    ///   - cause: why it is so.
    ///   - hint: what to do about it.
    public init(
        code: String, severity: Severity = .error, message: String, place: Place? = nil, component: String? = nil,
        cause: String? = nil, hint: String? = nil
    ) {
        self.code = code
        self.severity = severity
        self.message = message
        self.place = place
        self.component = component
        self.cause = cause
        self.hint = hint
    }
}
