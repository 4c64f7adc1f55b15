public import Values

extension TreeChanges {
    /// The changes for people: a line for each file, below it what changes inside; nothing if nothing changes.
    ///
    /// - Parameter valuesPerObject: how many values of one object are listed before the rest is only counted.
    public func text(valuesPerObject: Int = 20) -> String {
        var lines: [String] = []
        for change in changes {
            lines.append(
                "\(change.kind.sign) \(change.path)"
                    + (change.isForeign ? "  (changed by hand, or not Fairlead's)" : ""))
            for object in change.objects {
                if let name = object.object { lines.append("    \(object.kind.sign) \(name)") }
                let indent = object.object == nil ? "    " : "      "
                lines += object.values.prefix(valuesPerObject).map { indent + $0.text }
                let rest = object.values.count - valuesPerObject
                if rest > 0 { lines.append(indent + "and \(rest) more") }
            }
        }
        return lines.map { $0 + "\n" }.joined()
    }

    /// The numbers in one line, such as `2 added, 1 changed, 0 removed, 14 unchanged`.
    public var summary: String {
        func count(_ kind: Change.Kind) -> Int { changes.count { $0.kind == kind } }
        return "\(count(.added)) added, \(count(.changed)) changed, \(count(.removed)) removed, \(unchanged) unchanged"
    }

    /// The changes as data.
    public var node: Node {
        func text(_ key: String, _ value: String?) -> [(String, Node)] {
            value.map { [(key, Node(.string($0)))] } ?? []
        }
        func make(_ pairs: [(String, Node)]) -> Node { Node(.mapping(Mapping(pairs))) }
        func list<Item>(_ key: String, _ items: [Item], _ node: (Item) -> Node) -> [(String, Node)] {
            items.isEmpty ? [] : [(key, Node(.list(items.map(node))))]
        }
        let files = changes.map { change in
            make(
                text("path", change.path) + text("change", change.kind.rawValue)
                    + (change.isForeign ? [("foreign", true)] : [])
                    + list("objects", change.objects) { object in
                        make(
                            text("object", object.object) + text("change", object.kind.rawValue)
                                + list("values", object.values) { value in
                                    make(
                                        text("path", value.path) + text("change", value.kind.rawValue)
                                            + text("before", value.before) + text("after", value.after)
                                            + (value.isHidden ? [("hidden", true)] : []))
                                })
                    })
        }
        return ["files": Node(.list(files)), "unchanged": Node(.integer(Int64(unchanged)))]
    }
}

extension TreeChanges.Change.Kind {
    fileprivate var sign: String {
        switch self {
        case .added: "+"
        case .changed: "~"
        case .removed: "-"
        }
    }
}

extension TreeChanges.ValueChange {
    fileprivate var text: String {
        if isHidden {
            return switch kind {
            case .added: "key \(path) is added"
            case .removed: "key \(path) is removed"
            case .changed: "value of key \(path) changes"
            }
        }
        return switch kind {
        case .added: "+ \(path): \(after ?? "")"
        case .removed: "- \(path): \(before ?? "")"
        case .changed: "~ \(path): \(before ?? "") -> \(after ?? "")"
        }
    }
}
