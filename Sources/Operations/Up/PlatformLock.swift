public import Host
public import Kubernetes
import Synchronization

/// The lock of a platform, taken when the first thing is to be written: who finds everything as it should be writes nothing, not even a Lease.
public final class PlatformLock: Sendable {
    private let cluster: Cluster
    private let platform: String
    private let environment: Environment
    private let waiting: @Sendable (LeaseHolder) -> Void
    private let lease = Mutex<ClusterLease?>(nil)
    /// What was said when it could not be had: the next lane need not wait for the same answer.
    private let refusal = Mutex<KubernetesFailure?>(nil)

    /// A lock that is not taken yet.
    ///
    /// - Parameters:
    ///   - cluster: the cluster.
    ///   - platform: the platform's name.
    ///   - environment: where the user's name comes from.
    ///   - waiting: told once when somebody else holds it and is being watched.
    public init(
        _ cluster: Cluster, platform: String, environment: Environment = .process,
        waiting: @escaping @Sendable (LeaseHolder) -> Void = { _ in }
    ) {
        self.cluster = cluster
        self.platform = platform
        self.environment = environment
        self.waiting = waiting
    }

    /// Before each write: takes the lock if it is not held, and stops the work if it was lost.
    ///
    /// - Throws: `KubernetesFailure` of kind `.conflict` that says who has it; `Interrupted`.
    public func check() throws {
        try lease.withLock { lease in
            if let lease { return try lease.check() }
            if let refusal = refusal.withLock({ $0 }) { throw refusal }
            do {
                lease = try ClusterLease.acquire(
                    cluster, platform: platform, environment: environment, waiting: waiting)
            } catch let failure as KubernetesFailure where failure.kind == .conflict {
                refusal.withLock { $0 = failure }
                throw failure
            }
        }
    }

    /// Gives it back, if it was taken.
    public func release() { lease.withLock { $0.take() }?.release() }
}
