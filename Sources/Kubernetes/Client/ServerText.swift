/// Texts that a server wrote, made fit for a person's terminal.
enum ServerText {
    /// One line without control characters, cut where it is too long.
    static func clean(_ text: String, limit: Int = 2_000) -> String {
        var scalars = String.UnicodeScalarView()
        for scalar in text.unicodeScalars.prefix(limit) { scalars.append(isControl(scalar) ? " " : scalar) }
        let line = String(scalars)
        return text.unicodeScalars.count > limit ? line + " ..." : line
    }

    /// Several lines without other control characters.
    static func lines(_ bytes: [UInt8]) -> String {
        var scalars = String.UnicodeScalarView()
        for scalar in String(decoding: bytes, as: UTF8.self).unicodeScalars
        where scalar == "\n" || scalar == "\t" || !isControl(scalar) { scalars.append(scalar) }
        return String(scalars)
    }

    // C0, DEL, C1, and what turns the direction of writing round.
    private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0..<0x20, 0x7F..<0xA0, 0x200E, 0x200F, 0x2028...0x202E, 0x2066...0x2069: true
        default: false
        }
    }
}
