/// How often and how long a request is sent again.
public struct RetryPolicy: Sendable {
    /// The most times a request is sent.
    public var attempts: Int
    /// The pause after the first time, in milliseconds; each further one is twice as long.
    public var firstPause: Int
    /// The longest pause, in milliseconds, unless the server asks for a longer one.
    public var longestPause: Int
    /// How long all attempts and pauses together may take before no new attempt is begun, in milliseconds.
    public var total: Int

    /// A policy.
    ///
    /// - Parameters: as the properties say.
    public init(attempts: Int = 6, firstPause: Int = 250, longestPause: Int = 8_000, total: Int = 30_000) {
        self.attempts = attempts
        self.firstPause = firstPause
        self.longestPause = longestPause
        self.total = total
    }

    /// Six attempts within half a minute.
    public static let standard = RetryPolicy()
    /// One attempt.
    public static let none = RetryPolicy(attempts: 1)

    /// The pause after an attempt.
    ///
    /// - Parameters:
    ///   - attempt: which one it was, from 1.
    ///   - retryAfter: for how long the server asks, in milliseconds.
    ///   - spread: any number that differs from request to request: it lengthens the pause by up to a quarter, so that
    ///     threads that were refused together do not come back together.
    /// - Returns: milliseconds.
    public func pause(after attempt: Int, retryAfter: Int?, spread: UInt64) -> Int {
        let doublings = min(max(attempt - 1, 0), 16)
        let base = max(min(firstPause << doublings, longestPause), retryAfter ?? 0)
        return base + Int(spread % 64) * min(base, longestPause) / 256
    }
}
