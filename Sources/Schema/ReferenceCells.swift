import Values

/// What the columns of a reference table say.
enum ReferenceCells {
    static func type(_ shape: Shape, _ definitions: Definitions) -> String {
        typeNames(shape, definitions, depth: 0).joined(separator: " or ")
    }

    /// A list of lists of lists says enough; recursive schemas would go on, and double at every branch.
    private static let typeDepth = 4

    private static func typeNames(_ shape: Shape, _ definitions: Definitions, depth: Int) -> [String] {
        guard depth <= typeDepth else { return ["any"] }
        let layers = definitions.layers(of: shape)
        var names = layers.first { !$0.types.isEmpty }?.types.map(\.label) ?? []
        let format = layers.lazy.compactMap(\.format).first
        if let format { names = names.map { $0 == "string" ? "string (\(format.rawValue))" : $0 } }
        if names.contains("list"), case .shape(let item)? = layers.lazy.map(\.items).first(where: \.isShape) {
            let inner = typeNames(item, definitions, depth: depth + 1).joined(separator: " or ")
            names = names.map { $0 == "list" && inner != "any" ? "list of \(inner)" : $0 }
        }
        if names.isEmpty {
            for branch in layers.flatMap({ $0.anyOf + $0.oneOf }) {
                for name in typeNames(branch, definitions, depth: depth + 1) where !names.contains(name) {
                    names.append(name)
                }
            }
        }
        if names.isEmpty, let choices = layers.lazy.compactMap(\.choices).first {
            names = choices.map(\.valueType).firstOccurrences.map(\.label)
        }
        return names.isEmpty ? ["any"] : names
    }

    static func defaults(_ shape: Shape, _ definitions: Definitions, isRequired: Bool) -> String {
        var parts: [String] = []
        let layers = definitions.layers(of: shape)
        if let value = layers.lazy.compactMap(\.defaultValue).first {
            parts.append(MarkdownText.code(JSON.write(value)))
        }
        for entry in layers.first(where: { !$0.profiles.isEmpty })?.profiles.entries ?? [] {
            parts.append("\(entry.key): \(MarkdownText.code(JSON.write(entry.value)))")
        }
        if parts.isEmpty, isRequired { parts.append("**required**") }
        return parts.joined(separator: ", ")
    }

    static func description(_ shape: Shape, _ definitions: Definitions) -> String {
        let layers = definitions.layers(of: shape)
        var parts: [String] = []
        if layers.contains(where: \.deprecated) { parts.append("**Deprecated.**") }
        if let text = layers.lazy.compactMap(\.description).first { parts.append(MarkdownText.oneLine(text)) }
        let choices = layers.lazy.compactMap(\.choices).first ?? branchChoices(layers, definitions)
        if !choices.isEmpty {
            parts.append("One of " + choices.map { MarkdownText.code(JSON.write($0)) }.joined(separator: ", ") + ".")
        }
        if let limits = limits(layers) { parts.append(limits) }
        if let example = layers.lazy.compactMap(\.examples.first).first, example.mapping == nil, example.list == nil {
            parts.append("For example \(MarkdownText.code(JSON.write(example))).")
        }
        return parts.joined(separator: " ")
    }

    private static func branchChoices(_ layers: [Shape], _ definitions: Definitions) -> [Node] {
        layers.flatMap { $0.anyOf + $0.oneOf }
            .flatMap { definitions.layers(of: $0).lazy.compactMap(\.choices).first ?? [] }
    }

    private static func limits(_ layers: [Shape]) -> String? {
        var parts: [String] = []
        func add(_ least: String?, _ most: String?, _ unit: String) {
            switch (least, most) {
            case (let least?, let most?): parts.append("\(least) to \(most)\(unit)")
            case (let least?, nil): parts.append("at least \(least)\(unit)")
            case (nil, let most?): parts.append("at most \(most)\(unit)")
            case (nil, nil): break
            }
        }
        for layer in layers {
            add(layer.minimum.map(Wording.literal), layer.maximum.map(Wording.literal), "")
            add(layer.minLength.map(String.init), layer.maxLength.map(String.init), " characters")
            add(layer.minItems.map(String.init), layer.maxItems.map(String.init), " items")
        }
        guard !parts.isEmpty else { return nil }
        return "(" + parts.joined(separator: ", ") + ")"
    }
}

extension Rest {
    var isShape: Bool {
        if case .shape = self { true } else { false }
    }
}
