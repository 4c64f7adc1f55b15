/// How values are written into composed text.
public enum Encodings {
    /// Encodes a text.
    ///
    /// - Parameters:
    ///   - text: the text.
    ///   - encoding: `plain` leaves it; `url` percent-encodes all but the unreserved characters of RFC 3986; `base64` is RFC 4648.
    public static func encode(_ text: String, _ encoding: ReferenceText.Encoding) -> String {
        String(decoding: encode(Array(text.utf8), encoding), as: UTF8.self)
    }

    /// Encodes bytes.
    ///
    /// - Parameters:
    ///   - bytes: the bytes.
    ///   - encoding: how.
    public static func encode(_ bytes: [UInt8], _ encoding: ReferenceText.Encoding) -> [UInt8] {
        switch encoding {
        case .plain: bytes
        case .url: bytes.flatMap { isUnreserved($0) ? [$0] : [UInt8(ascii: "%")] + hex($0) }
        case .base64: base64(bytes)
        }
    }

    private static func isUnreserved(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: [UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "~")].contains(byte)
        }
    }

    private static func hex(_ byte: UInt8) -> [UInt8] {
        let digits = Array("0123456789ABCDEF".utf8)
        return [digits[Int(byte >> 4)], digits[Int(byte & 15)]]
    }

    private static func base64(_ bytes: [UInt8]) -> [UInt8] {
        let digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
        var out: [UInt8] = []
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let chunk = Array(bytes[start..<min(start + 3, bytes.count)])
            let word =
                (UInt32(chunk[0]) << 16) | (chunk.count > 1 ? UInt32(chunk[1]) << 8 : 0)
                | (chunk.count > 2 ? UInt32(chunk[2]) : 0)
            for position in 0..<4 {
                out.append(
                    position <= chunk.count
                        ? digits[Int((word >> (18 - 6 * UInt32(position))) & 63)] : UInt8(ascii: "="))
            }
        }
        return out
    }
}
