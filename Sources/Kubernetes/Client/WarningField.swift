/// The header field `Warning` (RFC 7234, section 5.5), in which the API server tells of deprecated kinds and unknown fields.
enum WarningField {
    /// The texts of a field's value; what is no warning is left out.
    static func texts(_ value: String) -> [String] {
        var reader = Reader(rest: Array(value.utf8)[...])
        var texts: [String] = []
        while let text = reader.next() { texts.append(ServerText.clean(text)) }
        return texts
    }

    private struct Reader {
        var rest: ArraySlice<UInt8>

        // warn-code SP warn-agent SP warn-text [ SP warn-date ], separated by commas.
        mutating func next() -> String? {
            while let byte = rest.first, byte == UInt8(ascii: ",") || byte == UInt8(ascii: " ") { rest.removeFirst() }
            guard word() != nil, word() != nil, let text = quoted() else { return nil }
            if rest.starts(with: Array(" \"".utf8)) {
                rest.removeFirst()
                _ = quoted()
            }
            return text
        }

        private mutating func word() -> String? {
            guard let end = rest.firstIndex(of: UInt8(ascii: " ")), end > rest.startIndex else { return nil }
            defer { rest = rest[(end + 1)...] }
            return String(decoding: rest[..<end], as: UTF8.self)
        }

        private mutating func quoted() -> String? {
            guard rest.first == UInt8(ascii: "\"") else { return nil }
            rest.removeFirst()
            var text: [UInt8] = []
            while let byte = rest.popFirst() {
                if byte == UInt8(ascii: "\"") { return String(decoding: text, as: UTF8.self) }
                if byte == UInt8(ascii: "\\") {
                    guard let escaped = rest.popFirst() else { return nil }
                    text.append(escaped)
                } else {
                    text.append(byte)
                }
            }
            return nil
        }
    }
}
