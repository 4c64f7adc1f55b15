import Crypto

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
        case .base64: Array(Base64.encode(bytes).utf8)
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
}
