extension YAML {
    /// Writes a tree as one document.
    ///
    /// The same tree always gives the same bytes: two spaces of indentation, lists indented under their keys, texts of
    /// several lines as blocks where that is safe, and quotes around whatever a reader of YAML 1.1 or 1.2 could take for
    /// something else. What is written reads back equal.
    ///
    /// - Parameter node: the tree.
    /// - Returns: the text, with a line end at the end.
    public static func write(_ node: Node) -> String {
        var writer = YAMLWriter()
        writer.writeDocument(node)
        return writer.text
    }

    /// Writes several documents with `---` between them.
    ///
    /// - Parameter documents: the trees.
    /// - Returns: the text; empty when there are none.
    public static func write(documents: [Node]) -> String {
        var writer = YAMLWriter()
        for (index, document) in documents.enumerated() {
            if index > 0 { writer.writeSeparator() }
            writer.writeDocument(document)
        }
        return writer.text
    }
}

/// Writes YAML in block style into a growing list of bytes.
struct YAMLWriter {
    /// libyaml and others look for the colon of a key only so far (YAML 1.2, 7.4).
    private static let longestKey = 1000

    private var output: [UInt8] = []

    /// What was written.
    var text: String { String(decoding: output, as: UTF8.self) }

    mutating func writeSeparator() { append("---\n") }

    mutating func writeDocument(_ node: Node) {
        switch node.value {
        case .mapping(let mapping) where !mapping.isEmpty: write(mapping, indentation: 0)
        case .list(let list) where !list.isEmpty: write(list, indentation: 0)
        default: writeScalar(node, indentation: 0)
        }
    }

    /// Writes entries. The first line is expected to be indented already.
    private mutating func write(_ mapping: Mapping, indentation: Int) {
        for (index, entry) in mapping.entries.enumerated() {
            if index > 0 { indent(indentation) }
            let key = PlainScalar.isSafe(entry.key) ? entry.key : DoubleQuoted.text(entry.key)
            if key.utf8.count > Self.longestKey {
                append("? " + key + "\n")
                indent(indentation)
            } else {
                append(key)
            }
            append(":")
            switch entry.value.value {
            case .mapping(let inner) where !inner.isEmpty:
                append("\n")
                indent(indentation + 2)
                write(inner, indentation: indentation + 2)
            case .list(let inner) where !inner.isEmpty:
                append("\n")
                indent(indentation + 2)
                write(inner, indentation: indentation + 2)
            default:
                append(" ")
                writeScalar(entry.value, indentation: indentation + 2)
            }
        }
    }

    /// Writes elements. The first line is expected to be indented already.
    private mutating func write(_ list: [Node], indentation: Int) {
        for (index, element) in list.enumerated() {
            if index > 0 { indent(indentation) }
            append("- ")
            switch element.value {
            case .mapping(let inner) where !inner.isEmpty: write(inner, indentation: indentation + 2)
            case .list(let inner) where !inner.isEmpty: write(inner, indentation: indentation + 2)
            default: writeScalar(element, indentation: indentation + 2)
            }
        }
    }

    private mutating func writeScalar(_ node: Node, indentation: Int) {
        switch node.value {
        case .null: append("null\n")
        case .bool(let value): append(value ? "true\n" : "false\n")
        case .integer(let value): append("\(value)\n")
        case .double(let value): append(Self.text(of: value) + "\n")
        case .string(let value): writeText(value, indentation: indentation)
        case .list: append("[]\n")
        case .mapping: append("{}\n")
        }
    }

    private mutating func writeText(_ text: String, indentation: Int) {
        if PlainScalar.isSafe(text) {
            append(text + "\n")
        } else if let block = BlockScalar(text) {
            append(block.header + "\n")
            for line in block.lines {
                if !line.isEmpty {
                    // Also at the root the block has two spaces, so that no line of it can look like a separator.
                    indent(max(indentation, 2))
                    output.append(contentsOf: line)
                }
                append("\n")
            }
        } else {
            append(DoubleQuoted.text(text) + "\n")
        }
    }

    /// The shortest digits that read back equal, with a dot, since YAML 1.1 takes `1e+21` for a text.
    static func text(of number: Double) -> String {
        if number.isNaN { return ".nan" }
        if number.isInfinite { return number < 0 ? "-.inf" : ".inf" }
        let digits = number.description
        guard let exponent = digits.utf8.firstIndex(of: UInt8(ascii: "e")), !digits.utf8.contains(UInt8(ascii: "."))
        else { return digits }
        return digits[..<exponent] + ".0" + digits[exponent...]
    }

    private mutating func indent(_ count: Int) {
        output.append(contentsOf: repeatElement(0x20, count: count))
    }

    private mutating func append(_ text: String) {
        output.append(contentsOf: text.utf8)
    }
}
