import Values

/// Compares the objects of a YAML file before and after, without showing what is sealed or secret.
enum TreeChangesObjects {
    /// - Returns: the differing objects; none for a file that is no YAML or whose old text cannot be read.
    static func compare(_ old: [UInt8], _ new: [UInt8], file: String) -> [TreeChanges.ObjectChange] {
        guard file.hasSuffix(".yaml"), let before = try? YAML.parse(old, file: file),
            let after = try? YAML.parse(new, file: file)
        else {
            return []
        }
        let oldObjects = named(before)
        let newObjects = named(after)
        var changes: [TreeChanges.ObjectChange] = []
        for (key, object) in newObjects {
            guard let previous = oldObjects.first(where: { $0.key == key })?.node else {
                changes.append(.init(object: label(object), kind: .added, values: []))
                continue
            }
            let values = compare(previous, object)
            if !values.isEmpty { changes.append(.init(object: label(object), kind: .changed, values: values)) }
        }
        for (key, object) in oldObjects where !newObjects.contains(where: { $0.key == key }) {
            changes.append(.init(object: label(object), kind: .removed, values: []))
        }
        return changes
    }

    /// Documents by what they are; documents that are no objects by their number.
    private static func named(_ documents: [Node]) -> [(key: [String], node: Node)] {
        documents.enumerated().map { number, node in
            guard let kind = node["kind"]?.string, let name = node.at("metadata", "name")?.string else {
                return ([String(number)], node)
            }
            // The version is left out: an object stays the same when its API grows up.
            let group = (node["apiVersion"]?.string ?? "").split(separator: "/").dropLast().joined()
            return ([group, kind, node.at("metadata", "namespace")?.string ?? "", name], node)
        }
    }

    private static func label(_ node: Node) -> String? {
        guard let kind = node["kind"]?.string, let name = node.at("metadata", "name")?.string else { return nil }
        return "\(kind) " + (node.at("metadata", "namespace")?.string.map { $0 + "/" } ?? "") + name
    }

    private static func compare(_ old: Node, _ new: Node) -> [TreeChanges.ValueChange] {
        var old = old
        var new = new
        var hidden: [TreeChanges.ValueChange] = []
        for path in hiddenPaths(of: new) {
            hidden += hiddenChanges(old.at(path), new.at(path))
            // Taken out before anything is compared for showing: what is not there cannot be shown by mistake.
            if old.at(path) != nil { old.set(.init(.null), at: path) }
            if new.at(path) != nil { new.set(.init(.null), at: path) }
        }
        return new.difference(from: old).map(value) + hidden
    }

    private static func hiddenPaths(of node: Node) -> [[String]] {
        switch node["kind"]?.string {
        case "SealedSecret": [["spec", "encryptedData"], ["spec", "template", "data"], ["spec", "data"]]
        case "Secret": [["data"], ["stringData"]]
        default: []
        }
    }

    private static func hiddenChanges(_ old: Node?, _ new: Node?) -> [TreeChanges.ValueChange] {
        let before = old?.mapping ?? Mapping()
        let after = new?.mapping ?? Mapping()
        return Set(before.keys + after.keys).sorted { $0.precedes($1) }.compactMap { key in
            let kind: TreeChanges.Change.Kind
            switch (before[key], after[key]) {
            case (nil, _): kind = .added
            case (_, nil): kind = .removed
            case (let left, let right):
                guard left != right else { return nil }
                kind = .changed
            }
            return .init(path: key, kind: kind, before: nil, after: nil, isHidden: true)
        }
    }

    private static func value(_ change: NodeChange) -> TreeChanges.ValueChange {
        let path = change.path.steps.isEmpty ? "everything" : change.path.description
        return switch change.kind {
        case .added(let node): .init(path: path, kind: .added, before: nil, after: short(node), isHidden: false)
        case .removed(let node): .init(path: path, kind: .removed, before: short(node), after: nil, isHidden: false)
        case .changed(let old, let new):
            .init(path: path, kind: .changed, before: short(old), after: short(new), isHidden: false)
        }
    }

    /// Compact JSON of at most 60 characters.
    private static func short(_ node: Node) -> String {
        let text = JSON.write(node)
        return text.unicodeScalars.count <= 60
            ? text : String(String.UnicodeScalarView(text.unicodeScalars.prefix(59))) + "…"
    }
}
