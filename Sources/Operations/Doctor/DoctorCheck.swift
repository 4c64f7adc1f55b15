public import Crypto
public import HTTP
public import Host
public import Kubernetes
public import Secrets

/// One look at the cluster. It is derived from the plan: from capabilities and objects, never from a component's name.
public protocol DoctorCheck: Sendable {
    /// Its name in the output, such as `storage`.
    var name: String { get }
    /// What people read above its results.
    var title: String { get }
    /// How long it may take, in milliseconds; nil if it keeps time itself because it must tidy up in any case.
    var timeLimit: Int? { get }
    /// Looks.
    ///
    /// - Parameter context: the plan and the ways to look.
    /// - Returns: what was seen, also what is as it must be.
    /// - Throws: why it could not look; that becomes a finding.
    func run(_ context: DoctorContext) throws -> [DoctorResult]
}

extension DoctorCheck {
    /// Half a minute.
    public var timeLimit: Int? { 30_000 }
}

/// What checks look with.
public struct DoctorContext: Sendable {
    /// What the platform is to have.
    public let desired: DesiredPlatform
    /// The cluster.
    public let cluster: any ClusterView
    /// The credentials; nil without a store.
    public let store: CredentialStore?
    /// For object stores and registries.
    public let transport: any HTTPTransport
    /// The time.
    public let clock: Clock
    /// The addresses of a host name as this machine sees them; empty if there is none.
    public let resolve: @Sendable (_ host: String) throws -> [String]
    /// Whether a disk is really asked for.
    public let probesStorage: Bool
    /// What the charts come to, as far as they are at hand.
    public let charts: DoctorCharts
    /// Certificates with which the cluster is spoken to.
    public let certificates: [AccessCertificate]
    /// Makes names that nobody has yet.
    public let entropy: any EntropySource
    /// Waits for a number of milliseconds; throws `Interrupted` when the process is asked to stop.
    public let pause: @Sendable (_ milliseconds: Int) throws -> Void

    /// A context.
    ///
    /// - Parameters: as the properties say.
    public init(
        desired: DesiredPlatform, cluster: any ClusterView, store: CredentialStore?, transport: any HTTPTransport,
        clock: Clock = .system,
        resolve: @escaping @Sendable (_ host: String) throws -> [String] = { try HostNames.resolve($0) },
        probesStorage: Bool = true, charts: DoctorCharts = DoctorCharts(), certificates: [AccessCertificate] = [],
        entropy: any EntropySource = SystemEntropy(),
        pause: @escaping @Sendable (_ milliseconds: Int) throws -> Void = { try Pause.wait(milliseconds: $0) }
    ) {
        self.desired = desired
        self.cluster = cluster
        self.store = store
        self.transport = transport
        self.clock = clock
        self.resolve = resolve
        self.probesStorage = probesStorage
        self.charts = charts
        self.certificates = certificates
        self.entropy = entropy
        self.pause = pause
    }
}

extension DoctorContext {
    /// Ten letters and digits that nobody has yet.
    func randomName() throws -> String {
        let letters = Array("abcdefghjkmnpqrstuvwxyz23456789".utf8)
        return String(
            decoding: try entropy.bytes(10).map { letters[Int($0) % letters.count] }, as: UTF8.self)
    }
}
