/// One place in which two trees differ.
public struct NodeChange: Sendable, Equatable {
    /// What happened on the way from the old tree to the new one.
    public enum Kind: Sendable, Equatable {
        /// Only the new tree has it.
        case added(Node)
        /// Only the old tree has it.
        case removed(Node)
        /// Both have it, with different values.
        case changed(from: Node, to: Node)
    }

    /// Where.
    public let path: NodePath
    /// What.
    public let kind: Kind

    /// Makes a change.
    ///
    /// - Parameters:
    ///   - path: where.
    ///   - kind: what.
    public init(path: NodePath, kind: Kind) {
        self.path = path
        self.kind = kind
    }
}

extension Node {
    /// What is different here, compared with an older tree.
    ///
    /// Mappings are compared by key without regard to order, lists element by element from the front. A subtree that
    /// only one side has is one change. The result follows the order of the old tree; what is new comes after.
    ///
    /// - Parameter old: the older tree.
    /// - Returns: the changes; empty when only order and places differ.
    public func difference(from old: Node) -> [NodeChange] {
        var changes: [NodeChange] = []
        Self.compare(old, self, at: NodePath(), into: &changes)
        return changes
    }

    private static func compare(_ old: Node, _ new: Node, at path: NodePath, into changes: inout [NodeChange]) {
        switch (old.value, new.value) {
        case (.mapping(let before), .mapping(let after)):
            for entry in before.entries {
                let path = path.appending(.key(entry.key))
                if let value = after[entry.key] {
                    compare(entry.value, value, at: path, into: &changes)
                } else {
                    changes.append(NodeChange(path: path, kind: .removed(entry.value)))
                }
            }
            for entry in after.entries where before.entry(entry.key) == nil {
                changes.append(NodeChange(path: path.appending(.key(entry.key)), kind: .added(entry.value)))
            }
        case (.list(let before), .list(let after)):
            for index in 0..<max(before.count, after.count) {
                let path = path.appending(.index(index))
                if index >= after.count {
                    changes.append(NodeChange(path: path, kind: .removed(before[index])))
                } else if index >= before.count {
                    changes.append(NodeChange(path: path, kind: .added(after[index])))
                } else {
                    compare(before[index], after[index], at: path, into: &changes)
                }
            }
        default:
            if old != new { changes.append(NodeChange(path: path, kind: .changed(from: old, to: new))) }
        }
    }
}
