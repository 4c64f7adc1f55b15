public import Host
import Synchronization
import Values

/// The lock of a platform in its cluster: whoever changes the platform holds it, so that two never do at once.
///
/// A Lease of the API group coordination.k8s.io, taken and renewed by the rules of client-go's leader election: a holder is dead
/// when its record has stood still for its duration before our own eyes. The times in the record are for people only.
public final class ClusterLease: Sendable {
    /// How the lock behaves.
    public struct Timing: Sendable {
        /// After how long without a sign of life others may take it, in seconds.
        public var seconds: Int64
        /// How often a sign of life is given, in milliseconds.
        public var renewMilliseconds: Int64
        /// How often somebody else's record is looked at, in milliseconds.
        public var lookMilliseconds: Int

        /// Timing; a minute, a quarter of it, and a second.
        public init(seconds: Int64 = 60, renewMilliseconds: Int64 = 15_000, lookMilliseconds: Int = 1000) {
            self.seconds = seconds
            self.renewMilliseconds = renewMilliseconds
            self.lookMilliseconds = lookMilliseconds
        }
    }

    /// Under what name it is held.
    public let identity: String
    private let renewal: LeaseRenewal

    init(identity: String, renewal: LeaseRenewal) {
        self.identity = identity
        self.renewal = renewal
    }

    deinit { renewal.release() }

    /// Takes the lock. A live holder is an error within seconds to a quarter of a minute; a dead one is waited for until its time is over,
    /// or not at all if it was a process of this machine.
    ///
    /// - Parameters:
    ///   - cluster: the cluster.
    ///   - platform: the platform's name.
    ///   - namespace: where the Lease is; it must exist.
    ///   - environment: where the user's name comes from.
    ///   - timing: how the lock behaves.
    ///   - waiting: told once when somebody else holds it and is being watched.
    /// - Throws: `KubernetesFailure`, of kind `.conflict` when somebody else holds it; `Interrupted`.
    public static func acquire(
        _ cluster: Cluster, platform: String, namespace: String = "kube-system", environment: Environment = .process,
        timing: Timing = Timing(), waiting: (LeaseHolder) -> Void = { _ in }
    ) throws -> ClusterLease {
        try acquire(
            ClusterLeaseStore(cluster: cluster), platform: platform, namespace: namespace, environment: environment,
            timing: timing, waiting: waiting)
    }

    package static func acquire(
        _ store: any LeaseStore, platform: String, namespace: String = "kube-system",
        environment: Environment = .process, timing: Timing = Timing(), clock: Clock = .system,
        pause: @escaping @Sendable (Int) throws -> Void = Pause.wait, waiting: (LeaseHolder) -> Void = { _ in }
    ) throws -> ClusterLease {
        let reference = ObjectReference(
            "coordination.k8s.io/v1", "Lease", namespace: namespace, name: "fairlead-\(platform)")
        let identity = LeaseHolder.mine(environment)
        let attempt = LeaseAttempt(
            store: store, reference: reference, identity: identity, timing: timing, clock: clock, pause: pause)
        let (record, sentAt) = try attempt.take(waiting: waiting)
        let renewal = LeaseRenewal(
            store: store, reference: reference, identity: identity, timing: timing, clock: clock, record: record,
            sentAt: sentAt)
        renewal.start()
        return ClusterLease(identity: identity, renewal: renewal)
    }

    /// Whether it is held no longer: somebody else has it, somebody removed it, or the cluster took no sign of life for so long
    /// that others may think us dead. Cheap: to be asked before each step. ``release()`` does not count.
    public var isLost: Bool { renewal.loss != nil }

    /// Stops the work when the lock is lost.
    ///
    /// - Throws: `KubernetesFailure` of kind `.conflict` that says who has it now.
    public func check() throws {
        if let loss = renewal.loss {
            throw KubernetesFailure(.conflict, loss, hint: "run the command again; what is done stays done")
        }
    }

    /// Gives the lock back. Calling it again does nothing.
    ///
    /// - Returns: whether the cluster knows; if not, others wait until its time is over.
    @discardableResult
    public func release() -> Bool { renewal.release() }
}
