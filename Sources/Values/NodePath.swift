/// The way from the root of a tree to one of its nodes.
public struct NodePath: Hashable, Sendable, CustomStringConvertible {
    /// One step downwards.
    public enum Step: Hashable, Sendable {
        /// To the value of a key.
        case key(String)
        /// To an element of a list, from 0.
        case index(Int)
    }

    /// The steps from the root.
    public var steps: [Step]

    /// Makes a path.
    ///
    /// - Parameter steps: the steps from the root.
    public init(_ steps: [Step] = []) {
        self.steps = steps
    }

    /// The path with one more step.
    ///
    /// - Parameter step: the step to add.
    /// - Returns: the longer path.
    public func appending(_ step: Step) -> NodePath {
        NodePath(steps + [step])
    }

    /// Keys with dots between them, list elements in brackets: `spec.containers[0].image`.
    ///
    /// A key that is empty or holds anything but letters, digits, `_`, `-` and `/` is written as JSON text
    /// in brackets, so that different paths never look the same: `annotations["example.org/role"]`.
    public var description: String {
        var text = ""
        for step in steps {
            switch step {
            case .index(let index): text += "[\(index)]"
            case .key(let key):
                if Self.isPlain(key) {
                    text += text.isEmpty ? key : "." + key
                } else {
                    text += "[" + JSON.write(Node(.string(key))) + "]"
                }
            }
        }
        return text
    }

    private static func isPlain(_ key: String) -> Bool {
        !key.isEmpty
            && key.unicodeScalars.allSatisfy { scalar in
                switch scalar {
                case "a"..."z", "A"..."Z", "0"..."9", "_", "-", "/": true
                default: scalar.value >= 0xA0 && scalar.properties.isAlphabetic
                }
            }
    }
}

extension Node {
    /// A node without children, with the way to it.
    public struct Leaf: Sendable, Equatable {
        /// The way from the root.
        public let path: NodePath
        /// The node: a scalar, an empty list or an empty mapping.
        public let node: Node
    }

    /// All nodes without children, in the order of the tree.
    ///
    /// - Returns: every scalar, empty list and empty mapping with the way to it.
    public func leafPaths() -> [Leaf] {
        var leaves: [Leaf] = []
        collectLeaves(at: NodePath(), into: &leaves)
        return leaves
    }

    private func collectLeaves(at path: NodePath, into leaves: inout [Leaf]) {
        switch value {
        case .mapping(let mapping) where !mapping.isEmpty:
            for entry in mapping.entries {
                entry.value.collectLeaves(at: path.appending(.key(entry.key)), into: &leaves)
            }
        case .list(let list) where !list.isEmpty:
            for (index, element) in list.enumerated() {
                element.collectLeaves(at: path.appending(.index(index)), into: &leaves)
            }
        default: leaves.append(Leaf(path: path, node: self))
        }
    }
}
