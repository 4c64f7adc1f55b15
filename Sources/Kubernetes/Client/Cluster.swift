public import HTTP
public import Host
import Synchronization

/// A cluster that is spoken to. Calls block, may be made from several threads, and end with `Interrupted` when the process is asked to stop.
///
/// Requests that read are sent again after 429, 502, 503, 504 and a cut connection, with growing pauses and as `Retry-After` says;
/// requests that write only where sending them twice does what sending them once does.
public final class Cluster: Sendable {
    /// How it is reached.
    public let access: ClusterAccess
    /// The name under which fields are owned in server-side apply.
    public static let fieldManager = "fairlead"

    let transport: any HTTPTransport
    let clock: Clock
    let userAgent: String
    let retry: RetryPolicy
    let limits: ReadingLimits
    let pause: @Sendable (_ milliseconds: Int) throws -> Void
    let discovery = Mutex(DiscoveryCache())
    /// Whether the server ever answered: from then on a refused connection is a restart, before it is a wrong address.
    let hasAnswered = Atomic<Bool>(false)
    let turns = Atomic<UInt64>(0)

    /// A cluster.
    ///
    /// - Parameters:
    ///   - access: how it is reached.
    ///   - transport: sends the requests.
    ///   - clock: the time, for pauses and deadlines.
    ///   - userAgent: what the server's audit log shows.
    ///   - retry: how often and how long a request is sent again.
    ///   - limits: how much is read at once and in all.
    ///   - pause: waits for a number of milliseconds; it throws `Interrupted` when the process is asked to stop.
    public init(
        access: ClusterAccess, transport: any HTTPTransport, clock: Clock = .system, userAgent: String = "fairlead",
        retry: RetryPolicy = .standard, limits: ReadingLimits = .standard,
        pause: @escaping @Sendable (_ milliseconds: Int) throws -> Void = Pause.wait
    ) {
        self.access = access
        self.transport = transport
        self.clock = clock
        self.userAgent = userAgent
        self.retry = retry
        self.limits = limits
        self.pause = pause
    }
}

/// How much is read of a list, so that no server can exhaust the memory.
public struct ReadingLimits: Sendable {
    /// The most objects of a page.
    public var pageSize: Int
    /// The most objects of a list.
    public var items: Int
    /// The most bytes of a list, and of any other answer.
    public var bytes: Int

    /// Limits.
    ///
    /// - Parameters:
    ///   - pageSize: the most objects of a page.
    ///   - items: the most objects of a list.
    ///   - bytes: the most bytes of a list.
    public init(pageSize: Int = 500, items: Int = 100_000, bytes: Int = 128 << 20) {
        self.pageSize = pageSize
        self.items = items
        self.bytes = bytes
    }

    /// Pages of 500 objects, 100,000 objects and 128 MiB in all.
    public static let standard = ReadingLimits()
}
