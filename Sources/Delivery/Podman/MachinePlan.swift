public import Diagnostics
public import Rendering

/// A platform on one machine: containers, the networks between them, what they keep and what is put into them. No secret value is in it.
///
/// A pod becomes one container. Podman could play the pods' YAML itself, but not the same way in all its versions: 4.3 ends in a crash on
/// some volumes, cannot read the Secrets that it stored, and publishes every port. What is used here has meant the same since 4.0.
public struct MachinePlan: Sendable {
    /// The platform's name; the first part of every name that Podman sees.
    public let platform: String
    /// The containers: by wave, then in the order in which a member brings them.
    public let units: [MachineUnit]
    /// The networks, by name.
    public let networks: [MachineNetwork]
    /// The volumes, by name.
    public let volumes: [MachineVolume]
    /// Texts and secret values that are put into containers, by identity.
    public let contents: [MachineContent]
    /// What cannot be run here, or is left out.
    public let findings: [Finding]

    /// Units of a component.
    ///
    /// - Parameter name: the component.
    public func units(of name: String) -> [MachineUnit] { units.filter { $0.component == name } }

    /// The unit of a component that listens on a port: a claim may have brought others, such as a cache, into its namespace.
    ///
    /// - Parameters:
    ///   - name: the component.
    ///   - port: a port of the container.
    /// - Returns: where no unit names the port, the first that runs on.
    public func unit(of name: String, listeningOn port: Int) -> MachineUnit? {
        let running = units(of: name).filter { !$0.isJob }
        return running.first { $0.ports.contains(port) } ?? running.first
    }

    /// The content of an identity.
    ///
    /// - Parameter id: the identity.
    public func content(_ id: String) -> MachineContent? { contents.first { $0.id == id } }

    init(
        platform: String, units: [MachineUnit], networks: [MachineNetwork], volumes: [MachineVolume],
        contents: [MachineContent], findings: [Finding]
    ) {
        self.platform = platform
        self.units = units
        self.networks = networks
        self.volumes = volumes
        self.contents = contents
        self.findings = findings
    }
}

/// A pod on one machine: one container, and what runs to its end before it.
public struct MachineUnit: Sendable, Identifiable {
    /// The container's name: platform, namespace and pod with dots between.
    public var name: String
    /// The member it belongs to.
    public var component: String
    /// The namespace.
    public var namespace: String
    /// What it comes from, such as `Deployment/litellm`.
    public var workload: String
    /// The pod's labels.
    public var labels: [(String, String)]
    /// The wave of its member.
    public var wave = 0
    /// When it comes, relative to the other objects of its member.
    public var stage = RenderedObject.Stage.with
    /// How often a job is tried again; nil for what runs on.
    public var retries: Int?
    /// What runs.
    public var main: MachineContainer
    /// What runs before it, one after the other.
    public var initial: [MachineContainer] = []
    /// The ports that its container names.
    public var ports: [Int] = []
    /// Ports of the machine, as `address:port:port`.
    public var publishes: [String] = []
    /// How it is known that it answers; nil: by running.
    public var readiness: MachineReadiness?
    /// Where it is connected.
    public var attachments: [MachineAttachment] = []
    /// The names that it knows.
    public var hosts: [MachineHost] = []
    /// Memory that it asks for, in bytes.
    public var memory: Int64 = 0

    /// Its name.
    public var id: String { name }
    /// Whether it runs to an end.
    public var isJob: Bool { retries != nil }
    /// The name inside of it.
    public var hostname: String { workload.split(separator: "/").last.map(String.init) ?? name }
}

/// A place in a network. The network's subnet is Podman's choice, the number within it is not: it hangs on the name alone.
public struct MachineAttachment: Sendable, Hashable {
    /// The network.
    public var network: String
    /// The last byte of the address.
    public var number: Int
}

/// A name that a unit knows, and where it leads.
public struct MachineHost: Sendable, Hashable {
    /// The name.
    public var name: String
    /// The place.
    public var place: MachineAttachment
}

/// A network between units that may talk to each other.
public struct MachineNetwork: Sendable, Hashable {
    /// Its name.
    public var name: String
    /// Whether it leads out of the machine.
    public var isOpen: Bool
    /// What it is for.
    public var purpose: String
}

/// A volume.
public struct MachineVolume: Sendable, Hashable {
    /// Its name.
    public var name: String
    /// The member whose pod it belongs to.
    public var component: String
    /// Whether its content outlives the container.
    public var isKept: Bool
}

/// What is put into containers as a file or a variable. Podman has one store for both: that of its secrets.
public struct MachineContent: Sendable, Identifiable {
    /// What it is.
    public enum Source: Sendable, Equatable {
        /// A text of a ConfigMap.
        case text(String)
        /// A key of a Secret.
        case secret(namespace: String, name: String, key: String)
    }
    /// Unique in the platform, and fit for a name in Podman's store.
    public var id: String
    /// What it is.
    public var source: Source
}

/// How it is known that a container answers.
public enum MachineReadiness: Sendable, Equatable {
    /// A command in the container that ends well.
    case command([String])
    /// An HTTP answer below 400.
    case http(path: String, port: Int, isTLS: Bool)
    /// A connection.
    case tcp(port: Int)
}
