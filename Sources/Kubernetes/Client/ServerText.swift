/// Texts that a server wrote, made fit for a person's terminal.
enum ServerText {
    /// One line without control characters. What is too long is cut in the middle: a server's sentence says at its end what is wrong, behind the
    /// whole of the value that it does not like.
    static func clean(_ text: String, limit: Int = 2_000) -> String {
        let all = text.unicodeScalars
        guard all.count > limit else { return line(all) }
        return line(all.prefix(limit - limit / 2)) + " ... " + line(all.suffix(limit / 2))
    }

    private static func line(_ text: some Sequence<Unicode.Scalar>) -> String {
        var scalars = String.UnicodeScalarView()
        for scalar in text { scalars.append(isControl(scalar) ? " " : scalar) }
        return String(scalars)
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
