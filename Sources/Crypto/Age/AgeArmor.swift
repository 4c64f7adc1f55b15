/// The text form of an age file: strict PEM (RFC 7468, figure 3).
enum AgeArmor {
    private static let label = "AGE ENCRYPTED FILE"
    private static let begin = Array("-----BEGIN \(label)-----".utf8)
    private static let end = Array("-----END \(label)-----".utf8)
    private static let lineLength = 64

    static func write(_ file: [UInt8]) -> [UInt8] {
        Array(PEMBlock.write(label: label, bytes: file).utf8)
    }

    /// The binary file in an armored one; nil when the file does not begin as an armored one does.
    static func read(_ text: [UInt8]) throws(AgeError) -> [UInt8]? {
        let start = text.drop(while: isWhiteSpace)
        guard start.starts(with: begin) else {
            // A cut within the first line is told apart from a foreign file.
            if start.count >= 5, begin.starts(with: start) { throw .truncated }
            return nil
        }
        var rest = start.dropFirst(begin.count)
        try dropLineEnd(&rest)
        var symbols: [UInt8] = []
        symbols.reserveCapacity(rest.count)
        var sawShortLine = false
        while !rest.starts(with: end) {
            guard let feed = rest.firstIndex(of: 0x0A) else { throw .truncated }
            var line = rest[..<feed]
            if line.last == 0x0D { line.removeLast() }
            guard !line.isEmpty, line.count <= lineLength, !sawShortLine else {
                throw .armorBroken("every line but the last has \(lineLength) symbols, and none is empty")
            }
            sawShortLine = line.count < lineLength
            symbols += line
            rest = rest[(feed + 1)...]
        }
        guard rest.dropFirst(end.count).allSatisfy(isWhiteSpace) else {
            throw .armorBroken("something follows its last line")
        }
        guard let file = Base64.decode(symbols) else { throw .armorBroken("it is not canonical base64") }
        return file
    }

    private static func dropLineEnd(_ rest: inout ArraySlice<UInt8>) throws(AgeError) {
        guard !rest.isEmpty else { throw .truncated }
        if rest.first == 0x0D { rest.removeFirst() }
        guard rest.first == 0x0A else { throw .armorBroken("something follows its first line") }
        rest.removeFirst()
    }

    private static func isWhiteSpace(_ byte: UInt8) -> Bool {
        byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D
    }
}
