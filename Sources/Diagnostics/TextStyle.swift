/// Whether text for people carries colours. Every colour of the program is decided here.
public enum TextStyle: Sendable, Equatable {
    /// No escape sequences at all.
    case plain
    /// ANSI colours, eight of them, which every terminal has.
    case coloured

    /// What a piece of text is; the colour follows from it.
    public enum Role: Sendable {
        /// An error.
        case error
        /// A warning.
        case warning
        /// A note.
        case note
        /// Something that went well.
        case good
        /// A heading or a name that should stand out.
        case strong
        /// Something to look past, such as a line number.
        case faint
    }

    /// The text in the colour of its role, or unchanged when the style is plain.
    ///
    /// - Parameters:
    ///   - text: what to show.
    ///   - role: what it is.
    public func apply(_ role: Role, _ text: String) -> String {
        guard self == .coloured, !text.isEmpty else { return text }
        // ECMA-48, section 8.3.117 (SGR).
        let parameters =
            switch role {
            case .error: "1;31"
            case .warning: "1;33"
            case .note: "1;36"
            case .good: "32"
            case .strong: "1"
            case .faint: "2"
            }
        return "\u{1B}[\(parameters)m\(text)\u{1B}[0m"
    }
}
