public import Values

/// Which object: its API, its kind, its namespace and its name.
public struct ObjectReference: Hashable, Sendable, CustomStringConvertible {
    /// Group and version, such as `apps/v1` or `v1`.
    public var apiVersion: String
    /// The kind.
    public var kind: String
    /// The namespace; nil for cluster-scoped objects.
    public var namespace: String?
    /// The name.
    public var name: String

    /// A reference.
    ///
    /// - Parameters:
    ///   - apiVersion: group and version.
    ///   - kind: the kind.
    ///   - namespace: the namespace; nil for cluster-scoped objects.
    ///   - name: the name.
    public init(_ apiVersion: String, _ kind: String, namespace: String? = nil, name: String) {
        self.apiVersion = apiVersion
        self.kind = kind
        self.namespace = namespace
        self.name = name
    }

    /// The reference of an object; nil if it has no kind or no name.
    ///
    /// - Parameter object: the object.
    public init?(_ object: Node) {
        guard let apiVersion = object["apiVersion"]?.string, let kind = object["kind"]?.string,
            let name = object.at("metadata", "name")?.string, !name.isEmpty
        else { return nil }
        self.init(apiVersion, kind, namespace: object.at("metadata", "namespace")?.string, name: name)
    }

    /// The API group; empty for the core group.
    public var group: String {
        apiVersion.utf8.contains(UInt8(ascii: "/")) ? String(apiVersion.prefix { $0 != "/" }) : ""
    }

    /// The same object whatever version of its API is spoken: group, kind, namespace, name.
    public var identity: String { [group, kind, namespace ?? "", name].joined(separator: "/") }

    /// `Deployment litellm/litellm`, as people read it.
    public var description: String { "\(kind) \(namespace.map { $0 + "/" } ?? "")\(name)" }
}

/// A kind that a server serves (discovery: `APIResource`, API reference).
public struct ResourceType: Hashable, Sendable {
    /// The API group; empty for the core group.
    public var group: String
    /// The version.
    public var version: String
    /// The kind.
    public var kind: String
    /// The name in URLs.
    public var plural: String
    /// Whether its objects are in namespaces.
    public var isNamespaced: Bool
    /// What can be done, such as `list`.
    public var verbs: [String]

    /// A kind.
    ///
    /// - Parameters: as the properties say.
    public init(group: String, version: String, kind: String, plural: String, isNamespaced: Bool, verbs: [String]) {
        self.group = group
        self.version = version
        self.kind = kind
        self.plural = plural
        self.isNamespaced = isNamespaced
        self.verbs = verbs
    }

    /// Group and version as objects say them.
    public var apiVersion: String { group.isEmpty ? version : "\(group)/\(version)" }
}
