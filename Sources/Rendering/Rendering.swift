public import Catalog
public import Platform
public import Values

/// A platform's values and manifests, in memory, before any engine's form is given to them. No secret value is in it.
public struct Rendering: Sendable {
    /// The members in the order of their names.
    public var components: [RenderedComponent]
    /// Namespaces that belong to the platform, in order.
    public var namespaces: [NamespacePlan]
    /// Network policies of those namespaces.
    public var policies: [RenderedObject]
    /// Secrets that are to be delivered.
    public var secrets: [SecretObject]
    /// Evaluated facts of every binding, in the resolution's order.
    public var facts: [BindingFacts]

    /// Puts a rendering together.
    ///
    /// - Parameters:
    ///   - components: the members.
    ///   - namespaces: namespaces of the platform.
    ///   - policies: their network policies.
    ///   - secrets: Secrets that are to be delivered.
    ///   - facts: facts of the bindings.
    public init(
        components: [RenderedComponent], namespaces: [NamespacePlan] = [], policies: [RenderedObject] = [],
        secrets: [SecretObject] = [],
        facts: [BindingFacts] = []
    ) {
        self.components = components
        self.namespaces = namespaces
        self.policies = policies
        self.secrets = secrets
        self.facts = facts
    }

    /// The rendering of a member.
    public func component(_ name: String) -> RenderedComponent? { components.first { $0.name == name } }
}

/// What a member comes to.
public struct RenderedComponent: Sendable {
    /// The member's name.
    public var name: String
    /// Values for its chart; nil without a chart.
    public var values: Node?
    /// Its own objects and the claims that are delivered with it.
    public var objects: [RenderedObject]
    /// Files for the top of the repository, by path.
    public var repository: [RepositoryFile]
    /// Image references, evaluated.
    public var images: [ImageUse]
    /// What it keeps on disks, evaluated.
    public var disks: [DiskUse]

    /// Puts together what a member comes to.
    ///
    /// - Parameters:
    ///   - name: the member's name.
    ///   - values: values for its chart; nil without a chart.
    ///   - objects: its objects.
    ///   - repository: files for the top of the repository.
    ///   - images: image references.
    ///   - disks: what it keeps on disks.
    public init(
        name: String, values: Node? = nil, objects: [RenderedObject] = [], repository: [RepositoryFile] = [],
        images: [ImageUse] = [], disks: [DiskUse] = []
    ) {
        self.name = name
        self.values = values
        self.objects = objects
        self.repository = repository
        self.images = images
        self.disks = disks
    }
}

/// A file that a program beside the engine reads in the repository.
public struct RepositoryFile: Sendable {
    /// The path below the top of the tree, such as `.woodpecker/reconcile.yaml`.
    public var path: String
    /// Its documents.
    public var documents: [Node]

    /// The folder at the top of the tree.
    public var folder: String { path.split(separator: "/").first.map(String.init) ?? path }
}

/// An object that Fairlead renders.
public struct RenderedObject: Sendable {
    /// When it is applied, relative to the objects of the same application's chart.
    public enum Stage: String, Sendable, CaseIterable {
        case before, with, after
    }
    /// The object.
    public var node: Node
    /// When it is applied.
    public var stage: Stage
    /// The template it comes from, such as `litellm/manifests/config.yaml`.
    public var origin: String

    /// Makes an object.
    ///
    /// - Parameters:
    ///   - node: the object.
    ///   - stage: when it is applied.
    ///   - origin: the template it comes from.
    public init(node: Node, stage: Stage = .with, origin: String) {
        self.node = node
        self.stage = stage
        self.origin = origin
    }

    /// Its kind.
    public var kind: String { node["kind"]?.string ?? "" }
    /// Its API version.
    public var apiVersion: String { node["apiVersion"]?.string ?? "" }
    /// Its API group; empty for the core group.
    public var group: String {
        let parts = apiVersion.split(separator: "/")
        return parts.count > 1 ? String(parts[0]) : ""
    }
    /// Its name.
    public var name: String { node.at("metadata", "name")?.string ?? "" }
    /// Its namespace; nil for cluster-scoped objects.
    public var namespace: String? { node.at("metadata", "namespace")?.string }

    /// What tells one object of a cluster from another, whatever its version.
    ///
    /// - Parameters:
    ///   - group: the API group.
    ///   - kind: the kind.
    ///   - namespace: the namespace; empty for cluster-scoped objects.
    ///   - name: the name.
    package static func identity(_ group: String, _ kind: String, _ namespace: String, _ name: String) -> String {
        "\(group)/\(kind) \(namespace)/\(name)"
    }
}

/// A namespace of the platform.
public struct NamespacePlan: Sendable {
    /// Its name.
    public var name: String
    /// Its Pod Security level.
    public var podSecurity: PodSecurity
    /// The members in it.
    public var members: [String]
}

/// What was evaluated for a binding.
public struct BindingFacts: Sendable {
    /// The binding.
    public var binding: Binding
    /// Its arguments.
    public var arguments: Node
    /// The offer's properties for this consumer.
    public var properties: Node
    /// The Secret in the consumer's namespace that carries its credentials; nil without credentials.
    public var secretName: String?
    /// Credential fields by their key in that Secret.
    public var secretKeys: [(field: String, key: String)]
    /// Values of fields that are not secret.
    public var fixed: [String: String]
    /// Labels of the serving pods.
    public var pods: [(String, String)]

    /// Puts facts together.
    ///
    /// - Parameters:
    ///   - binding: the binding.
    ///   - arguments: the requirement's arguments.
    ///   - properties: the offer's properties.
    ///   - secretName: name of the Secret with its credentials.
    ///   - secretKeys: fields by their key in it.
    ///   - fixed: values that are not secret.
    ///   - pods: labels of the serving pods.
    public init(
        binding: Binding, arguments: Node = [:], properties: Node = [:], secretName: String? = nil,
        secretKeys: [(field: String, key: String)] = [], fixed: [String: String] = [:], pods: [(String, String)] = []
    ) {
        self.binding = binding
        self.arguments = arguments
        self.properties = properties
        self.secretName = secretName
        self.secretKeys = secretKeys
        self.fixed = fixed
        self.pods = pods
    }
}

extension SecretObject {
    /// Makes a Secret.
    ///
    /// - Parameters:
    ///   - name: its name.
    ///   - namespace: the namespace it is in.
    ///   - component: the member it is delivered with.
    ///   - data: its keys with their pieces.
    ///   - labels: its labels.
    ///   - type: its type.
    public init(
        name: String, namespace: String, component: String, data: [(key: String, parts: [Part])],
        labels: [(String, String)] = [],
        type: String = "Opaque"
    ) {
        self.init(namespace: namespace, name: name, type: type, labels: labels, component: component, data: data)
    }
}
