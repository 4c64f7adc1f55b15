import Glibc

/// The time, as a parameter: whoever needs it is given one, and tests give a fixed one.
public struct Clock: Sendable {
    /// The time of day in seconds since 1970, in UTC.
    public let now: @Sendable () -> Int64
    /// Milliseconds that only grow, for measuring how long something takes.
    public let monotonicMilliseconds: @Sendable () -> Int64

    /// Makes a clock.
    ///
    /// - Parameters:
    ///   - now: gives the seconds since 1970.
    ///   - monotonicMilliseconds: gives milliseconds that only grow.
    public init(
        now: @escaping @Sendable () -> Int64, monotonicMilliseconds: @escaping @Sendable () -> Int64
    ) {
        self.now = now
        self.monotonicMilliseconds = monotonicMilliseconds
    }

    /// The clock of the system.
    public static let system = Clock(
        now: { Int64(read(CLOCK_REALTIME).tv_sec) },
        monotonicMilliseconds: {
            let time = read(CLOCK_MONOTONIC)
            return Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000
        })

    /// A clock that stands still.
    public static func fixed(_ seconds: Int64) -> Clock {
        Clock(now: { seconds }, monotonicMilliseconds: { 0 })
    }

    private static func read(_ clock: clockid_t) -> timespec {
        var time = timespec()
        clock_gettime(clock, &time)
        return time
    }
}
