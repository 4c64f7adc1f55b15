/// What of a component's log is asked for.
public struct LogRequest: Sendable {
    /// How many of the last lines of each container.
    public var lines: Int
    /// Only what is not older, in seconds.
    public var sinceSeconds: Int?
    /// Whether what is written from now on is shown too, until somebody asks to stop.
    public var follows: Bool

    /// A request.
    ///
    /// - Parameters: as the properties say.
    public init(lines: Int, sinceSeconds: Int? = nil, follows: Bool = false) {
        self.lines = lines
        self.sinceSeconds = sinceSeconds
        self.follows = follows
    }

    /// As long as anybody will look on.
    static let forever = 10 * 365 * 86_400
}

/// A line of a log.
public struct LogLine: Sendable, Equatable {
    /// Who wrote it: a workload on one machine, pod and container in a cluster.
    public let source: String
    /// What was written, masked and without control characters.
    public let text: String
}
