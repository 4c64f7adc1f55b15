/// Text in HTML, SVG and XML.
enum Markup {
    /// Text as content or inside of a quoted attribute; also valid XML, which allows no control characters.
    static func escaped(_ text: String) -> String {
        var result = ""
        result.reserveCapacity(text.utf8.count)
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            case "'": result += "&#39;"
            case "\n", "\t": result.unicodeScalars.append(scalar)
            default:
                // Bidirectional overrides would show another text than the one that is there.
                let hidden =
                    scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value)
                    || (0x202A...0x202E).contains(scalar.value)
                    || (0x2066...0x2069).contains(scalar.value) || scalar.value & 0xFFFE == 0xFFFE
                result.unicodeScalars.append(hidden ? "\u{FFFD}" : scalar)
            }
        }
        return result
    }

    /// An attribute's value that is an address, or nil if it is none that a browser may follow.
    static func link(_ text: String) -> String? {
        text.hasPrefix("https://") || text.hasPrefix("http://") ? escaped(text) : nil
    }
}
