import Values

/// Equality as JSON Schema means it: numbers by value, strings by bytes, mappings without order.
enum Identity {
    /// Bytes that are the same for two nodes exactly when they are equal.
    static func bytes(of node: Node) -> [UInt8] {
        var output: [UInt8] = []
        append(node, to: &output, depth: 0)
        return output
    }

    private static func append(_ node: Node, to output: inout [UInt8], depth: Int) {
        guard depth <= Schema.maximumDepth else {
            output += Array("deep".utf8)
            return
        }
        switch node.value {
        case .null: output += Array("n".utf8)
        case .bool(let flag): output += Array((flag ? "t" : "f").utf8)
        case .integer(let number): output += Array("#\(number)".utf8)
        case .double(let number):
            if let whole = Int64(exactly: number) {
                output += Array("#\(whole)".utf8)
            } else {
                output += Array("#\(number)".utf8)
            }
        case .string(let string): append(string, to: &output)
        case .list(let items):
            output += Array("[\(items.count):".utf8)
            for item in items { append(item, to: &output, depth: depth + 1) }
        case .mapping(let mapping):
            output += Array("{\(mapping.count):".utf8)
            for entry in mapping.entries.sorted(by: { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }) {
                append(entry.key, to: &output)
                append(entry.value, to: &output, depth: depth + 1)
            }
        }
        output.append(UInt8(ascii: ";"))
    }

    /// The length goes first, so that no string can imitate structure.
    private static func append(_ string: String, to output: inout [UInt8]) {
        output += Array("\"\(string.utf8.count):".utf8)
        output += Array(string.utf8)
    }
}
