import Diagnostics
import Values

/// How messages name paths, values and choices. Everything is bounded: input may be long and may hold control characters.
enum Wording {
    static let longestText = 60
    static let mostChoices = 12

    /// The text in double quotes, shortened, with control characters made visible.
    static func quoted(_ text: String) -> String {
        "\"" + visible(text) + "\""
    }

    private static func visible(_ text: String) -> String {
        var output = ""
        var count = 0
        for scalar in text.unicodeScalars {
            guard count < longestText else { return output + "…" }
            count += 1
            switch scalar.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator, .unassigned, .privateUse:
                output += "\\u{" + String(scalar.value, radix: 16) + "}"
            default:
                if scalar == "\"" || scalar == "\\" { output += "\\" }
                output.unicodeScalars.append(scalar)
            }
        }
        return output
    }

    /// A key as part of a dotted path; quoted when it would be misread there.
    static func key(_ key: String) -> String {
        let plain =
            !key.isEmpty && key.utf8.count <= longestText
            && key.utf8.allSatisfy { $0.isLetterOrDigit || "_-/$<>".utf8.contains($0) }
        return plain ? key : quoted(key)
    }

    static func join(_ path: String, _ key: String) -> String {
        path.isEmpty ? Self.key(key) : path + "." + Self.key(key)
    }

    /// The subject of a sentence about the value at the path.
    static func subject(_ path: String) -> String {
        path.isEmpty ? "the document" : "`\(path)`"
    }

    /// The subject of a sentence about the schema at the path.
    static func schemaName(_ path: String) -> String {
        path.isEmpty ? "the schema" : "the schema `\(path)`"
    }

    /// A found value: its type and, for scalars, what it is.
    static func found(_ node: Node) -> String {
        switch node.value {
        case .null: "nothing"
        case .bool(let flag): "the boolean \(flag)"
        case .integer(let number): "the integer \(number)"
        case .double(let number): "the number \(number)"
        case .string(let string): "the string \(quoted(string))"
        case .list: "a list"
        case .mapping: "a mapping"
        }
    }

    /// A value by itself, as it would be written.
    static func literal(_ node: Node) -> String {
        switch node.value {
        case .null: "null"
        case .bool(let flag): "\(flag)"
        case .integer(let number): "\(number)"
        case .double(let number): "\(number)"
        case .string(let string): string.isEmpty ? "\"\"" : visible(string)
        case .list(let items): items.isEmpty ? "[]" : "a list"
        case .mapping(let mapping): mapping.isEmpty ? "{}" : "a mapping"
        }
    }

    /// Names joined as in speech: "a", "a or b", "a, b or c".
    static func alternatives(_ words: [String]) -> String {
        guard let last = words.last, words.count > 1 else { return words.first ?? "" }
        return words.dropLast().joined(separator: ", ") + " or " + last
    }

    /// The choices, each in code marks, bounded.
    static func choices(_ words: [String]) -> String {
        let shown = words.prefix(mostChoices).map { "`\(literal(Node(.string($0))))`" }.joined(separator: ", ")
        let more = words.count - mostChoices
        return more > 0 ? shown + " and \(more) more" : shown
    }

    /// The nearest choice, or else the list of them.
    static func suggestion(for word: String, among words: [String]) -> String? {
        guard !words.isEmpty else { return nil }
        // The distance is quadratic in the length, and nobody means a known key by a very long one.
        if word.utf8.count <= longestText, let nearest = Suggestion.closest(to: word, among: words) {
            return "did you mean `\(nearest)`?"
        }
        return "allowed here: " + choices(words)
    }

    /// What both lists of choices allow.
    static func intersection(_ left: [Node]?, _ right: [Node]) -> [Node] {
        guard let left else { return right }
        let allowed = Set(right.map(Identity.bytes))
        return left.filter { allowed.contains(Identity.bytes(of: $0)) }
    }
}
