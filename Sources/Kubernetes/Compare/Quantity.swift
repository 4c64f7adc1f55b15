/// An amount of something as the API writes it (API reference: `Quantity`): `500m`, `0.5`, `1Gi`, `1e3`.
struct Quantity: Equatable, Comparable {
    /// The amount in billionths, the finest the API keeps.
    let nano: Int128

    /// Reads an amount; nil when the text is none or is beyond what is compared here.
    init?(_ text: String) {
        var bytes = Array(text.utf8)[...]
        guard !bytes.isEmpty, bytes.count <= 64 else { return nil }
        var isNegative = false
        if let first = bytes.first, first == UInt8(ascii: "-") || first == UInt8(ascii: "+") {
            isNegative = first == UInt8(ascii: "-")
            bytes = bytes.dropFirst()
        }
        var digits: Int128 = 0
        var (places, seen, isFraction) = (0, 0, false)
        while let byte = bytes.first {
            if byte == UInt8(ascii: "."), !isFraction {
                isFraction = true
            } else if (0x30...0x39).contains(byte) {
                guard let next = Self.product(digits, 10) else { return nil }
                digits = next + Int128(byte - 0x30)
                seen += 1
                if isFraction { places += 1 }
            } else {
                break
            }
            bytes = bytes.dropFirst()
        }
        guard seen > 0, let scale = Self.scale(String(decoding: bytes, as: UTF8.self)) else { return nil }
        guard var value = Self.product(digits, scale.factor) else { return nil }
        let power = 9 + scale.power - places
        for _ in 0..<max(power, 0) {
            guard let next = Self.product(value, 10) else { return nil }
            value = next
        }
        // The API rounds away from zero what is finer than it keeps.
        for _ in 0..<max(-power, 0) { value = value / 10 + (value % 10 == 0 ? 0 : 1) }
        nano = isNegative ? -value : value
    }

    static func < (left: Quantity, right: Quantity) -> Bool { left.nano < right.nano }

    private static func product(_ value: Int128, _ factor: Int128) -> Int128? {
        let (result, overflow) = value.multipliedReportingOverflow(by: factor)
        // Room is kept for one more digit.
        return overflow || result > Int128.max / 16 ? nil : result
    }

    private static func scale(_ suffix: String) -> (factor: Int128, power: Int)? {
        switch suffix {
        case "": (1, 0)
        case "n": (1, -9)
        case "u": (1, -6)
        case "m": (1, -3)
        case "k": (1, 3)
        case "M": (1, 6)
        case "G": (1, 9)
        case "T": (1, 12)
        case "P": (1, 15)
        case "E": (1, 18)
        case "Ki": (1 << 10, 0)
        case "Mi": (1 << 20, 0)
        case "Gi": (1 << 30, 0)
        case "Ti": (1 << 40, 0)
        case "Pi": (1 << 50, 0)
        case "Ei": (1 << 60, 0)
        default:
            if let first = suffix.first, first == "e" || first == "E", let power = Int(suffix.dropFirst()),
                (-40...40).contains(power)
            {
                (1, power)
            } else {
                nil
            }
        }
    }
}
