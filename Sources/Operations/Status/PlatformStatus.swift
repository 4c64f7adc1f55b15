public import Host
public import Kubernetes

/// How a platform does in its cluster, component by component, at one moment.
public struct PlatformStatus: Sendable {
    /// Objects of a kind that could not be looked at.
    public struct Unseen: Sendable, Equatable {
        /// The kind.
        public var kind: String
        /// Why.
        public var reason: String
    }

    /// The platform's name.
    public let platform: String
    /// Its engine as the platform file names it.
    public let engine: String
    /// Namespaces, network policies and what hands the tree over.
    public let ground: ComponentStatus
    /// The components by wave, then by name.
    public var components: [ComponentStatus]
    /// What could not be looked at.
    public let unseen: [Unseen]
    /// When it was looked, in seconds since 1970.
    public let checkedAt: Int64

    /// Whether only some components are meant, without the ground.
    public private(set) var isPart = false

    /// What is meant: the ground, unless only some components are, and the components.
    public var parts: [ComponentStatus] { (isPart ? [] : [ground]) + components }
    /// Whether everything that is meant does its work.
    public var isReady: Bool { parts.allSatisfy(\.state.isWell) }
    /// Whether anything failed, is missing altogether or cannot be told.
    public var isFailed: Bool {
        parts.contains { $0.state == .failed || $0.state == .missing || $0.state == .unknown }
    }
    /// Since when the whole is ready, or since when the first part of it is not; nil where nothing says it.
    public var since: Int64? {
        isReady ? parts.compactMap(\.since).max() : parts.filter { !$0.state.isWell }.compactMap(\.since).min()
    }

    /// The status of a component.
    public func component(_ name: String) -> ComponentStatus? { components.first { $0.name == name } }

    /// The same of some components only.
    ///
    /// - Parameter names: the components; empty for all.
    public func only(_ names: Set<String>) -> PlatformStatus {
        guard !names.isEmpty else { return self }
        var copy = self
        copy.components = components.filter { names.contains($0.name) }
        copy.isPart = true
        return copy
    }

    /// Looks: a fixed number of lists, side by side, whatever the number of objects. Nothing is written.
    ///
    /// - Parameters:
    ///   - desired: what the cluster is to have; without a credential store it has no Secrets, and they are not looked for.
    ///   - cluster: the cluster.
    ///   - clock: the time.
    /// - Throws: `KubernetesFailure` if the cluster does not answer or does not know who asks; `Interrupted`. A kind that may not
    ///   be listed is told in ``unseen``.
    public static func read(desired: DesiredPlatform, cluster: Cluster, clock: Clock = .system) throws -> PlatformStatus
    {
        let lists = try StatusReading(desired, cluster: cluster).read()
        return StatusJudgement(desired, lists: lists, now: clock.now()).status
    }
}
