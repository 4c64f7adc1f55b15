public import Charts
public import Crypto
public import Helm
public import Host
public import Kubernetes
public import Values

/// What bringing a platform up needs beside the platform itself.
public struct UpContext: Sendable {
    /// What the cluster is to have.
    public var desired: DesiredPlatform
    /// The cluster.
    public var cluster: Cluster
    /// Gives the cluster as Helm's library reaches it, with credentials that hold now; nil where no chart is installed from here.
    public var helm: (@Sendable () throws -> HelmCluster)?
    /// The charts that are installed from here, found before anything is written.
    public var releases: [PlannedRelease]
    /// Makes the Secret with the sealing key, for a namespace.
    public var sealingKey: @Sendable (_ namespace: String) throws -> Node
    /// Puts the tree into Git; nil without a GitOps engine.
    public var publisher: (any TreePublisher)?
    /// Values that are masked in whatever containers wrote.
    public var secrets: [SecretBytes] = []
    /// Objects that nobody claims are taken over.
    public var adopts = false
    /// How long each wait may take, in seconds.
    public var patienceSeconds = 1200
    /// How long a server that does not answer, or a webhook that is not there yet, is borne, in seconds.
    public var outageSeconds = 180
    /// How often is looked, in milliseconds.
    public var lookMilliseconds = 1000
    /// The time.
    public var clock = Clock.system

    /// A context.
    ///
    /// - Parameters: as the properties say.
    public init(
        desired: DesiredPlatform, cluster: Cluster, helm: (@Sendable () throws -> HelmCluster)?,
        releases: [PlannedRelease],
        sealingKey: @escaping @Sendable (_ namespace: String) throws -> Node, publisher: (any TreePublisher)? = nil
    ) {
        self.desired = desired
        self.cluster = cluster
        self.helm = helm
        self.releases = releases
        self.sealingKey = sealingKey
        self.publisher = publisher
    }

    var sync: ObjectSync { ObjectSync(cluster: cluster, platform: desired.name, adopts: adopts) }

    /// How releases are changed in this cluster.
    func releaseOptions() throws -> ReleaseOptions {
        // Values that somebody changed by hand are put right, as for the platform's own objects.
        ReleaseOptions(
            forceConflicts: true, serverSideApply: try cluster.version() >= ServerVersion(major: 1, minor: 22, text: "")
        )
    }
}
