/// A question whose answer proves something: what is sent, as data, and what the answers mean. Both are pure, so that the sending may happen
/// elsewhere and the judging is the same wherever it did.
public protocol Probe: Sendable {
    /// What is sent, in order.
    var exchanges: [Exchange] { get }

    /// What the outcomes mean.
    ///
    /// - Parameters:
    ///   - outcomes: one for each exchange; none of them is `untried`.
    ///   - now: the time, in seconds since 1970.
    /// - Returns: what was seen, in a few words.
    /// - Throws: `ProbeFailure` with what is wrong.
    func judge(_ outcomes: [Outcome], at now: Int64) throws -> String
}

/// What is wrong with what was asked.
public struct ProbeFailure: Error, Sendable, Equatable {
    /// What is wrong; lower case, no full stop.
    public var message: String
    /// What usually causes it, or what to do.
    public var hint: String?

    /// A failure.
    ///
    /// - Parameters:
    ///   - message: what is wrong.
    ///   - hint: what usually causes it.
    public init(_ message: String, hint: String? = nil) {
        self.message = message
        self.hint = hint
    }
}
