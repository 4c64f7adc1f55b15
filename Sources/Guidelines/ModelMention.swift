import Platform
import Values

/// Finds out which model a setting is about.
struct ModelMention {
    let models: [Specification.Model]

    /// How far below a mapping a model's name still says what the mapping is about.
    private static let depth = 2

    /// The model that the nearest mapping around a setting names; nil if none or several are named there.
    ///
    /// A list of mappings is a list of things of one kind: what stands beside it, or in another element, is about something else.
    func model(of setting: Setting) -> Specification.Model? {
        var mayLeave = setting.isVariable
        for (key, node) in setting.around.reversed() {
            if node.list?.contains(where: { $0.mapping != nil }) == true {
                if !mayLeave { return nil }
                mayLeave = false
            }
            let named = models.filter { Self.names($0, in: node, depth: Self.depth) }
            if named.count == 1 { return named[0] }
            if named.count > 1 { return nil }
            if let key, let model = models.first(where: { $0.name == key }) { return model }
        }
        return nil
    }

    /// Whether a tree names a model where names of models stand.
    private static func names(_ model: Specification.Model, in node: Node, depth: Int) -> Bool {
        switch node.value {
        case .mapping(let mapping):
            mapping.entries.contains { entry in
                if let text = entry.value.string { return isName(entry.key) && matches(text, model) }
                return depth > 0 && names(model, in: entry.value, depth: depth - 1)
            }
        case .list(let items):
            items.contains { item in
                if let text = item.string { return matches(text, model) }
                return item["name"] != nil && item["value"]?.string.map { matches($0, model) } ?? false
            }
        default: false
        }
    }

    private static func isName(_ key: String) -> Bool {
        let plain = Setting.plain(key)
        return plain.contains("model") || ["name", "id", "weights", "upstream"].contains(plain)
    }

    private static func matches(_ text: String, _ model: Specification.Model) -> Bool {
        [model.name, model.weights].contains { text == $0 || text.hasSuffix("/" + $0) || text.hasSuffix("=" + $0) }
    }
}
