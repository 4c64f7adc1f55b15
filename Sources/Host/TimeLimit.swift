import Glibc
import Synchronization

/// Thrown when something took longer than allowed.
public struct TimedOut: Error, Sendable, Equatable {
    /// How long it was allowed to take, in milliseconds.
    public let milliseconds: Int

    /// Makes the error.
    public init(milliseconds: Int) { self.milliseconds = milliseconds }
}

/// Blocking work that nobody waits for longer than allowed.
public enum TimeLimit {
    /// Does work on a thread of its own and waits for it.
    ///
    /// Work that takes longer is left to itself: its thread goes on until the work ends, and the result is dropped.
    /// So only work that ends by itself may be given here.
    ///
    /// - Parameters:
    ///   - milliseconds: how long to wait.
    ///   - work: the work.
    /// - Returns: what the work returns.
    /// - Throws: ``TimedOut``; ``Interrupted`` within a tenth of a second of a request to stop; what the work throws.
    public static func run<Output: Sendable>(
        milliseconds: Int, _ work: @escaping @Sendable () throws -> Output
    ) throws -> Output {
        let place = Place<Output>()
        guard Self.start({ place.put(Result { try work() }) }) else { return try work() }
        let end = Clock.system.monotonicMilliseconds() + Int64(milliseconds)
        while true {
            if let result = place.take() { return try result.get() }
            try Interrupt.check()
            if Clock.system.monotonicMilliseconds() >= end { throw TimedOut(milliseconds: milliseconds) }
            usleep(5_000)
        }
    }

    private final class Place<Output: Sendable>: Sendable {
        private let result = Mutex<Result<Output, any Error>?>(nil)
        func put(_ value: Result<Output, any Error>) { result.withLock { $0 = value } }
        func take() -> Result<Output, any Error>? { result.withLock { $0 } }
    }

    private final class Body: Sendable {
        let run: @Sendable () -> Void
        init(_ run: @escaping @Sendable () -> Void) { self.run = run }
    }

    /// Starts a thread that nobody joins.
    ///
    /// - Returns: whether the system gave one.
    private static func start(_ run: @escaping @Sendable () -> Void) -> Bool {
        var attributes = pthread_attr_t()
        pthread_attr_init(&attributes)
        defer { pthread_attr_destroy(&attributes) }
        pthread_attr_setstacksize(&attributes, 8 << 20)
        pthread_attr_setdetachstate(&attributes, Int32(PTHREAD_CREATE_DETACHED))
        let body = Unmanaged.passRetained(Body(run))
        var identifier = pthread_t()
        let number = pthread_create(
            &identifier, &attributes,
            { raw in
                if let raw { Unmanaged<Body>.fromOpaque(raw).takeRetainedValue().run() }
                return nil
            }, body.toOpaque())
        if number != 0 { body.release() }
        return number == 0
    }
}
