/// How much room text takes in a terminal, in columns.
public enum DisplayWidth {
    /// The columns a whole text takes; control characters count as one, as they are shown by ``printable(_:)``.
    public static func of(_ text: String) -> Int {
        text.unicodeScalars.reduce(0) { $0 + of($1) }
    }

    /// The columns one scalar takes: 0 for combining marks and joiners, 2 for wide East Asian letters and emoji, else 1.
    ///
    /// Follows Unicode Standard Annex 11 (East Asian Width) for blocks, not for single unassigned scalars.
    public static func of(_ scalar: Unicode.Scalar) -> Int {
        let number = scalar.value
        if number < 0x300 { return number == 0xAD ? 0 : 1 }
        switch scalar.properties.generalCategory {
        case .nonspacingMark, .enclosingMark, .format: return 0
        default: break
        }
        if (0x1160...0x11FF).contains(number) { return 0 }
        return isWide(number) || scalar.properties.isEmojiPresentation ? 2 : 1
    }

    /// The same text with every control character replaced by a visible stand-in.
    ///
    /// What a file or a server says may reach the terminal inside a message; an escape sequence in it must not.
    /// Line feeds stay when asked for; bidirectional overrides are replaced as well, because they reorder what is read.
    public static func printable(_ text: String, keepingLines: Bool = false) -> String {
        var result = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            if keepingLines, scalar == "\n" { result.append(scalar) } else { result.append(visible(scalar)) }
        }
        return String(result)
    }

    /// The scalar itself, or a visible stand-in for a control character or a bidirectional override.
    static func visible(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
        let replacement: Unicode.Scalar = "\u{FFFD}"
        switch scalar.value {
        case 0x00...0x1F: return Unicode.Scalar(0x2400 + scalar.value) ?? replacement
        case 0x7F: return "\u{2421}"
        case 0x80...0x9F, 0x2028...0x202E, 0x2066...0x2069: return replacement
        default: return scalar
        }
    }

    private static func isWide(_ number: UInt32) -> Bool {
        switch number {
        case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0x33FF, 0x3400...0x4DBF, 0x4E00...0x9FFF, 0xA000...0xA4CF,
            0xA960...0xA97F, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F, 0xFF00...0xFF60, 0xFFE0...0xFFE6,
            0x1F300...0x1F64F, 0x1F900...0x1F9FF, 0x20000...0x2FFFD, 0x30000...0x3FFFD:
            true
        default: false
        }
    }
}
