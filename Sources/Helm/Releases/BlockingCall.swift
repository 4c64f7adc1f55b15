internal import Glibc
internal import Host
internal import Synchronization

/// A call of the library that may block for long, on a thread of its own, so that a request to stop is noticed meanwhile.
enum BlockingCall {
    /// How often the request to stop is looked for.
    private static let patience = 50
    /// How long the library may take to record that it was stopped; then the call is left alone.
    private static let grace = 700

    /// Makes a call and waits for it.
    ///
    /// A call that cannot be cancelled, or takes too long to notice, goes on in the background until it or the process
    /// ends. Its outcome is lost then; the record of the release says how far it came.
    ///
    /// - Parameters:
    ///   - isStopped: whether somebody asked to stop.
    ///   - cancel: tells the call; nil for one that cannot be told.
    ///   - body: the call.
    /// - Returns: what the call returns, also when it finished in spite of the request.
    /// - Throws: what the call throws; `Interrupted` after a signal, ``HelmFailure/Kind/cancelled`` after another request.
    static func run<Output: Sendable>(
        isStopped: @Sendable () -> Bool, cancel: (@Sendable () -> Void)? = nil,
        _ body: @escaping @Sendable () throws(HelmFailure) -> Output
    ) throws -> Output {
        if isStopped() { throw stopped() }
        let outcome = Outcome<Output>()
        let call = Once(body)
        guard start({ outcome.finish(call.run()) }) else {
            throw HelmFailure(.io, "the system gives no more threads")
        }
        while true {
            if let result = outcome.wait(milliseconds: patience) { return try result.get() }
            if isStopped() { break }
        }
        cancel?()
        if let result = outcome.wait(milliseconds: cancel == nil ? 0 : grace), case .success(let output) = result {
            return output
        }
        throw stopped()
    }

    private static func stopped() -> any Error {
        do {
            try Interrupt.check()
            return HelmFailure(.cancelled, "it was stopped on request")
        } catch {
            return error
        }
    }

    /// A call that lets go of everything it holds, handles above all, before its outcome is told.
    private final class Once<Output: Sendable>: Sendable {
        typealias Body = @Sendable () throws(HelmFailure) -> Output
        private let body: Mutex<Body?>

        init(_ body: @escaping Body) { self.body = Mutex(body) }

        func run() -> Result<Output, HelmFailure> {
            guard let body = body.withLock({ $0.take() }) else {
                return .failure(HelmFailure(.panic, "a call was made twice"))
            }
            return Result { () throws(HelmFailure) in try body() }
        }
    }

    private final class Work: Sendable {
        let run: @Sendable () -> Void
        init(_ run: @escaping @Sendable () -> Void) { self.run = run }
    }

    /// Starts a thread that nobody waits for.
    private static func start(_ run: @escaping @Sendable () -> Void) -> Bool {
        var attributes = pthread_attr_t()
        pthread_attr_init(&attributes)
        defer { pthread_attr_destroy(&attributes) }
        pthread_attr_setdetachstate(&attributes, Int32(PTHREAD_CREATE_DETACHED))
        let work = Unmanaged.passRetained(Work(run))
        var identifier = pthread_t()
        let number = pthread_create(
            &identifier, &attributes,
            { raw in
                if let raw { Unmanaged<Work>.fromOpaque(raw).takeRetainedValue().run() }
                return nil
            }, work.toOpaque())
        if number != 0 { work.release() }
        return number == 0
    }
}

/// The outcome of a call, handed from its thread to the one that waits.
// Sendable holds: the semaphore is made before and destroyed after all use, and is what sem_overview(7) shares.
private final class Outcome<Output: Sendable>: @unchecked Sendable {
    private let result = Mutex<Result<Output, HelmFailure>?>(nil)
    private let semaphore = UnsafeMutablePointer<sem_t>.allocate(capacity: 1)

    init() { sem_init(semaphore, 0, 0) }

    deinit {
        sem_destroy(semaphore)
        semaphore.deallocate()
    }

    func finish(_ outcome: Result<Output, HelmFailure>) {
        result.withLock { $0 = outcome }
        sem_post(semaphore)
    }

    /// Waits for a while; a signal may end the wait early.
    func wait(milliseconds: Int) -> Result<Output, HelmFailure>? {
        var until = timespec()
        clock_gettime(CLOCK_REALTIME, &until)
        let nanoseconds = until.tv_nsec + milliseconds * 1_000_000
        until.tv_sec += nanoseconds / 1_000_000_000
        until.tv_nsec = nanoseconds % 1_000_000_000
        sem_timedwait(semaphore, &until)
        return result.withLock { $0 }
    }
}
