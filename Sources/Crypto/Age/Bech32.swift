/// Bech32 (BIP 173) without its limit of 90 characters, as age uses it.
enum Bech32 {
    private static let symbols = Array("qpzry9x8gf2tvdw0s3jn54khce6mua7l".utf8)
    private static let separator = UInt8(ascii: "1")
    private static let checksumLength = 6

    /// Writes in lower case.
    static func encode(prefix: [UInt8], data: [UInt8]) -> [UInt8] {
        var groups = regroup(data, from: 8, to: 5, pad: true) ?? []
        defer { SecretBytes.wipe(&groups) }
        var expanded = expand(prefix) + groups + [UInt8](repeating: 0, count: checksumLength)
        defer { SecretBytes.wipe(&expanded) }
        let sum = checksum(expanded) ^ 1
        let check = (0..<checksumLength).map { UInt8(truncatingIfNeeded: sum >> UInt32(5 * (5 - $0)) & 31) }
        return prefix + [separator] + (groups + check).map { symbols[Int($0)] }
    }

    /// Reads text that is all lower case or all upper case.
    ///
    /// - Returns: the prefix in lower case and the data, or nil when any rule is broken.
    static func decode(_ text: [UInt8]) -> (prefix: [UInt8], data: [UInt8])? {
        let hasLower = text.contains { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0) }
        let hasUpper = text.contains { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) }
        guard !(hasLower && hasUpper), text.allSatisfy({ (33...126).contains($0) }) else { return nil }
        var lower = hasUpper ? text.map { (65...90).contains($0) ? $0 + 32 : $0 } : text
        defer { SecretBytes.wipe(&lower) }
        guard let mark = lower.lastIndex(of: separator), mark > 0, lower.count - mark - 1 >= checksumLength else {
            return nil
        }
        var values: [UInt8] = []
        values.reserveCapacity(lower.count)
        defer { SecretBytes.wipe(&values) }
        for symbol in lower[(mark + 1)...] {
            guard let value = symbols.firstIndex(of: symbol) else { return nil }
            values.append(UInt8(value))
        }
        let prefix = Array(lower[..<mark])
        guard checksum(expand(prefix) + values) == 1 else { return nil }
        values.removeLast(checksumLength)
        guard let data = regroup(values, from: 5, to: 8, pad: false) else { return nil }
        return (prefix, data)
    }

    private static func expand(_ prefix: [UInt8]) -> [UInt8] {
        prefix.map { $0 >> 5 } + [0] + prefix.map { $0 & 31 }
    }

    /// The BCH code of BIP 173, with the generators given there.
    private static func checksum(_ values: [UInt8]) -> UInt32 {
        let generators: [UInt32] = [0x3b6a_57b2, 0x2650_8e6d, 0x1ea1_19fa, 0x3d42_33dd, 0x2a14_62b3]
        var sum: UInt32 = 1
        for value in values {
            let top = sum >> 25
            sum = (sum & 0x1ff_ffff) << 5 ^ UInt32(value)
            for (bit, generator) in generators.enumerated() where top >> UInt32(bit) & 1 == 1 { sum ^= generator }
        }
        return sum
    }

    /// Changes the width of groups of bits; nil when padding bits are set or a whole group is only padding.
    private static func regroup(_ groups: [UInt8], from: Int, to width: Int, pad: Bool) -> [UInt8]? {
        var result: [UInt8] = []
        result.reserveCapacity(groups.count * from / width + 1)
        var rest: UInt32 = 0
        var bits = 0
        for group in groups {
            rest = (rest << UInt32(from) | UInt32(group)) & 0xfff
            bits += from
            while bits >= width {
                bits -= width
                result.append(UInt8(truncatingIfNeeded: rest >> UInt32(bits) & (1 << UInt32(width) - 1)))
            }
        }
        let left = rest & (1 << UInt32(bits) - 1)
        if pad {
            if bits > 0 { result.append(UInt8(truncatingIfNeeded: left << UInt32(width - bits))) }
        } else if bits >= from || left != 0 {
            return nil
        }
        return result
    }
}
