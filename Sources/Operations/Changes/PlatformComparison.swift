public import Charts
public import Diagnostics
import Host
public import Kubernetes
import Rendering
import Values

/// A platform compared with a cluster: what would have to happen to each object, and what that puts at risk.
public struct PlatformComparison: Sendable {
    /// One object of the comparison.
    public struct Entry: Sendable {
        /// What is wanted; nil for what is to go.
        public let wanted: WantedObject?
        /// What is there; only its metadata for what is to go.
        public let live: LiveState?
        /// What would have to happen.
        public var change: ObjectChange
        /// What that puts at risk; empty when nothing would happen.
        public var risks: [Risk]

        /// The wave; −2 for the ground, −1 for definitions. What is to go goes last.
        public var wave: Int { wanted?.wave ?? Int.max }
    }

    /// How thoroughly is compared.
    public struct Depth: Sendable {
        /// Whether the server is asked what would really change.
        public var asks: Bool
        /// Whether new objects are tried on the server, too.
        public var triesNew: Bool
        /// Whether objects that nobody claims count as the platform's.
        public var adopts: Bool

        /// A depth.
        ///
        /// - Parameters: as the properties say.
        public init(asks: Bool, triesNew: Bool, adopts: Bool = false) {
            self.asks = asks
            self.triesNew = triesNew
            self.adopts = adopts
        }

        /// For looking: only what differs is asked of the server.
        public static let diff = Depth(asks: true, triesNew: false)
        /// For planning: new objects are tried, too.
        public static let plan = Depth(asks: true, triesNew: true)
        /// For finding out whether anything moved: the server is asked nothing.
        static let observation = Depth(asks: false, triesNew: false)
    }

    /// Every object by wave, then by component, in the order in which they go there.
    public let entries: [Entry]
    /// What charts make at certain moments only: it is not compared.
    public let hooks: [ObjectReference]
    /// What could not be compared, or would be refused.
    public let findings: [Finding]

    /// What is to happen, unchanged objects left out.
    public var changes: [ObjectChange] { entries.map(\.change).filter { $0.action != .none } }

    /// Every desired object against the cluster.
    ///
    /// - Parameters:
    ///   - desired: what is wanted.
    ///   - cluster: the cluster; nothing is written to it.
    ///   - charts: what the charts bring; nil where they are not at hand.
    /// - Returns: one change for each object, also for those where nothing is to happen.
    /// - Throws: `KubernetesFailure` if the cluster does not answer; `Interrupted`.
    public static func compare(
        desired: DesiredPlatform, cluster: Cluster, charts: [RenderedRelease]?
    ) throws -> [ObjectChange] {
        try of(desired, cluster: cluster, charts: charts, depth: .plan).entries.map(\.change)
    }

    /// Every desired object against the cluster, with risks.
    ///
    /// - Parameters:
    ///   - desired: what is wanted.
    ///   - cluster: the cluster; nothing is written to it.
    ///   - charts: what the charts bring; nil where they are not at hand.
    ///   - depth: how thoroughly is compared.
    /// - Throws: `KubernetesFailure` if the cluster does not answer; `Interrupted`.
    public static func of(
        _ desired: DesiredPlatform, cluster: Cluster, charts: [RenderedRelease]?, depth: Depth
    ) throws -> PlatformComparison {
        // A cluster that cannot be reached must not look like one that knows no kinds.
        _ = try cluster.version()
        let wanted = WantedObjects(desired, charts: charts ?? []) { try? cluster.resource($0, $1) }
        let live = try LiveObjects(wanted.objects.map(\.desired.reference), in: cluster)
        var work = Work(desired: desired, cluster: cluster, live: live, depth: depth)
        work.look(wanted.objects)
        if depth.asks { try work.ask() }
        try work.addLeftovers(wanted.objects)
        let readers = SecretReaders(wanted.objects.map(\.desired.node))
        let entries = work.drafts.map { draft in
            let reading = readers.of(draft.change.reference)
            return Entry(
                wanted: draft.wanted, live: draft.live.map { LiveState($0, isWhole: draft.wanted != nil) },
                change: draft.change,
                risks: draft.change.action == .none || draft.change.action == .refused
                    ? []
                    : Risk.of(draft.change, desired: draft.wanted?.desired.node, live: draft.live, readers: reading))
        }
        return PlatformComparison(
            entries: entries.enumerated().sorted { left, right in
                let (first, second) = (left.element, right.element)
                if first.wave != second.wave { return first.wave < second.wave }
                let (one, other) = (first.change.owner, second.change.owner)
                if one != other { return one == Mark.ground || (other != Mark.ground && one < other) }
                return left.offset < right.offset
            }.map(\.element), hooks: wanted.hooks, findings: work.findings)
    }
}
