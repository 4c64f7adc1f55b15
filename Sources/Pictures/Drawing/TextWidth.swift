import Diagnostics

/// An estimate of how wide text is in a proportional sans-serif font. Fonts differ, so it errs on the wide side.
enum TextWidth {
    /// The width in pixels.
    static func of(_ text: String, size: Int, bold: Bool = false) -> Int {
        (text.unicodeScalars.reduce(0) { $0 + permille($1) } * size * (bold ? 112 : 100) / 100 + 999) / 1000
    }

    /// The text, shortened with an ellipsis until it fits.
    static func fitted(_ text: String, size: Int, bold: Bool = false, width: Int) -> String {
        guard of(text, size: size, bold: bold) > width else { return text }
        var kept = Substring(text)
        while !kept.isEmpty, of(String(kept) + "…", size: size, bold: bold) > width { kept = kept.dropLast() }
        return kept + "…"
    }

    private static func permille(_ scalar: Unicode.Scalar) -> Int {
        switch scalar {
        case "i", "j", "l", ".", ",", ":", "'", "|", "I": 300
        case "f", "t", "r", " ", "-", "(", ")", "/": 390
        case "m", "w", "M", "W", "@", "%": 900
        case "A"..."Z": 720
        default: scalar.value < 0x80 ? 590 : 620 * DisplayWidth.of(scalar)
        }
    }
}
