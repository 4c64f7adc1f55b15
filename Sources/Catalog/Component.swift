public import Values

/// A component of the catalog: what it is, what it needs and what it gives.
///
/// Read from a folder by ``ComponentReader``; the format is described in `docs/component-format.md`.
public struct Component: Sendable {
    /// The folder's name, a DNS label.
    public var name: String
    /// What people call it.
    public var title: String
    /// One sentence that says what it is for.
    public var summary: String
    /// Where its own documentation is.
    public var home: String?
    /// The namespace it is installed into unless the platform file names another.
    public var namespace: String
    /// Pod Security level of that namespace.
    public var podSecurity: PodSecurity
    /// The upstream chart, or nil for a component of manifests only.
    public var chart: Chart?
    /// What it teaches the cluster.
    public var definitions: Definitions
    /// Cluster-scoped kinds it may create, as `Kind` or `group/Kind`.
    public var clusterScoped: [String]
    /// Namespaces it writes to beside its own.
    public var extraNamespaces: [String]
    /// JSON Schema of its options: an object schema that allows no other key.
    public var options: Node
    /// What it needs, in the order of its file.
    public var requirements: [Requirement]
    /// What it gives.
    public var offers: [Offer]
    /// Its own credentials.
    public var credentials: [CredentialDeclaration]
    /// Secrets in its own namespace.
    public var secrets: [SecretDeclaration]
    /// What must be true before a consumer starts.
    public var gates: [Gate]
    /// Traffic beyond its bindings.
    public var network: NetworkNeeds
    /// Every image that runs because of it.
    public var images: [ImageUse]
    /// What it keeps on disks.
    public var disks: [DiskUse]
    /// What a person must know before an upgrade.
    public var upgradeNotes: [String]
    /// Its templates and files.
    public var files: ComponentFiles
    /// Where it was read from: ``builtIn`` or the path of its folder.
    public var origin: String
    /// The origin of the components that come with Fairlead.
    public static let builtIn = "built-in"
    /// What the place of a built-in file begins with, so that nobody looks for it in a folder of his own.
    public static let builtInPlace = builtIn + ":"
    /// The place of its definition.
    public var place: Place?

    /// The chart that it is known by: its own, or that of its definitions where it brings nothing else.
    public var mainChart: Chart? { chart ?? definitions.chart }

    /// Whether one of its offers meets a capability.
    ///
    /// - Parameter capability: the capability's name.
    public func provides(_ capability: String) -> Bool { offers.contains { $0.capability == capability } }

    /// The form in which it delivers secret values; nil for who delivers none.
    public var secretDeliveryKind: String? {
        offers.first { $0.capability == "secret-delivery" }?.properties["kind"]?.string
    }

    /// Whether it delivers platforms of an engine.
    ///
    /// - Parameter engine: as `delivery.engine` of the platform file says it.
    public func delivers(for engine: String) -> Bool {
        offers.contains { $0.capability == "gitops" && $0.properties["engine"]?.string == engine }
    }

    /// The offer of that name.
    ///
    /// - Parameter name: an offer's name.
    public func offer(_ name: String) -> Offer? { offers.first { $0.name == name } }
}

/// Level of the Pod Security Standards, as the namespace's label says it.
public enum PodSecurity: String, Sendable, CaseIterable {
    case restricted, baseline, privileged

    /// The more permissive of two levels: two components may share a namespace.
    public func loosened(with other: PodSecurity) -> PodSecurity {
        let order: [PodSecurity] = [.restricted, .baseline, .privileged]
        return order.last { $0 == self || $0 == other } ?? self
    }
}

/// An upstream Helm chart at an exact version.
public struct Chart: Sendable, Hashable {
    /// URL of the chart repository or of the Git repository, or `oci://host/path`.
    public var repository: String
    /// Where the chart is in a Git repository; nil for a chart that is packaged.
    public var git: GitPlace?
    /// The folder of the repository below `check --charts DIR`.
    public var alias: String
    /// The chart's name in its repository.
    public var name: String
    /// The exact version.
    public var version: String
    /// Name of the release.
    public var release: String
    /// Dotted paths of the chart's values below which the chart lists no keys.
    public var freeForm: [String]
    /// Whether its objects need server-side apply (large custom resource definitions).
    public var serverSideApply: Bool

    /// Whether the repository is an OCI registry.
    public var isOCI: Bool { repository.hasPrefix("oci://") }

    /// The tag or commit at which the chart is taken out of a Git repository; nil for a chart that is packaged.
    public var revision: String? { git?.revision.replacing("{version}", with: version) }

    /// A folder of a Git repository at one revision.
    public struct GitPlace: Sendable, Hashable {
        /// The chart's folder.
        public var path: String
        /// A tag, in which `{version}` stands for the chart's version, or the whole name of a commit.
        public var revision: String

        /// Whether the revision is a commit and no tag.
        public var isCommit: Bool {
            revision.utf8.count == 40
                && revision.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
        }
    }
}

/// Custom resource definitions that a component brings.
public struct Definitions: Sendable {
    /// API groups it owns.
    public var groups: [String]
    /// `group/version/Kind` of what charts may ask Helm's capabilities for.
    public var kinds: [String]
    /// A chart that holds only the definitions, installed in the ground stage.
    public var chart: Chart?
}

/// A need for a capability.
public struct Requirement: Sendable {
    /// The name that templates use.
    public var name: String
    /// The capability.
    public var capability: String
    /// Accepted roles, best first; empty accepts any.
    public var roles: [String] = []
    /// Whether it binds to every matching offer.
    public var many = false
    /// Whether it may stay unbound.
    public var optional = false
    /// Whether the consumer starts without it.
    public var late = false
    /// An option that must be set for the requirement to exist.
    public var condition: String?
    /// Why it is needed, as a part of a sentence.
    public var reason: String?
    /// Arguments; strings in it are templates.
    public var arguments: Node = [:]
    /// The place in the component's file.
    public var place: Place?

    /// A requirement for exactly one provider that the consumer waits for.
    ///
    /// - Parameters:
    ///   - name: the name that templates use.
    ///   - capability: the capability.
    ///   - reason: why it is needed.
    public init(name: String, capability: String, reason: String? = nil) {
        self.name = name
        self.capability = capability
        self.reason = reason
    }
}

/// A promise to provide a capability.
public struct Offer: Sendable {
    /// Where the serving pods run.
    public enum Location: String, Sendable {
        /// In the provider's namespace.
        case provider
        /// In the consumer's namespace, made by the claim.
        case consumer
        /// Outside of the cluster.
        case external
    }

    /// The offer's name.
    public var name: String
    /// The capability it meets.
    public var capability: String
    /// Its role among the providers of the capability.
    public var role: String?
    /// Exists only if a model of the platform serves this.
    public var serves: String?
    /// Exists only if this option is set.
    public var condition: String?
    /// Pod ports that consumers may reach.
    public var ports: [Int]
    /// Labels of the serving pods; values are templates. Empty: every pod of the namespace.
    public var pods: [(String, String)]
    /// Where the serving pods run.
    public var location: Location
    /// Properties; strings are templates.
    public var properties: Node
    /// The credentials a consumer gets.
    public var credentials: [CredentialDeclaration]
    /// Template of the name of the Secret that carries them; nil for `<consumer>-<requirement>`.
    public var secretName: String?
    /// Type of that Secret.
    public var secretType: String
    /// Labels of that Secret.
    public var secretLabels: [(String, String)]
    /// Requirements handed on to the consumer.
    public var handedOn: [Requirement]
    /// The place in the component's file.
    public var place: Place?
}

/// What must be true of a provider before its consumers start.
public struct Gate: Sendable {
    /// The test.
    public enum Test: Sendable, Equatable {
        /// A condition of an object, such as `Available` of `Deployment/litellm`.
        case condition(object: String, condition: String)
        /// An HTTP answer below 400 on a port.
        case http(path: String, port: Int)
    }
    /// The test.
    public var test: Test
    /// What usually holds it up.
    public var usually: String?
}

/// Traffic beyond the bindings.
public struct NetworkNeeds: Sendable {
    /// A source that is not a component.
    public struct Ingress: Sendable {
        /// `kubernetes-api`, `internet` or `cluster`.
        public var from: String
        /// Pod ports.
        public var ports: [Int]
    }
    /// Names of destinations: `internet`, `kubernetes-api`, `cluster`.
    public var egress: [String]
    /// Ways in.
    public var ingress: [Ingress]
}

/// An image that runs because of a component.
public struct ImageUse: Sendable {
    /// The reference; a template.
    public var image: String
    /// What it is for.
    public var purpose: String

    /// An image and its purpose.
    ///
    /// - Parameters:
    ///   - image: the reference.
    ///   - purpose: what it is for.
    public init(image: String, purpose: String) {
        self.image = image
        self.purpose = purpose
    }
}

/// What a component keeps on a disk.
public struct DiskUse: Sendable {
    /// What is kept.
    public var name: String
    /// The size; a template.
    public var size: String

    /// A disk's content and size.
    ///
    /// - Parameters:
    ///   - name: what is kept.
    ///   - size: the size.
    public init(name: String, size: String) {
        self.name = name
        self.size = size
    }
}

/// Templates and files of a component's folder; all in the byte order of their paths.
public struct ComponentFiles: Sendable {
    /// A file of the folder.
    public struct File: Sendable {
        /// The path inside of the component's folder.
        public var path: String
        /// Its text.
        public var text: String
    }
    /// `values.yaml`.
    public var values: File?
    /// `manifests/*.yaml`.
    public var manifests: [File] = []
    /// `offers/<offer>/*.yaml` by offer.
    public var claims: [String: [File]] = [:]
    /// `machine/*.yaml`: stands in for chart and manifests on one machine.
    public var machine: [File] = []
    /// `offers/<offer>/machine/*.yaml` by offer: stands in for the claim on one machine.
    public var machineClaims: [String: [File]] = [:]
    /// `repository/.<folder>/*.yaml`: what programs that watch the repository read.
    public var repository: [File] = []
    /// `_*.tpl`.
    public var partials: [File] = []
    /// `files/*`.
    public var plain: [File] = []

    /// Every template of the component's own objects and claims.
    package var templates: [File] {
        manifests + machine + [claims, machineClaims].flatMap { all in all.keys.sorted().flatMap { all[$0] ?? [] } }
    }
}
