/// Somebody else's Lease as we have watched it by our own clock (the rule of client-go's leader election).
///
/// Nothing here compares the times of two machines: only how long the record has stood still before our eyes counts.
struct LeaseObservation {
    /// What is to be done about it.
    enum Verdict: Equatable {
        /// It was renewed while we watched: its holder lives.
        case alive
        /// It has stood still for as long as it is good for.
        case over
        /// Not known yet.
        case unknown
    }

    private var pulse: [String]?
    private var since: Int64 = 0

    /// Looks at a record.
    ///
    /// - Parameters:
    ///   - record: what was read.
    ///   - now: our monotonic clock when it was read, in milliseconds.
    mutating func look(at record: LeaseRecord, now: Int64) -> Verdict {
        guard let pulse, pulse == record.pulse else {
            let isFirst = pulse == nil
            pulse = record.pulse
            since = now
            return isFirst ? .unknown : .alive
        }
        return now - since >= record.seconds * 1000 ? .over : .unknown
    }
}
