import Values

/// What a chart's `values.schema.json` says about keys. Whether values fit it is Helm's own business.
struct SchemaKeys {
    private static let most = 10_000
    private let root: Node

    /// - Parameter schema: the schema, or nil without one.
    init(_ schema: Node?) { root = schema ?? .init(.mapping(Mapping())) }

    /// The keys that it names at a path.
    func names(at path: [String]) -> [String] {
        schemas(at: path).flatMap { $0["properties"]?.mapping?.keys ?? [] }
    }

    /// Whether it names a key.
    func knows(_ path: [String]) -> Bool {
        guard let key = path.last else { return true }
        return schemas(at: Array(path.dropLast())).contains { $0["properties"]?.mapping?.entry(key) != nil }
    }

    /// Whether it says on purpose that any key is right there. At the root most such words come from a generator.
    func isOpen(_ path: [String]) -> Bool {
        guard !path.isEmpty else { return false }
        return schemas(at: path).contains { schema in
            if schema["patternProperties"]?.mapping?.isEmpty == false { return true }
            if let reference = schema["$ref"]?.string, !reference.hasPrefix("#") { return true }
            guard let more = schema["additionalProperties"] else { return false }
            return more.bool == true || more.mapping != nil
        }
    }

    private func schemas(at path: [String]) -> [Node] {
        var current = expanded([root])
        for key in path {
            current = expanded(
                current.compactMap { schema in
                    if let next = schema["properties"]?[key] { return next }
                    guard let more = schema["additionalProperties"], more.mapping != nil else { return nil }
                    return more
                })
        }
        return current
    }

    /// Schemas with all that they refer to or are composed of. A reference is followed once: schemas may refer in circles.
    private func expanded(_ schemas: [Node]) -> [Node] {
        var all = schemas
        var followed: Set<String> = []
        var index = 0
        while index < all.count, all.count < Self.most {
            let schema = all[index]
            index += 1
            if let reference = schema["$ref"]?.string, reference.hasPrefix("#/"), followed.insert(reference).inserted {
                let path = reference.dropFirst(2).split(separator: "/").map { String($0) }
                if let target = root.at(path) { all.append(target) }
            }
            for word in ["allOf", "anyOf", "oneOf"] { all += schema[word]?.list ?? [] }
            all += ["if", "then", "else"].compactMap { schema[$0] }
        }
        return all
    }
}
