/// The bytes that a format scanner walks over.
typealias Bytes = ArraySlice<UInt8>

/// Small steps that the format scanners share.
enum Scan {
    static func isDigits(_ bytes: some Collection<UInt8>) -> Bool {
        !bytes.isEmpty && bytes.allSatisfy(\.isDigit)
    }

    /// Digits without a leading zero, except zero itself.
    static func isPlainNumber(_ bytes: some Collection<UInt8>) -> Bool {
        isDigits(bytes) && (bytes.count == 1 || bytes.first != UInt8(ascii: "0"))
    }

    static func isInteger(_ bytes: [UInt8]) -> Bool {
        let digits = bytes.first == UInt8(ascii: "-") ? bytes.dropFirst() : bytes[...]
        return isPlainNumber(digits) && digits.count <= 18
    }

    static func isDecimal(_ bytes: [UInt8]) -> Bool {
        let digits = bytes.first == UInt8(ascii: "-") ? bytes.dropFirst() : bytes[...]
        let parts = split(digits, "." as Unicode.Scalar)
        return parts.count == 2 && isPlainNumber(parts[0]) && isDigits(parts[1])
    }

    /// The number, if there are only digits and it is no larger than the limit.
    static func number(_ bytes: Bytes, upTo limit: Int) -> Int? {
        guard isDigits(bytes) else { return nil }
        var value = 0
        for byte in bytes {
            value = value * 10 + Int(byte - UInt8(ascii: "0"))
            if value > limit { return nil }
        }
        return value
    }

    /// The parts between separators, empty ones too.
    static func split(_ bytes: Bytes, _ separator: Unicode.Scalar) -> [Bytes] {
        bytes.split(separator: UInt8(ascii: separator), omittingEmptySubsequences: false)
    }

    /// What stands before and after the first separator.
    static func cut(_ bytes: Bytes, _ separator: Unicode.Scalar) -> (before: Bytes, after: Bytes)? {
        guard let index = bytes.firstIndex(of: UInt8(ascii: separator)) else { return nil }
        return (bytes[..<index], bytes[(index + 1)...])
    }

    /// What follows the prefix, if it is there.
    static func after(_ prefix: String, in bytes: Bytes) -> Bytes? {
        bytes.starts(with: prefix.utf8) ? bytes.dropFirst(prefix.utf8.count) : nil
    }
}

extension UInt8 {
    var isDigit: Bool { self >= 0x30 && self <= 0x39 }
    var isLower: Bool { self >= 0x61 && self <= 0x7A }
    var isUpper: Bool { self >= 0x41 && self <= 0x5A }
    var isLowerOrDigit: Bool { isLower || isDigit }
    var isLetter: Bool { isLower || isUpper }
    var isLetterOrDigit: Bool { isLetter || isDigit }
    var isLowerHex: Bool { isDigit || (self >= 0x61 && self <= 0x66) }
    var isHex: Bool { isLowerHex || (self >= 0x41 && self <= 0x46) }

    /// Whether the byte is one of the characters.
    func isAmong(_ characters: String) -> Bool { characters.utf8.contains(self) }
}
