extension Node {
    /// The value of a key of a mapping; nil when this is no mapping or has no such key.
    ///
    /// Setting a value on a node that is no mapping makes it one. Setting nil removes the key.
    public subscript(_ key: String) -> Node? {
        get { mapping?[key] }
        set {
            var content = Mapping()
            if case .mapping(let present) = value {
                content = present
            } else if newValue == nil {
                return
            }
            // The node must let go of the mapping first, or the change below would copy it.
            value = .null
            content[key] = newValue
            value = .mapping(content)
        }
    }

    /// The node at a path of keys. A decimal number selects an element of a list, from 0.
    ///
    /// - Parameter path: the keys from here downwards; an empty path is the node itself.
    /// - Returns: the node, or nil when the path leads nowhere.
    public func at(_ path: String...) -> Node? { at(path) }

    /// The node at a path of keys. A decimal number selects an element of a list, from 0.
    ///
    /// - Parameter path: the keys from here downwards; an empty path is the node itself.
    /// - Returns: the node, or nil when the path leads nowhere.
    public func at(_ path: [String]) -> Node? {
        var current = self
        for step in path {
            switch current.value {
            case .mapping(let mapping):
                guard let next = mapping[step] else { return nil }
                current = next
            case .list(let list):
                guard let index = Int(step), list.indices.contains(index) else { return nil }
                current = list[index]
            default: return nil
            }
        }
        return current
    }

    /// The node at a path.
    ///
    /// - Parameter path: the steps from here downwards.
    /// - Returns: the node, or nil when the path leads nowhere.
    public func at(_ path: NodePath) -> Node? {
        var current = self
        for step in path.steps {
            switch (step, current.value) {
            case (.key(let key), .mapping(let mapping)):
                guard let next = mapping[key] else { return nil }
                current = next
            case (.index(let index), .list(let list)):
                guard list.indices.contains(index) else { return nil }
                current = list[index]
            default: return nil
            }
        }
        return current
    }

    /// Puts a node at a path of keys. What is missing on the way, or is no mapping, becomes a mapping.
    ///
    /// - Parameters:
    ///   - node: what to put there.
    ///   - path: the keys from here downwards; an empty path replaces the node itself.
    public mutating func set(_ node: Node, at path: [String]) {
        set(node, at: path[...])
    }

    private mutating func set(_ node: Node, at path: ArraySlice<String>) {
        guard let key = path.first else {
            self = node
            return
        }
        var content = Mapping()
        if case .mapping(let present) = value { content = present }
        value = .null
        let rest = path.dropFirst()
        if !content.update(key, { $0.set(node, at: rest) }) {
            var made = Node(.mapping(Mapping()))
            made.set(node, at: rest)
            content[key] = made
        }
        value = .mapping(content)
    }
}
