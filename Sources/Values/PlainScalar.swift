/// Decides whether a text can stand in YAML without quotes.
///
/// It must read back as the same text with every reader in use, whether it follows YAML 1.1 (PyYAML, Ruby) or 1.2
/// (Go, JavaScript); in doubt it is quoted.
enum PlainScalar {
    /// Whether a text needs no quotes, as value or as key in block style.
    static func isSafe(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        guard let first = bytes.first, let last = bytes.last else { return false }
        guard last != 0x20, last != UInt8(ascii: ":"), mayBegin(first, bytes), !isWord(text), !isLikeNumber(bytes)
        else {
            return false
        }
        for index in bytes.indices.dropFirst() {
            if bytes[index] == 0x20, bytes[index - 1] == UInt8(ascii: ":") { return false }
            if bytes[index] == UInt8(ascii: "#"), bytes[index - 1] == 0x20 { return false }
        }
        return text.unicodeScalars.allSatisfy { $0 != "\t" && $0 != "\n" && isPrintable($0) }
            && ScalarResolution.plain(text) == .string(text)
    }

    /// Whether a character can be in YAML as it is and means nothing but itself.
    static func isPrintable(_ scalar: UnicodeScalar) -> Bool {
        switch scalar.value {
        case 0x09, 0x0A, 0x20...0x7E: true
        // Line ends of YAML 1.1, and the byte order mark.
        case 0x2028, 0x2029, 0xFEFF: false
        case 0xA0...0xD7FF, 0xE000...0xFFFD, 0x10000...0x10FFFF: true
        default: false
        }
    }

    private static func mayBegin(_ first: UInt8, _ bytes: [UInt8]) -> Bool {
        switch first {
        case UInt8(ascii: "-"):
            // `--flag` is fine, `- a` is a list and `---` a document.
            return bytes.count > 1 && bytes[1] != 0x20 && !bytes.starts(with: "---".utf8)
        case 0x20: return false
        default: return !Array("?:,[]{}#&*!|>'\"%@`=~".utf8).contains(first) && !bytes.starts(with: "...".utf8)
        }
    }

    private static func isWord(_ text: String) -> Bool {
        guard text.utf8.count <= 5 else { return false }
        switch text.lowercased() {
        case "<<", "y", "n", "yes", "no", "on", "off", "true", "false", "null", ".nan", ".inf", "+.inf", "-.inf":
            return true
        default: return false
        }
    }

    /// Whether any reader could take this for a number, a time or a date.
    private static func isLikeNumber(_ bytes: [UInt8]) -> Bool {
        var rest = bytes[...]
        if let first = rest.first, first == UInt8(ascii: "-") || first == UInt8(ascii: "+") { rest = rest.dropFirst() }
        guard let first = rest.first, isDigit(first) || first == UInt8(ascii: ".") else { return false }
        guard rest.contains(where: isDigit) else { return false }
        if rest.count > 1, first == UInt8(ascii: "0"), Array("xXoObB".utf8).contains(rest[rest.startIndex + 1]) {
            return true
        }
        // A date: four digits and a dash.
        if rest.count > 5, rest.prefix(4).allSatisfy(isDigit), rest[rest.startIndex + 4] == UInt8(ascii: "-") {
            return isDigit(rest[rest.startIndex + 5])
        }
        // Only digits and what may be between them. With two dots, as in versions and addresses, nobody sees a number,
        // unless colons make it a time.
        let dots = rest.count { $0 == UInt8(ascii: ".") }
        let colons = rest.contains(UInt8(ascii: ":"))
        return rest.allSatisfy { isDigit($0) || Array("._,:eE+-".utf8).contains($0) } && (dots < 2 || colons)
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }
}
