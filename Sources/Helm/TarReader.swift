extension Tar {
    /// Reads the regular files of an archive.
    ///
    /// - Parameters:
    ///   - bytes: the archive, not compressed.
    ///   - isWanted: whether a path's content is to be kept.
    /// - Returns: the files, nil when the archive is damaged.
    static func read(_ bytes: [UInt8], where isWanted: (String) -> Bool) -> [Entry]? {
        var entries: [Entry] = []
        var offset = 0
        var longName: String?
        while offset + block <= bytes.count {
            let header = bytes[offset..<(offset + block)]
            offset += block
            if header.allSatisfy({ $0 == 0 }) { return entries }
            guard checksumHolds(header), let size = number(field(header, 124, 12)), size <= bytes.count - offset else {
                return nil
            }
            let content = bytes[offset..<(offset + size)]
            offset += size + padding(size)
            switch field(header, 156, 1).first {
            case UInt8(ascii: "L"):
                longName = text(content.prefix { $0 != 0 })
            case UInt8(ascii: "x"):
                longName = paxPath(content) ?? longName
            case UInt8(ascii: "0"), 0:
                let path = longName ?? headerPath(header)
                longName = nil
                if isWanted(path) { entries.append(Entry(path: path, bytes: Array(content))) }
            case UInt8(ascii: "g"):
                continue
            default:
                longName = nil
            }
        }
        // Some writers leave the two empty blocks at the end out.
        return offset >= bytes.count ? entries : nil
    }

    private static func field(_ header: ArraySlice<UInt8>, _ offset: Int, _ length: Int) -> ArraySlice<UInt8> {
        header[(header.startIndex + offset)..<(header.startIndex + offset + length)]
    }

    private static func headerPath(_ header: ArraySlice<UInt8>) -> String {
        let name = text(field(header, 0, 100).prefix { $0 != 0 })
        // GNU tar's own format ends the word otherwise and has times where the prefix would be.
        guard field(header, 257, 6).elementsEqual("ustar\0".utf8) else { return name }
        let prefix = text(field(header, 345, 155).prefix { $0 != 0 })
        return prefix.isEmpty ? name : "\(prefix)/\(name)"
    }

    private static func checksumHolds(_ header: ArraySlice<UInt8>) -> Bool {
        let sum = field(header, 148, 8)
        let total = header.enumerated().reduce(0) { $0 + ((148..<156).contains($1.offset) ? 0x20 : Int($1.element)) }
        return number(sum) == total
    }

    private static func number(_ bytes: ArraySlice<UInt8>) -> Int? {
        let digits = bytes.drop { $0 == 0x20 }.prefix { $0 >= 0x30 && $0 <= 0x37 }
        return Int(text(digits), radix: 8)
    }

    /// The path among the records `LENGTH KEY=VALUE` of a pax header.
    private static func paxPath(_ content: ArraySlice<UInt8>) -> String? {
        var rest = content
        var path: String?
        while let space = rest.firstIndex(of: 0x20), let length = Int(text(rest[..<space])),
            length > space - rest.startIndex,
            length <= rest.count
        {
            let record = rest[(space + 1)..<(rest.startIndex + length)]
            rest = rest.dropFirst(length)
            if record.starts(with: "path=".utf8) { path = text(record.dropFirst(5).prefix { $0 != 0x0A }) }
        }
        return path
    }

    private static func text(_ bytes: ArraySlice<UInt8>) -> String { String(decoding: bytes, as: UTF8.self) }
}
