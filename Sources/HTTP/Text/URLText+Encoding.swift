extension URLText {
    /// Encodes a text as one segment of a path: everything but unreserved letters (RFC 3986 section 2.3) becomes `%XX`.
    ///
    /// A segment `.` or `..` cannot be said in a URL, not even encoded (WHATWG URL, "double-dot path segment");
    /// whoever takes segments from outside must refuse these.
    ///
    /// - Parameter text: the segment.
    public static func encodeSegment(_ text: String) -> String { encode(text) }

    /// Encodes the parts of a query, `name=value` joined by `&`.
    ///
    /// - Parameter parts: names and values in order.
    /// - Returns: the query without `?`; empty for no parts.
    public static func encodeQuery(_ parts: [(name: String, value: String)]) -> String {
        parts.map { "\(encode($0.name))=\(encode($0.value))" }.joined(separator: "&")
    }

    private static func encode(_ text: String) -> String {
        let digits = Array("0123456789ABCDEF".utf8)
        var result: [UInt8] = []
        result.reserveCapacity(text.utf8.count)
        for byte in text.utf8 {
            if Authority.isNameByte(byte) || byte == 0x7E {
                result.append(byte)
            } else {
                result += [0x25, digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        return String(decoding: result, as: UTF8.self)
    }
}
