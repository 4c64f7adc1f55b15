/// As much XML as S3 services answer with: elements without attributes that matter, in which either elements or a text stands
/// (Amazon S3 API Reference, response syntax). Anything else gives nothing, never a trap.
enum XMLScan {
    /// What stands between the tags of each element of a name, in order. Elements of that name must not hold each other.
    ///
    /// - Parameters:
    ///   - name: the name.
    ///   - bytes: the text.
    static func elements(_ name: String, in bytes: ArraySlice<UInt8>) -> [ArraySlice<UInt8>] {
        let opening = Array("<\(name)".utf8)
        let closing = Array("</\(name)>".utf8)
        var found: [ArraySlice<UInt8>] = []
        var rest = bytes
        while let start = position(of: opening, in: rest) {
            let after = start + opening.count
            guard let end = bytes[after...].firstIndex(of: UInt8(ascii: ">")) else { return found }
            rest = bytes[(end + 1)...]
            // A longer name begins the same way; an element that is closed at once holds nothing.
            guard after == end || bytes[after] == 0x20 || bytes[after] == UInt8(ascii: "/") else { continue }
            if bytes[end - 1] == UInt8(ascii: "/") {
                found.append(rest[..<rest.startIndex])
                continue
            }
            guard let stop = position(of: closing, in: rest) else { return found }
            found.append(rest[..<stop])
            rest = rest[(stop + closing.count)...]
        }
        return found
    }

    /// The text of the first element of a name; nil without one.
    ///
    /// - Parameters: as of ``elements(_:in:)``.
    static func text(_ name: String, in bytes: ArraySlice<UInt8>) -> String? {
        elements(name, in: bytes).first.map { String(decoding: unescaped($0), as: UTF8.self) }
    }

    /// Bytes without the five entities that XML itself has, and numbers of characters.
    private static func unescaped(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
        var result: [UInt8] = []
        var rest = bytes
        while let ampersand = rest.firstIndex(of: UInt8(ascii: "&")) {
            result += rest[..<ampersand]
            rest = rest[(ampersand + 1)...]
            guard let end = rest.prefix(12).firstIndex(of: UInt8(ascii: ";")),
                let character = character(String(decoding: rest[..<end], as: UTF8.self))
            else {
                result.append(UInt8(ascii: "&"))
                continue
            }
            result += Array(String(character).utf8)
            rest = rest[(end + 1)...]
        }
        return result + rest
    }

    private static func character(_ name: String) -> Unicode.Scalar? {
        switch name {
        case "amp": return "&"
        case "lt": return "<"
        case "gt": return ">"
        case "quot": return "\""
        case "apos": return "'"
        default:
            guard name.hasPrefix("#") else { return nil }
            let digits = name.dropFirst()
            return (digits.first == "x" ? UInt32(digits.dropFirst(), radix: 16) : UInt32(digits)).flatMap(
                Unicode.Scalar.init)
        }
    }

    private static func position(of needle: [UInt8], in bytes: ArraySlice<UInt8>) -> Int? {
        guard let first = needle.first else { return nil }
        var rest = bytes
        while let start = rest.firstIndex(of: first) {
            if bytes[start..<bytes.endIndex].starts(with: needle) { return start }
            rest = rest[(start + 1)...]
        }
        return nil
    }
}
