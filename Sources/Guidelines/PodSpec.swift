import Values

/// The specification of pods, wherever it stands in an object.
struct PodSpec {
    /// The mapping with `containers`.
    let node: Node

    /// All containers, the initial ones too.
    var containers: [Node] {
        ["initContainers", "containers", "ephemeralContainers"].flatMap { node[$0]?.list ?? [] }
    }

    /// The volumes.
    var volumes: [Node] { node["volumes"]?.list ?? [] }

    /// Every pod specification in a tree.
    static func all(in node: Node) -> [PodSpec] {
        switch node.value {
        case .mapping(let mapping):
            let own = mapping["containers"]?.list?.contains { $0["image"] != nil } == true ? [PodSpec(node: node)] : []
            return own + mapping.entries.flatMap { all(in: $0.value) }
        case .list(let items): return items.flatMap { all(in: $0) }
        default: return []
        }
    }
}

extension Node {
    /// Every mapping in a tree, this one first, each with the way to it.
    func mappings(at path: NodePath = NodePath()) -> [(path: NodePath, node: Node)] {
        switch value {
        case .mapping(let mapping):
            [(path, self)] + mapping.entries.flatMap { $0.value.mappings(at: path.appending(.key($0.key))) }
        case .list(let items): items.enumerated().flatMap { $1.mappings(at: path.appending(.index($0))) }
        default: []
        }
    }

    /// Whether a string of the tree has a text in it.
    func holds(_ text: String) -> Bool {
        switch value {
        case .string(let own): own.contains(text)
        case .list(let items): items.contains { $0.holds(text) }
        case .mapping(let mapping): mapping.entries.contains { $0.value.holds(text) }
        default: false
        }
    }
}
