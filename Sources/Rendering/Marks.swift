public import Values

/// Labels by which everything that Fairlead renders is known in a cluster.
///
/// Kubernetes' recommended labels (`part-of`, `managed-by`) belong to people and charts too; these belong to nobody else.
public enum Mark {
    /// The platform.
    public static let platform = "fairlead.dev/platform"
    /// The member, or ``ground``.
    public static let component = "fairlead.dev/component"
    /// Stands for the ground in place of a member: namespaces and network policies.
    public static let ground = "ground"

    /// The object with both labels.
    ///
    /// - Parameters:
    ///   - object: the object.
    ///   - platform: the platform's name.
    ///   - component: the member, or ``ground``.
    public static func marked(_ object: Node, platform: String, component: String) -> Node {
        var node = object
        node.set(Node(.string(platform)), at: ["metadata", "labels", Mark.platform])
        node.set(Node(.string(component)), at: ["metadata", "labels", Mark.component])
        return node
    }
}

extension RenderedObject {
    /// The object with both labels.
    func marked(platform: String, component: String) -> RenderedObject {
        var copy = self
        copy.node = Mark.marked(node, platform: platform, component: component)
        return copy
    }
}
