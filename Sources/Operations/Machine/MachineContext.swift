public import Catalog
public import Crypto
public import Delivery
public import HTTP
public import Host

/// What bringing a platform up on one machine needs.
public struct MachineContext: Sendable {
    /// The platform on the machine.
    public var plan: MachinePlan
    /// Gates by component.
    public var gates: [String: [Gate]]
    /// Contents with their values.
    public var contents: MachineContents
    /// The command.
    public var podman: Podman
    /// For readiness over HTTP.
    public var transport: any HTTPTransport { inner ?? outer }
    /// The way to the containers' addresses where this process has none: Podman without root keeps a network of its own.
    public var inner: InnerTransport?
    /// Values that are masked in whatever containers wrote.
    public var secrets: [SecretBytes] = []
    /// How long each wait may take, in seconds.
    public var patienceSeconds = 1200
    /// The time.
    public var clock = Clock.system
    private let outer: any HTTPTransport

    /// A context.
    ///
    /// - Parameters: as the properties say.
    public init(
        plan: MachinePlan, gates: [String: [Gate]], contents: MachineContents, podman: Podman,
        transport: any HTTPTransport
    ) {
        self.plan = plan
        self.gates = gates
        self.contents = contents
        self.podman = podman
        outer = transport
    }
}
