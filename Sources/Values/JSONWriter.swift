/// Writes JSON into a growing list of bytes.
struct JSONWriter {
    let pretty: Bool
    let sorted: Bool
    private var output: [UInt8] = []

    init(pretty: Bool, sorted: Bool) {
        self.pretty = pretty
        self.sorted = sorted
    }

    /// What was written.
    func text(ending: String) -> String {
        String(decoding: output, as: UTF8.self) + ending
    }

    mutating func write(_ node: Node, level: Int) {
        switch node.value {
        case .null: append("null")
        case .bool(let value): append(value ? "true" : "false")
        case .integer(let value): append(String(value))
        // Zero has two spellings that are equal, and the canonical form must have one.
        case .double(let value): append(value.isFinite ? (value == 0 && sorted ? "0.0" : value.description) : "null")
        case .string(let value): write(value)
        case .list(let list):
            open("[")
            for (index, element) in list.enumerated() {
                separate(index, level: level + 1)
                write(element, level: level + 1)
            }
            close("]", isEmpty: list.isEmpty, level: level)
        case .mapping(let mapping):
            open("{")
            let entries = sorted ? mapping.entries.sorted { ByteKey($0.key) < ByteKey($1.key) } : mapping.entries
            for (index, entry) in entries.enumerated() {
                separate(index, level: level + 1)
                write(entry.key)
                append(pretty ? ": " : ":")
                write(entry.value, level: level + 1)
            }
            close("}", isEmpty: mapping.isEmpty, level: level)
        }
    }

    private mutating func write(_ text: String) {
        append("\"")
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\""): append("\\\"")
            case UInt8(ascii: "\\"): append("\\\\")
            case 0x0A: append("\\n")
            case 0x0D: append("\\r")
            case 0x09: append("\\t")
            case 0..<0x20, 0x7F: append("\\u00" + (byte < 0x10 ? "0" : "") + String(byte, radix: 16))
            default: output.append(byte)
            }
        }
        append("\"")
    }

    private mutating func open(_ bracket: String) { append(bracket) }

    private mutating func close(_ bracket: String, isEmpty: Bool, level: Int) {
        if !isEmpty { breakLine(level) }
        append(bracket)
    }

    private mutating func separate(_ index: Int, level: Int) {
        if index > 0 { append(",") }
        breakLine(level)
    }

    private mutating func breakLine(_ level: Int) {
        guard pretty else { return }
        output.append(0x0A)
        output.append(contentsOf: repeatElement(0x20, count: 2 * level))
    }

    private mutating func append(_ text: String) {
        output.append(contentsOf: text.utf8)
    }
}
