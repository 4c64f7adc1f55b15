public import Catalog
public import Values

/// The platform file, parsed: what a person asked for, with the place of every part.
public struct Specification: Sendable {
    /// Size of the platform.
    public enum Profile: String, Sendable, CaseIterable { case laptop, small, ha }

    /// How the platform reaches the cluster.
    public struct DeliveryChoice: Sendable {
        /// The engine.
        public var engine: String
        /// Git repository that holds the tree.
        public var repository: String
        /// Branch or tag that is followed.
        public var revision: String
        /// Folder of the repository that holds the tree.
        public var path: String

        /// Whether the platform runs on this one machine instead of in a cluster.
        public var isMachine: Bool { engine == Self.machine }
        /// Whether a component of the platform delivers it; with `helm` and on one machine none stays behind that would.
        public var hasComponent: Bool { !isMachine && engine != "helm" }
        /// The engine that runs a platform on one machine.
        public static let machine = "podman"
    }

    /// One kind of graphics processor.
    public struct GPU: Sendable {
        /// The product label of the nodes.
        public var product: String
        /// How many there are.
        public var count: Int
        /// Memory of one, as a Kubernetes quantity.
        public var memory: String
    }

    /// A model, declared once.
    public struct Model: Sendable {
        /// What the model does.
        public enum Service: String, Sendable { case chat, embeddings }
        /// The name that people see.
        public var name: String
        /// Name of the weights.
        public var weights: String
        /// Commit or tag of the weights.
        public var revision: String?
        /// What it does.
        public var serves: Service
        /// Context window in tokens; for embeddings the input length.
        public var context: Int
        /// Length of an embedding.
        public var dimensions: Int?
        /// The component that serves it, if the file says so.
        public var engine: String?
        /// Graphics processors for one replica.
        public var gpus: Int
        /// Engine replicas.
        public var replicas: Int
        /// Everything that templates see of it.
        public var node: Node
        /// The place in the platform file.
        public var place: Place?
    }

    /// What the file says of one component.
    public struct ComponentRequest: Sendable {
        /// The component's name.
        public var name: String
        /// Options as given.
        public var options: Node
        /// Another namespace.
        public var namespace: String?
        /// Another chart version.
        public var version: String?
        /// Values of the chart, merged last.
        public var values: Node
        /// Changes to rendered objects.
        public var patches: [Patch]
        /// The place in the platform file.
        public var place: Place?
    }

    /// A change to a rendered object.
    public struct Patch: Sendable {
        /// Kind of the object.
        public var kind: String
        /// Name of the object.
        public var name: String
        /// What is merged into it.
        public var merge: Node
        /// The place in the platform file.
        public var place: Place?
    }

    /// A chosen provider.
    public struct Choice: Sendable {
        /// The capability.
        public var capability: String
        /// The role, or nil for every role.
        public var role: String?
        /// The component.
        public var provider: String
        /// The place in the platform file.
        public var place: Place?
    }

    /// Name of the platform.
    public var name: String
    /// Domain of every host.
    public var domain: String
    /// E-mail address of the people who run it.
    public var contact: String
    /// Language of what people see.
    public var locale: String
    /// Size.
    public var profile: Profile
    /// How it reaches the cluster.
    public var delivery: DeliveryChoice
    /// Kubernetes version of the cluster.
    public var kubernetes: String
    /// Graphics processors.
    public var gpus: [GPU]
    /// Models, in the file's order.
    public var models: [Model]
    /// Chosen providers.
    public var choices: [Choice]
    /// Requested components, in the file's order.
    public var components: [ComponentRequest]
    /// Components that the file itself declares.
    public var applications: [Component]
    /// The whole file, completed with defaults, for templates.
    public var node: Node

    /// The request for a component, if the file names it.
    public func request(_ name: String) -> ComponentRequest? { components.first { $0.name == name } }

    /// The chosen provider of a capability.
    ///
    /// - Parameters:
    ///   - capability: the capability.
    ///   - role: the role that is looked for; a choice for the role wins over one for the capability.
    public func choice(_ capability: String, role: String?) -> Choice? {
        choices.first { $0.capability == capability && $0.role != nil && $0.role == role }
            ?? choices.first { $0.capability == capability && $0.role == nil }
    }

    /// The host a label stands for.
    public func host(_ label: String) -> String { "\(label).\(domain)" }
}
