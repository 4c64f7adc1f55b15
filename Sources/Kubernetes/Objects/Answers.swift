public import Values

/// What happens to what a removed object owns (API reference: `DeleteOptions.propagationPolicy`).
public enum Propagation: String, Sendable {
    case background = "Background"
    case foreground = "Foreground"
    case orphan = "Orphan"
}

/// A list with the place in the history at which it is true.
public struct ObjectList: Sendable {
    /// The objects, each with `apiVersion` and `kind`.
    public var items: [Node]
    /// Where a watch goes on.
    public var resourceVersion: String

    /// A list.
    public init(items: [Node], resourceVersion: String) {
        self.items = items
        self.resourceVersion = resourceVersion
    }
}

/// What was applied.
public struct Applied: Sendable {
    /// The object as the server has it.
    public var object: Node
    /// What the server warns of (`Warning` header, RFC 7234).
    public var warnings: [String]

    /// Whether it was not there before.
    public var isNew: Bool

    /// What was applied.
    public init(object: Node, warnings: [String], isNew: Bool = false) {
        self.object = object
        self.warnings = warnings
        self.isNew = isNew
    }
}

/// A change that a watch tells.
public enum WatchEvent: Sendable {
    case added(Node)
    case modified(Node)
    case deleted(Node)
    /// Nothing changed; the history is kept up to here.
    case bookmark(String)
    /// The history was gone: this is everything that is there now.
    case restarted([Node])
}
