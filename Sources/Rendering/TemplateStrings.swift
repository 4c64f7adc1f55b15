import Helm
import Values

/// Strings with template actions in a piece of data: taken out for the engine, put back evaluated.
///
/// Every string becomes a template file of its own, so that quotes in an action mean what they say.
struct TemplateStrings {
    private(set) var templates: [TemplateUnit.File] = []

    /// Takes out the strings of a tree.
    ///
    /// - Parameters:
    ///   - node: the tree.
    ///   - key: a prefix for the template's path, unique in this collection.
    mutating func take(_ node: Node, key: String) {
        switch node.value {
        case .string(let text) where Self.isTemplate(text): templates.append(.init(path: key, text: text))
        case .list(let items): for (index, item) in items.enumerated() { take(item, key: "\(key)/\(index)") }
        case .mapping(let mapping):
            for (index, entry) in mapping.entries.enumerated() { take(entry.value, key: "\(key)/\(index)") }
        default: break
        }
    }

    /// Whether a text has actions.
    static func isTemplate(_ text: String) -> Bool { TemplateUnit.File.hasActions(text) }

    /// Puts evaluated strings back.
    ///
    /// - Parameters:
    ///   - node: the tree that was given to `take`.
    ///   - key: the prefix that was given.
    ///   - results: the engine's texts by path.
    static func put(_ node: Node, key: String, results: [String: String]) -> Node {
        var result = node
        switch node.value {
        case .string(let text) where isTemplate(text): result.value = .string(results[key] ?? "")
        case .list(let items):
            result.value = .list(items.enumerated().map { put($1, key: "\(key)/\($0)", results: results) })
        case .mapping(let mapping):
            var copy = Mapping()
            for (index, entry) in mapping.entries.enumerated() {
                copy.set(entry.key, entry.keyPlace, put(entry.value, key: "\(key)/\(index)", results: results))
            }
            result.value = .mapping(copy)
        default: break
        }
        return result
    }
}

/// Gives evaluated top-level texts the types that a capability declares.
enum TypedFacts {
    /// Turns texts into what their schema says; empty texts of other types than string are left out.
    ///
    /// - Parameters:
    ///   - node: a mapping of evaluated values.
    ///   - schema: name to schema, as in a capability.
    /// - Returns: the typed mapping and the keys whose text is not of their type.
    static func typed(_ node: Node, schema: Node) -> (Node, wrong: [(key: String, type: String)]) {
        var result = Mapping()
        var wrong: [(String, String)] = []
        for entry in node.mapping?.entries ?? [] {
            let type = schema[entry.key]?["type"]?.string ?? "string"
            guard let text = entry.value.string, type != "string" else {
                result.set(entry.key, entry.keyPlace, entry.value)
                continue
            }
            let trimmed = text.trimmingSpaces
            if trimmed.isEmpty { continue }
            guard let parsed = try? YAML.parseSingle(Array(trimmed.utf8), file: entry.key), matches(parsed, type) else {
                wrong.append((entry.key, type))
                continue
            }
            result.set(entry.key, entry.keyPlace, Node(parsed.value, place: entry.value.place))
        }
        return (Node(.mapping(result), place: node.place), wrong)
    }

    private static func matches(_ node: Node, _ type: String) -> Bool {
        switch type {
        case "integer": node.integer != nil
        case "number": node.double != nil || node.integer != nil
        case "boolean": node.bool != nil
        case "array": node.list != nil
        case "object": node.mapping != nil
        default: false
        }
    }
}

extension String {
    /// The text without white space at its ends.
    var trimmingSpaces: String {
        let bytes = Array(utf8)
        let isSpace: (UInt8) -> Bool = { $0 == 0x20 || ($0 >= 0x09 && $0 <= 0x0D) }
        guard let first = bytes.firstIndex(where: { !isSpace($0) }), let last = bytes.lastIndex(where: { !isSpace($0) })
        else {
            return ""
        }
        return String(decoding: bytes[first...last], as: UTF8.self)
    }
}
