import Diagnostics
import Values

/// Turns schema data into shapes and collects everything that is wrong with it.
struct SchemaReader {
    let code: String
    private(set) var findings: [Finding] = []
    private(set) var definitions = Definitions()
    private var references: [(name: String, path: String, place: Place?)] = []
    /// The shapes that may fill something in: those with a default of their own or of a schema they refer to.
    private var completed: [(shape: Shape, path: String)] = []

    static let keywords = [
        "type", "properties", "additionalProperties", "propertyNames", "required", "items", "minItems", "maxItems",
        "uniqueItems", "enum", "const", "minimum", "maximum", "minLength", "maxLength", "format", "anyOf", "oneOf",
        "$ref",
        "$defs", "default", "description", "title", "examples", "deprecated",
    ]

    init(code: String) {
        self.code = code
    }

    mutating func readDocument(_ node: Node) -> Shape {
        if let named = node.mapping?["$defs"] {
            if let named = named.mapping {
                for entry in named.entries {
                    let shape = read(entry.value, at: "$defs." + Wording.key(entry.key), depth: 1)
                    definitions.entries.append(Shape.Property(name: entry.key, shape: shape))
                }
            } else {
                report("`$defs` must be a mapping of schemas", named.place)
            }
        }
        let root = read(node, at: "", depth: 0)
        checkReferences()
        if findings.isEmpty { checkDefaults() }
        return root
    }

    private mutating func report(_ message: String, _ place: Place?, hint: String? = nil) {
        findings.append(Finding(code: code, severity: .error, message: message, place: place, hint: hint))
    }

    // MARK: One schema

    private mutating func read(_ node: Node, at path: String, depth: Int) -> Shape {
        var shape = Shape()
        guard depth <= Schema.maximumDepth else {
            report("\(Wording.schemaName(path)) is nested deeper than \(Schema.maximumDepth) levels", node.place)
            return shape
        }
        guard let mapping = node.mapping else {
            report("\(Wording.schemaName(path)) must be a mapping, found \(Wording.found(node))", node.place)
            return shape
        }
        for entry in mapping.entries where !entry.key.utf8.starts(with: "x-".utf8) || entry.key == "x-profiles" {
            let keywordPath = Wording.join(path, entry.key)
            if !apply(entry, to: &shape, path: keywordPath, depth: depth) {
                report(
                    "`\(keywordPath)` is not a keyword of this schema language", entry.keyPlace ?? entry.value.place,
                    hint: Wording.suggestion(for: entry.key, among: Self.keywords))
            }
        }
        if shape.defaultValue != nil || !shape.profiles.isEmpty || shape.reference != nil {
            completed.append((shape, path))
        }
        return shape
    }

    /// Reads one keyword; false when there is no such keyword here.
    private mutating func apply(_ entry: Mapping.Entry, to shape: inout Shape, path: String, depth: Int) -> Bool {
        let value = entry.value
        switch entry.key {
        case "type": shape.types = types(value, path)
        case "properties":
            for property in mapping(value, path)?.entries ?? [] {
                let inner = read(property.value, at: Wording.join(path, property.key), depth: depth + 1)
                shape.properties.append(Shape.Property(name: property.key, shape: inner))
            }
        case "additionalProperties":
            if let allowed = value.bool {
                shape.additional = allowed ? .anything : .nothing
            } else {
                shape.additional = .shape(read(value, at: path, depth: depth + 1))
            }
        case "propertyNames": shape.keyFormat = keyFormat(value, path)
        case "required": shape.required = strings(value, path)
        case "items": shape.items = .shape(read(value, at: path, depth: depth + 1))
        case "minItems": shape.minItems = count(value, path)
        case "maxItems": shape.maxItems = count(value, path)
        case "minLength": shape.minLength = count(value, path)
        case "maxLength": shape.maxLength = count(value, path)
        case "uniqueItems": shape.uniqueItems = flag(value, path)
        case "enum": shape.choices = Wording.intersection(shape.choices, list(value, path))
        case "const": shape.choices = Wording.intersection(shape.choices, [value])
        case "minimum": shape.minimum = number(value, path)
        case "maximum": shape.maximum = number(value, path)
        case "format": shape.format = format(value, path)
        case "anyOf": shape.anyOf = branches(value, path, depth)
        case "oneOf": shape.oneOf = branches(value, path, depth)
        case "$ref": shape.reference = reference(value, path)
        case "$defs":
            if depth > 0 { report("`\(path)` may only stand at the root of a schema", entry.keyPlace ?? value.place) }
        case "default": shape.defaultValue = value
        case "x-profiles": shape.profiles = mapping(value, path) ?? Mapping()
        case "description": shape.description = text(value, path)
        case "title": shape.title = text(value, path)
        case "examples": shape.examples = value.list ?? list(value, path)
        case "deprecated": shape.deprecated = flag(value, path)
        default: return false
        }
        return true
    }

    private mutating func branches(_ value: Node, _ path: String, _ depth: Int) -> [Shape] {
        var shapes: [Shape] = []
        for (index, branch) in list(value, path).enumerated() {
            shapes.append(read(branch, at: path + "[\(index)]", depth: depth + 1))
        }
        return shapes
    }

    // MARK: Keyword values

    private mutating func wrong(_ path: String, _ expected: String, _ value: Node) {
        report("`\(path)` must be \(expected), found \(Wording.found(value))", value.place)
    }

    private mutating func mapping(_ value: Node, _ path: String) -> Mapping? {
        if value.mapping == nil { wrong(path, "a mapping", value) }
        return value.mapping
    }

    private mutating func list(_ value: Node, _ path: String) -> [Node] {
        guard let items = value.list, !items.isEmpty else {
            wrong(path, "a list with at least one item", value)
            return []
        }
        return items
    }

    private mutating func text(_ value: Node, _ path: String) -> String? {
        if value.string == nil { wrong(path, "a string", value) }
        return value.string
    }

    private mutating func flag(_ value: Node, _ path: String) -> Bool {
        if value.bool == nil { wrong(path, "true or false", value) }
        return value.bool ?? false
    }

    private mutating func count(_ value: Node, _ path: String) -> Int? {
        guard let number = value.integer, number >= 0, let count = Int(exactly: number) else {
            wrong(path, "an integer of 0 or more", value)
            return nil
        }
        return count
    }

    private mutating func number(_ value: Node, _ path: String) -> Node? {
        guard value.integer != nil || value.double?.isFinite == true else {
            wrong(path, "a number", value)
            return nil
        }
        return value
    }

    private mutating func strings(_ value: Node, _ path: String) -> [String] {
        guard let items = value.list else {
            wrong(path, "a list of strings", value)
            return []
        }
        var result: [String] = []
        for (index, item) in items.enumerated() {
            guard let string = text(item, path + "[\(index)]") else { continue }
            if result.contains(where: { $0.hasSameBytes(as: string) }) {
                report("`\(path)[\(index)]` repeats \(Wording.quoted(string))", item.place)
            } else {
                result.append(string)
            }
        }
        return result
    }

    private mutating func types(_ value: Node, _ path: String) -> [ValueType] {
        let names = value.string.map { [$0] } ?? strings(value, path)
        if names.isEmpty, value.list != nil { wrong(path, "at least one type", value) }
        return names.compactMap { name in
            if let type = ValueType(rawValue: name) { return type }
            let known = ValueType.allCases.map(\.rawValue)
            report(
                "`\(path)` names an unknown type \(Wording.quoted(name))", value.place,
                hint: Wording.suggestion(for: name, among: known))
            return nil
        }
    }

    private mutating func format(_ value: Node, _ path: String) -> Format? {
        guard let name = text(value, path) else { return nil }
        if let format = Format(rawValue: name) { return format }
        report(
            "`\(path)` names an unknown format \(Wording.quoted(name))", value.place,
            hint: Wording.suggestion(for: name, among: Format.allCases.map(\.rawValue)))
        return nil
    }

    private mutating func keyFormat(_ value: Node, _ path: String) -> Format? {
        guard let mapping = mapping(value, path) else { return nil }
        for entry in mapping.entries where entry.key != "format" {
            report("`\(Wording.join(path, entry.key))` is not supported: only `format`", entry.keyPlace ?? value.place)
        }
        return mapping["format"].flatMap { format($0, path + ".format") }
    }

    private mutating func reference(_ value: Node, _ path: String) -> String? {
        let prefix = "#/$defs/"
        guard let target = value.string, target.utf8.starts(with: prefix.utf8) else {
            wrong(path, "a reference of the form #/$defs/<name>", value)
            return nil
        }
        let name = String(target.dropFirst(prefix.count))
        references.append((name, path, value.place))
        return name
    }

    // MARK: The whole

    private mutating func checkReferences() {
        let names = definitions.entries.map(\.name)
        for reference in references where definitions[reference.name] == nil {
            report(
                "`\(reference.path)` refers to \(Wording.quoted(reference.name)), which `$defs` does not have",
                reference.place, hint: Wording.suggestion(for: reference.name, among: names))
        }
        guard findings.isEmpty else { return }
        for name in names where isCircular(name) {
            report("`$defs.\(Wording.key(name))` leads back to itself without a key or an item in between", nil)
        }
    }

    private func isCircular(_ start: String) -> Bool {
        var seen: [String] = []
        var waiting = definitions[start].map(directReferences) ?? []
        while let name = waiting.popLast() {
            if name.hasSameBytes(as: start) { return true }
            if seen.contains(where: { $0.hasSameBytes(as: name) }) { continue }
            seen.append(name)
            waiting += definitions[name].map(directReferences) ?? []
        }
        return false
    }

    /// The names that apply to the same value as the shape does.
    private func directReferences(_ shape: Shape) -> [String] {
        (shape.reference.map { [$0] } ?? []) + (shape.anyOf + shape.oneOf).flatMap(directReferences)
    }

    /// A default must fit its schema, and still do so when its own gaps are filled; only required keys may be missing.
    private mutating func checkDefaults() {
        for (shape, path) in completed {
            if let value = shape.defaultValue { checkDefault(value, shape, Wording.join(path, "default")) }
            for entry in shape.profiles.entries {
                checkDefault(entry.value, shape, Wording.join(Wording.join(path, "x-profiles"), entry.key))
            }
        }
        guard findings.isEmpty else { return }
        var profiles = Mapping()
        for (shape, _) in completed {
            for name in shape.profiles.keys { profiles[name] = true }
        }
        for profile in [nil] + profiles.keys.map(Optional.some) {
            for (shape, path) in completed {
                var filler = DefaultFiller(definitions: definitions, profile: profile)
                guard let value = filler.defaultValue(of: shape) else { continue }
                let filled = filler.fill(value, shape, depth: 0)
                checkDefault(filled, shape, Wording.join(path, "default"), near: value.place)
            }
            guard findings.isEmpty else { return }
        }
    }

    private mutating func checkDefault(_ value: Node, _ shape: Shape, _ path: String, near: Place? = nil) {
        let missing = "missing"
        let codes = SchemaCodes(
            unknownKey: code, wrongType: code, missingKey: missing, notAllowed: code, outOfRange: code, badFormat: code,
            duplicateItem: code)
        var validator = Validator(definitions: definitions, codes: codes)
        validator.check(value, shape, path: path, near: near, depth: 0)
        findings += validator.findings.filter { $0.code != missing }
    }
}
