import Glibc
import Synchronization

/// Blocking work on threads of its own, so that it never stalls the pool that Swift's tasks share.
public enum Parallel {
    /// How many processors there are, at least one.
    public static var processors: Int { max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN))) }

    /// Applies a function to every item, several at a time.
    ///
    /// The caller's thread only waits. After a request to stop no further item is begun; those fail with ``Interrupted``.
    ///
    /// - Parameters:
    ///   - items: what to work on.
    ///   - limit: the most threads at once.
    ///   - body: the work; it may block.
    /// - Returns: one result per item, in the order of the items.
    public static func map<Item: Sendable, Output: Sendable>(
        _ items: [Item], limit: Int = 8, _ body: @escaping @Sendable (Item) throws -> Output
    ) -> [Result<Output, any Error>] {
        let work = Work(items, body)
        let threads = (0..<min(max(limit, 1), items.count)).compactMap { _ in WorkerThread { work.drain() } }
        // When the system gives no thread at all, the work is done here.
        if threads.isEmpty { work.drain() }
        for thread in threads { thread.join() }
        return work.results()
    }

    /// Applies a function that cannot fail to every item, several at a time.
    ///
    /// A request to stop leaves none out: what was not begun by then is done here, since a result with holes would lead to wrong words
    /// before the end.
    ///
    /// - Parameters: as of ``map(_:limit:_:)``.
    /// - Returns: one output per item, in the order of the items.
    public static func mapAll<Item: Sendable, Output: Sendable>(
        _ items: [Item], limit: Int = 8, _ body: @escaping @Sendable (Item) -> Output
    ) -> [Output] {
        zip(items, map(items, limit: limit, body)).map { item, result in (try? result.get()) ?? body(item) }
    }

    /// Begins something on a thread of its own and does not wait for it.
    ///
    /// - Parameter body: the work. Where the system gives no thread it is left undone.
    public static func begin(_ body: @escaping @Sendable () -> Void) { WorkerThread(body)?.detach() }

    private final class Work<Item: Sendable, Output: Sendable>: Sendable {
        private struct State {
            var next = 0
            var results: [Result<Output, any Error>?]
        }

        private let items: [Item]
        private let body: @Sendable (Item) throws -> Output
        private let state: Mutex<State>

        init(_ items: [Item], _ body: @escaping @Sendable (Item) throws -> Output) {
            self.items = items
            self.body = body
            state = Mutex(State(results: Array(repeating: nil, count: items.count)))
        }

        func drain() {
            while let index = take() {
                let result = Result<Output, any Error> {
                    try Interrupt.check()
                    return try body(items[index])
                }
                state.withLock { $0.results[index] = result }
            }
        }

        func results() -> [Result<Output, any Error>] { state.withLock { $0.results.compactMap { $0 } } }

        private func take() -> Int? {
            state.withLock { state in
                guard state.next < items.count else { return nil }
                state.next += 1
                return state.next - 1
            }
        }
    }
}

/// A thread that does one thing.
private struct WorkerThread {
    private final class Body: Sendable {
        let run: @Sendable () -> Void
        init(_ run: @escaping @Sendable () -> Void) { self.run = run }
    }

    private let identifier: pthread_t

    init?(_ run: @escaping @Sendable () -> Void) {
        var attributes = pthread_attr_t()
        pthread_attr_init(&attributes)
        defer { pthread_attr_destroy(&attributes) }
        // The stack of the main thread, so that what works there works here.
        pthread_attr_setstacksize(&attributes, 8 << 20)
        let body = Unmanaged.passRetained(Body(run))
        var identifier = pthread_t()
        let number = pthread_create(
            &identifier, &attributes,
            { raw in
                if let raw { Unmanaged<Body>.fromOpaque(raw).takeRetainedValue().run() }
                return nil
            }, body.toOpaque())
        guard number == 0 else {
            body.release()
            return nil
        }
        self.identifier = identifier
    }

    func join() { pthread_join(identifier, nil) }
    func detach() { pthread_detach(identifier) }
}
