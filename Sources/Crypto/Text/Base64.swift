/// Base64 text (RFC 4648), strict when read: no white space, no stray bits, padding exactly as asked for.
public enum Base64 {
    /// The two alphabets of RFC 4648.
    public enum Alphabet: Sendable, Hashable, CaseIterable {
        /// Section 4, with `+` and `/`.
        case standard
        /// Section 5, with `-` and `_`.
        case urlSafe

        fileprivate var symbols: [UInt8] { self == .standard ? Base64.standardSymbols : Base64.urlSafeSymbols }
        fileprivate var values: [UInt8] { self == .standard ? Base64.standardValues : Base64.urlSafeValues }
    }

    private static let common = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789".utf8)
    fileprivate static let standardSymbols = common + Array("+/".utf8)
    fileprivate static let urlSafeSymbols = common + Array("-_".utf8)
    fileprivate static let standardValues = table(of: standardSymbols)
    fileprivate static let urlSafeValues = table(of: urlSafeSymbols)
    private static let invalid: UInt8 = 255
    private static let pad = UInt8(ascii: "=")

    private static func table(of symbols: [UInt8]) -> [UInt8] {
        var values = [UInt8](repeating: invalid, count: 256)
        for (value, symbol) in symbols.enumerated() { values[Int(symbol)] = UInt8(value) }
        return values
    }

    /// Writes bytes as text.
    ///
    /// - Parameters:
    ///   - bytes: what to write.
    ///   - alphabet: which two symbols stand for 62 and 63.
    ///   - padded: whether `=` fills up the last group.
    /// - Returns: one line of text.
    public static func encode(_ bytes: [UInt8], alphabet: Alphabet = .standard, padded: Bool = true) -> String {
        String(decoding: symbols(of: bytes, alphabet: alphabet, padded: padded), as: UTF8.self)
    }

    /// Writes a secret as text that is still a secret, as the `data` of a Kubernetes Secret wants it.
    ///
    /// - Parameters:
    ///   - secret: what to write.
    ///   - alphabet: which two symbols stand for 62 and 63.
    ///   - padded: whether `=` fills up the last group.
    /// - Returns: the text as a secret.
    public static func encode(
        _ secret: SecretBytes, alphabet: Alphabet = .standard, padded: Bool = true
    ) -> SecretBytes {
        var text = secret.withBytes { symbols(of: $0, alphabet: alphabet, padded: padded) }
        return SecretBytes(wiping: &text)
    }

    /// Reads text.
    ///
    /// - Parameters:
    ///   - text: what to read.
    ///   - alphabet: which two symbols stand for 62 and 63.
    ///   - padded: whether the last group must be filled up with `=`; otherwise `=` is refused.
    /// - Returns: the bytes, or nil when the text is not the one canonical spelling of any bytes.
    public static func decode(_ text: String, alphabet: Alphabet = .standard, padded: Bool = true) -> [UInt8]? {
        decode(Array(text.utf8), alphabet: alphabet, padded: padded)
    }

    /// Reads text given as bytes.
    ///
    /// - Parameters:
    ///   - text: what to read.
    ///   - alphabet: which two symbols stand for 62 and 63.
    ///   - padded: whether the last group must be filled up with `=`; otherwise `=` is refused.
    /// - Returns: the bytes, or nil when the text is not the one canonical spelling of any bytes.
    public static func decode(_ text: [UInt8], alphabet: Alphabet = .standard, padded: Bool = true) -> [UInt8]? {
        var symbols = text[...]
        if padded {
            guard symbols.count % 4 == 0 else { return nil }
            if symbols.last == pad { symbols.removeLast() }
            if symbols.last == pad { symbols.removeLast() }
        }
        guard symbols.count % 4 != 1 else { return nil }
        let values = alphabet.values
        var bytes: [UInt8] = []
        bytes.reserveCapacity(symbols.count / 4 * 3 + 2)
        var group: UInt32 = 0
        var bits = 0
        for symbol in symbols {
            let value = values[Int(symbol)]
            guard value != invalid else { return nil }
            group = group << 6 | UInt32(value)
            bits += 6
            if bits >= 8 {
                bits -= 8
                bytes.append(UInt8(truncatingIfNeeded: group >> UInt32(bits)))
            }
        }
        // Left-over bits must be zero, or two texts would mean the same bytes (RFC 4648, section 3.5).
        guard group & (1 << UInt32(bits) - 1) == 0 else { return nil }
        return bytes
    }

    static func symbols(of bytes: [UInt8], alphabet: Alphabet, padded: Bool) -> [UInt8] {
        let symbols = alphabet.symbols
        var text: [UInt8] = []
        text.reserveCapacity((bytes.count + 2) / 3 * 4)
        var group: UInt32 = 0
        var bits = 0
        for byte in bytes {
            group = group << 8 | UInt32(byte)
            bits += 8
            while bits >= 6 {
                bits -= 6
                text.append(symbols[Int(group >> UInt32(bits) & 63)])
            }
        }
        if bits > 0 { text.append(symbols[Int(group << UInt32(6 - bits) & 63)]) }
        while padded, text.count % 4 != 0 { text.append(pad) }
        return text
    }
}
