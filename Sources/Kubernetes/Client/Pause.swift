import Glibc
import Host

/// Waiting that notices a request to stop.
public enum Pause {
    /// Waits.
    ///
    /// - Parameter milliseconds: how long.
    /// - Throws: `Interrupted`, within a tenth of a second of the request to stop.
    @Sendable
    public static func wait(milliseconds: Int) throws {
        let clock = Clock.system
        let end = clock.monotonicMilliseconds() + Int64(max(milliseconds, 0))
        while true {
            try Interrupt.check()
            let left = end - clock.monotonicMilliseconds()
            if left <= 0 { return }
            usleep(UInt32(min(left, 100)) * 1000)
        }
    }
}
