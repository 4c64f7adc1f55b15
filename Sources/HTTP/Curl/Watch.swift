internal import Host

/// The deadlines of one request.
struct Watch {
    private var place: String
    private let timeout: Int
    private let idle: Int?
    private let clock: Clock
    private var deadline: Int64
    private var seen = 0
    private var lastSign: Int64
    private var isHeadSeen = false

    /// - Parameters:
    ///   - place: whom we wait for, for the message.
    ///   - timeout: for everything, or for the head of a stream, in milliseconds.
    ///   - idle: for a stream, how long nothing may come.
    init(place: String, timeout: Int, idle: Int?, clock: Clock = .system) {
        self.place = place
        // A day stands for "for ever" and keeps the sums far from overflow.
        self.timeout = min(max(timeout, 1), 86_400_000)
        self.idle = idle.map { min(max($0, 1), 86_400_000) }
        self.clock = clock
        lastSign = clock.monotonicMilliseconds()
        deadline = lastSign + Int64(self.timeout)
    }

    /// How long may still be waited.
    ///
    /// - Throws: `HTTPFailure` of the kind `timeout` when nothing is left.
    mutating func remaining(_ exchange: Exchange) throws -> Int {
        let now = clock.monotonicMilliseconds()
        if exchange.received != seen {
            seen = exchange.received
            lastSign = now
        }
        if exchange.isStream, exchange.head.isComplete, !isHeadSeen {
            isHeadSeen = true
            deadline = now + Int64(timeout)
        }
        if let idle, exchange.isHandingOut {
            guard now - lastSign < idle else {
                throw HTTPFailure(.timeout, "\(place) sent nothing for \(Watch.words(idle))")
            }
            return Int(Int64(idle) - (now - lastSign))
        }
        guard now < deadline else {
            let what = exchange.received == 0 ? "no answer" : "no complete answer"
            throw HTTPFailure(.timeout, "\(what) from \(place) within \(Watch.words(timeout))")
        }
        return Int(deadline - now)
    }

    /// A redirect leads elsewhere; the deadline stays.
    mutating func turn(to place: String) {
        self.place = place
        seen = 0
    }

    static func words(_ milliseconds: Int) -> String {
        milliseconds >= 1000 && milliseconds % 1000 == 0 ? "\(milliseconds / 1000) s" : "\(milliseconds) ms"
    }
}
