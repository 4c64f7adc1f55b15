import Values

/// What to do about a value of the wrong type, or about a missing key.
enum TypeHint {
    static func hint(for node: Node, expected: [ValueType]) -> String? {
        switch node.value {
        case .string(let string):
            let bytes = Array(string.utf8)
            let isNumber = Scan.isInteger(bytes) || (expected.contains(.number) && Scan.isDecimal(bytes))
            if isNumber, expected.contains(.integer) || expected.contains(.number) { return "remove the quotes" }
            if expected.contains(.boolean) {
                switch string {
                case "true", "false": return "remove the quotes"
                case "yes", "on", "Yes", "On", "YES", "ON": return "write `true`"
                case "no", "off", "No", "Off", "NO", "OFF": return "write `false`"
                default: break
                }
            }
            return expected.contains(.array) ? "put it in brackets to make a list of one item" : nil
        case .integer, .double, .bool:
            // The spelling is gone by now: 1.30 has become 1.3, so the hint does not repeat the value.
            return expected.contains(.string) ? "put the value in quotes" : nil
        case .null: return "give it a value, or remove the key"
        case .mapping:
            return expected.contains(.array) ? "start each item with a dash" : nil
        case .list:
            return expected.contains(.object) ? "write `key: value` pairs without dashes" : nil
        }
    }

    static func hint(forMissing name: String, _ shape: Shape?, _ definitions: Definitions) -> String {
        let add = "add `\(Wording.key(name))`"
        guard let shape else { return add }
        guard let description = definitions.layers(of: shape).lazy.compactMap(\.description).first else { return add }
        let line = description.unicodeScalars.prefix { $0 != "\n" && $0 != "\r" }
        var text = String(String.UnicodeScalarView(line))
        while text.utf8.last == UInt8(ascii: ".") { text.removeLast() }
        return text.isEmpty ? add : add + ": " + text
    }
}

/// Comparison across the two kinds of numbers.
enum Numbers {
    /// Whether `left <= right`; false when either is not a number.
    static func isOrdered(_ left: Node, _ right: Node) -> Bool {
        switch (left.value, right.value) {
        case (.integer(let left), .integer(let right)): left <= right
        case (.integer(let left), .double(let right)): Double(left) <= right
        case (.double(let left), .integer(let right)): left <= Double(right)
        case (.double(let left), .double(let right)): left <= right
        default: false
        }
    }
}
