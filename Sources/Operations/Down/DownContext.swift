public import Helm
public import Host
public import Kubernetes

/// What taking a platform down needs beside the platform itself.
public struct DownContext: Sendable {
    /// What the platform file says now. The cluster may have more of the platform, or less.
    public var desired: DesiredPlatform
    /// The cluster.
    public var cluster: Cluster
    /// Gives the cluster as Helm's library reaches it, with credentials that hold now; nil without the library.
    public var helm: (@Sendable () throws -> HelmCluster)?
    /// Whether data goes too.
    public var deletesData = false
    /// How long each wait may take, in seconds.
    public var patienceSeconds = 600
    /// How long a server that does not answer is borne, in seconds.
    public var outageSeconds = 180
    /// After how long without its controller a GitOps engine counts as gone, in seconds.
    public var engineGraceSeconds = 30
    /// How often is looked, in milliseconds.
    public var lookMilliseconds = 1000
    /// The time.
    public var clock = Clock.system

    /// A context.
    ///
    /// - Parameters: as the properties say.
    public init(
        desired: DesiredPlatform, cluster: Cluster, helm: (@Sendable () throws -> HelmCluster)?,
        deletesData: Bool = false
    ) {
        self.desired = desired
        self.cluster = cluster
        self.helm = helm
        self.deletesData = deletesData
    }

    var platform: String { desired.name }
}
