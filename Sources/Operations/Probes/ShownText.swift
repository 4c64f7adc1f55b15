/// Text of others, made fit to be shown: one line, no control characters, not too long.
enum ShownText {
    /// Cleans a text.
    ///
    /// - Parameters:
    ///   - text: any text.
    ///   - limit: the most scalars of it.
    static func clean(_ text: String, limit: Int = 300) -> String {
        var scalars = String.UnicodeScalarView()
        var isSpace = true
        var count = 0
        for scalar in text.unicodeScalars {
            let blank = scalar == " " || isControl(scalar)
            if blank && isSpace { continue }
            guard count < limit else { return String(scalars) + " ..." }
            scalars.append(blank ? " " : scalar)
            isSpace = blank
            count += 1
        }
        return String(scalars)
    }

    /// Cleans the start of a body.
    static func clean(_ bytes: [UInt8], limit: Int = 300) -> String {
        clean(String(decoding: bytes.prefix(limit * 4), as: UTF8.self), limit: limit)
    }

    /// C0, DEL, C1, line separators, what turns the direction of writing round, and what XML 1.0 has no place for.
    static func isControl(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0..<0x20, 0x7F..<0xA0, 0x200E, 0x200F, 0x2028...0x202E, 0x2066...0x2069, 0xFFFE, 0xFFFF: true
        default: false
        }
    }
}
