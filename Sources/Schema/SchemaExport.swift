public import Values

extension Schema {
    /// The schema as a complete draft 2020-12 document for editors and other tools.
    ///
    /// Every `format` gets a `pattern` beside it. Formats that JSON Schema does not define are named in `x-format`, because
    /// strict tools refuse unknown formats, and `duration` means something else there.
    ///
    /// - Parameters:
    ///   - id: The `$id` of the document.
    ///   - title: The title of the document.
    /// - Returns: The document.
    public func exported(id: String, title: String) -> Node {
        var document = Mapping([
            ("$schema", "https://json-schema.org/draft/2020-12/schema"),
            ("$id", Node(.string(id))),
            ("title", Node(.string(title))),
        ])
        for entry in (Self.export(node).mapping ?? Mapping()).entries where entry.key != "title" {
            document.set(entry.key, nil, entry.value)
        }
        return Node(.mapping(document))
    }

    /// Depth is bounded: the reader has refused deeper schemas.
    private static func export(_ schema: Node) -> Node {
        guard let mapping = schema.mapping else { return schema }
        var result = Mapping()
        for entry in mapping.entries {
            switch entry.key {
            case "properties", "$defs":
                let named = entry.value.mapping?.entries.map { ($0.key, export($0.value)) } ?? []
                result[entry.key] = Node(.mapping(Mapping(named)))
            case "items", "additionalProperties", "propertyNames":
                result[entry.key] = export(entry.value)
            case "anyOf", "oneOf":
                result[entry.key] = Node(.list((entry.value.list ?? []).map(export)))
            case "format":
                guard let format = entry.value.string.flatMap(Format.init) else { continue }
                result[format.isStandard ? "format" : "x-format"] = Node(.string(format.rawValue))
                result["pattern"] = Node(.string(format.pattern))
            default:
                result[entry.key] = entry.value
            }
        }
        return Node(.mapping(result))
    }
}
