public import Values

/// Objects of built-in kinds as server-side apply of every server takes them.
///
/// Before 1.21 the server's schemas have no default for the protocol, which is a key of lists of ports, and know
/// amounts as
/// texts only. Create and update take what charts write; apply refuses it there, so both are written out. That
/// changes no
/// meaning, on no version.
public enum ApplyForm {
    /// The object with protocols and amounts written out; objects of other kinds as they are.
    ///
    /// - Parameter object: the object.
    public static func of(_ object: Node) -> Node {
        guard let apiVersion = object["apiVersion"]?.string, FieldFacts.isBuiltIn(apiVersion),
            // Schemas are data about other kinds: nothing in them is an amount or a port.
            object["kind"]?.string != "CustomResourceDefinition"
        else { return object }
        return form(object, [])
    }

    private static func form(_ node: Node, _ fields: [String]) -> Node {
        switch node.value {
        case .mapping(let content):
            if fields.last.map(free.contains) ?? false { return node }
            let entries = content.entries.map { entry in
                Mapping.Entry(key: entry.key, keyPlace: entry.keyPlace, value: form(entry.value, fields + [entry.key]))
            }
            return Node(.mapping(Mapping(entries: entries)), place: node.place)
        case .list(let content):
            let keys = ListKeys.of(fields, isBuiltIn: true) ?? []
            let elements = content.map { keyed(form($0, fields), keys) }
            return Node(.list(elements), place: node.place)
        case .integer, .double: return amount(node, fields)
        default: return node
        }
    }

    /// Maps whose keys and values are people's.
    private static let free: Set<String> = ["labels", "annotations", "data", "stringData", "binaryData", "matchLabels"]

    private static func keyed(_ element: Node, _ keys: [String]) -> Node {
        guard element.mapping != nil else { return element }
        var element = element
        for key in keys where element[key].map(\.isNull) ?? true {
            if let fallback = ListKeys.fallback(key) { element[key] = fallback }
        }
        return element
    }

    private static func amount(_ node: Node, _ fields: [String]) -> Node {
        guard SameValue.isAmount(fields, isBuiltIn: true) else { return node }
        return Node(.string(JSON.write(node)), place: node.place)
    }
}
