/// Why a text could not be read, and where.
public struct SyntaxError: Error, Sendable, Equatable, CustomStringConvertible {
    /// One lower-case sentence without a full stop.
    public let message: String
    /// The position of the first character that is wrong.
    public let place: Place
    /// What to do about it, when that is known.
    public let hint: String?

    /// Makes an error.
    ///
    /// - Parameters:
    ///   - message: one lower-case sentence without a full stop.
    ///   - place: the position of the fault.
    ///   - hint: what to do about it.
    public init(message: String, place: Place, hint: String? = nil) {
        self.message = message
        self.place = place
        self.hint = hint
    }

    /// `file:line:column: message`, with the hint in brackets.
    public var description: String {
        "\(place): \(message)" + (hint.map { " (hint: \($0))" } ?? "")
    }
}
