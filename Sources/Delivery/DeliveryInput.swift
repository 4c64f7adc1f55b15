public import Diagnostics
public import Platform
public import Rendering
public import Values

/// Everything a delivery is made of. No secret value is in it: Secrets come as the objects that may stand in Git.
public struct DeliveryInput: Sendable {
    /// A Secret in the form that its delivery kind gives it.
    public struct DeliverableSecret: Sendable {
        /// The member it is delivered with.
        public var component: String
        /// The object.
        public var object: Node

        /// A deliverable Secret.
        ///
        /// - Parameters:
        ///   - component: the member it is delivered with.
        ///   - object: the object.
        public init(component: String, object: Node) {
            self.component = component
            self.object = object
        }
    }
    /// The graph.
    public var resolution: Resolution
    /// The order.
    public var plan: Plan
    /// Values and manifests.
    public var rendering: Rendering
    /// Secrets in deliverable form.
    public var secrets: [DeliverableSecret]
    /// What is known to be wrong or left out, for the runbook.
    public var findings: [Finding]

    /// A delivery's input.
    ///
    /// - Parameters: as the properties say.
    public init(
        resolution: Resolution, plan: Plan, rendering: Rendering, secrets: [DeliverableSecret], findings: [Finding]
    ) {
        self.resolution = resolution
        self.plan = plan
        self.rendering = rendering
        self.secrets = secrets
        self.findings = findings
    }
}

/// Writes a platform in the form of one engine.
public protocol DeliveryEngine: Sendable {
    /// The engine's name in the platform file.
    var name: String { get }

    /// The files of the delivery.
    ///
    /// - Parameter input: the platform.
    func tree(_ input: DeliveryInput) -> FileTree

    /// What hands a tree over to the engine; empty where Fairlead itself installs.
    ///
    /// - Parameter input: the platform.
    func handover(_ input: DeliveryInput) -> [Node]

    /// The objects that only the engine reads and that stand in the tree: by them it knows what to bring.
    ///
    /// - Parameter input: the platform.
    func ownObjects(_ input: DeliveryInput) -> [Node]

    /// The names under which the engine brings each member, for whoever follows it; empty where Fairlead itself installs.
    ///
    /// - Parameter input: the platform.
    func units(_ input: DeliveryInput) -> [String: DeliveryUnits]

    /// What of the platform this engine cannot deliver, or leaves out.
    ///
    /// - Parameter input: the platform.
    func findings(_ input: DeliveryInput) -> [Finding]
}

/// The names of what a GitOps engine brings for one member: applications or Kustomizations.
public struct DeliveryUnits: Sendable, Equatable {
    /// What brings its definitions, where they are a chart of their own.
    public var definitions: String?
    /// What brings the member, in order.
    public var stages: [String]

    /// Everything, in order.
    public var all: [String] { [definitions].compactMap { $0 } + stages }
}

/// An engine that Fairlead itself is has nobody to hand anything over to.
extension DeliveryEngine {
    /// Nothing.
    public func handover(_ input: DeliveryInput) -> [Node] { [] }
    /// Nothing.
    public func ownObjects(_ input: DeliveryInput) -> [Node] { [] }
    /// Nothing.
    public func units(_ input: DeliveryInput) -> [String: DeliveryUnits] { [:] }
    /// Nothing: what goes into a cluster is the cluster's to judge.
    public func findings(_ input: DeliveryInput) -> [Finding] { [] }
}

/// The engines that a platform can be written for.
public enum DeliveryEngines {
    /// The engine of a name in the platform file, whose schema allows no other names.
    ///
    /// - Parameter name: `argocd`, `flux`, `helm` or `podman`.
    public static func named(_ name: String) -> any DeliveryEngine {
        switch name {
        case "helm": HelmDelivery()
        case "flux": Flux()
        case "podman": PodmanDelivery()
        default: ArgoCD()
        }
    }
}
