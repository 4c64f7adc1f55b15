import Values

/// Completes a document with defaults, within a budget: a default that holds itself would grow for ever.
struct DefaultFiller {
    let definitions: Definitions
    let profile: String?
    private var filled = 0
    private var validator: Validator

    init(definitions: Definitions, profile: String?) {
        self.definitions = definitions
        self.profile = profile
        let codes = SchemaCodes(
            unknownKey: "unknown", wrongType: "type", missingKey: "missing", notAllowed: "value", outOfRange: "range",
            badFormat: "format", duplicateItem: "duplicate")
        validator = Validator(definitions: definitions, codes: codes)
    }

    mutating func fill(_ node: Node, _ shape: Shape, depth: Int) -> Node {
        guard depth <= Schema.maximumDepth else { return node }
        var result = node
        for layer in definitions.layers(of: shape) {
            result = fillOwn(result, layer, depth: depth)
            for branches in [layer.anyOf, layer.oneOf] where !branches.isEmpty {
                if let branch = validator.matchingBranch(result, branches) {
                    result = fill(result, branch, depth: depth + 1)
                }
            }
        }
        return result
    }

    private mutating func fillOwn(_ node: Node, _ shape: Shape, depth: Int) -> Node {
        switch node.value {
        case .double(let number) where shape.types.contains(.integer) && !shape.types.contains(.number):
            // 3.0 is a valid integer in JSON Schema; readers of the filled document meet integers only.
            return Int64(exactly: number).map { Node(.integer($0), place: node.place) } ?? node
        case .list(let items):
            guard case .shape(let inner) = shape.items else { return node }
            return Node(.list(items.map { fill($0, inner, depth: depth + 1) }), place: node.place)
        case .mapping(let mapping):
            return Node(.mapping(fillMapping(mapping, shape, depth: depth)), place: node.place)
        default: return node
        }
    }

    private mutating func fillMapping(_ mapping: Mapping, _ shape: Shape, depth: Int) -> Mapping {
        var result = mapping
        for entry in mapping.entries {
            let inner: Shape
            if let property = shape.property(entry.key) {
                inner = property
            } else if case .shape(let rest) = shape.additional {
                inner = rest
            } else {
                continue
            }
            result.set(entry.key, entry.keyPlace, fill(entry.value, inner, depth: depth + 1))
        }
        for property in shape.properties where mapping[property.name] == nil {
            guard let value = defaultValue(of: property.shape), filled < Schema.maximumFilled else { continue }
            filled += 1
            // A default has no place in the user's file; one inside the schema would mislead.
            let inner = fill(value.withoutPlaces, property.shape, depth: depth + 1)
            result.set(property.name, nil, inner)
        }
        return result
    }

    func defaultValue(of shape: Shape) -> Node? {
        for layer in definitions.layers(of: shape) {
            if let profile, let value = layer.profiles[profile] { return value }
            if let value = layer.defaultValue { return value }
        }
        return nil
    }
}

extension Node {
    /// The same value without any places.
    fileprivate var withoutPlaces: Node {
        switch value {
        case .list(let items): Node(.list(items.map(\.withoutPlaces)))
        case .mapping(let mapping): Node(.mapping(Mapping(mapping.entries.map { ($0.key, $0.value.withoutPlaces) })))
        default: Node(value)
        }
    }
}
