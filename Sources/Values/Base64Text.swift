/// Base64 as RFC 4648 has it, with white space allowed between the characters as in YAML's `!!binary`.
enum Base64Text {
    /// Decodes a text.
    ///
    /// - Parameter text: base64 with padding.
    /// - Returns: the bytes, or nil when this is no base64.
    static func decode(_ text: String) -> [UInt8]? {
        var result: [UInt8] = []
        var buffer: UInt32 = 0
        var characters = 0
        var padding = 0
        for byte in text.utf8 where ![0x20, 0x09, 0x0A, 0x0D].contains(byte) {
            characters += 1
            if byte == UInt8(ascii: "=") {
                padding += 1
                continue
            }
            guard padding == 0, let digit = digit(byte) else { return nil }
            buffer = buffer << 6 | UInt32(digit)
            if characters % 4 == 0 {
                result += [UInt8(truncatingIfNeeded: buffer >> 16), UInt8(truncatingIfNeeded: buffer >> 8)]
                result.append(UInt8(truncatingIfNeeded: buffer))
                buffer = 0
            }
        }
        guard characters % 4 == 0, padding <= 2 else { return nil }
        if padding == 1 { result += [UInt8(truncatingIfNeeded: buffer >> 10), UInt8(truncatingIfNeeded: buffer >> 2)] }
        if padding == 2 { result.append(UInt8(truncatingIfNeeded: buffer >> 4)) }
        return result
    }

    private static func digit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): byte - UInt8(ascii: "A")
        case UInt8(ascii: "a")...UInt8(ascii: "z"): byte - UInt8(ascii: "a") + 26
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0") + 52
        case UInt8(ascii: "+"): 62
        case UInt8(ascii: "/"): 63
        default: nil
        }
    }
}
