/// The part of the tar format that charts are packed in: regular files, POSIX.1-1988 "ustar" headers; reading also
/// knows the long names of POSIX.1-2001 ("pax") and of GNU tar.
enum Tar {
    struct Entry: Equatable {
        var path: String
        var bytes: [UInt8]
    }

    static let block = 512

    /// Writes files with mode 0644, no owner and no time, so that the same files give the same bytes.
    ///
    /// - Throws: ``HelmFailure/Kind/chartInvalid`` for a path that does not fit into a header.
    static func write(_ entries: [Entry]) throws(HelmFailure) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(entries.reduce(2 * block) { $0 + $1.bytes.count + 2 * block })
        for entry in entries {
            result += try header(entry)
            result += entry.bytes
            result += [UInt8](repeating: 0, count: padding(entry.bytes.count))
        }
        return result + [UInt8](repeating: 0, count: 2 * block)
    }

    /// The bytes between a content and the next header.
    static func padding(_ count: Int) -> Int { (block - count % block) % block }

    private static func header(_ entry: Entry) throws(HelmFailure) -> [UInt8] {
        guard let (prefix, name) = split(Array(entry.path.utf8)) else {
            throw HelmFailure(.chartInvalid, "the path \(entry.path) is too long for a chart archive")
        }
        var header = [UInt8](repeating: 0, count: block)
        func put(_ bytes: some Sequence<UInt8>, at offset: Int) {
            for (index, byte) in bytes.enumerated() { header[offset + index] = byte }
        }
        put(name, at: 0)
        put(octal(0o644, digits: 7), at: 100)
        put(octal(0, digits: 7), at: 108)
        put(octal(0, digits: 7), at: 116)
        put(octal(entry.bytes.count, digits: 11), at: 124)
        put(octal(0, digits: 11), at: 136)
        header[156] = UInt8(ascii: "0")
        put("ustar".utf8, at: 257)
        put("00".utf8, at: 263)
        put(prefix, at: 345)
        // The checksum is taken with its own field full of spaces.
        put([UInt8](repeating: 0x20, count: 8), at: 148)
        let sum = header.reduce(0) { $0 + Int($1) }
        put(octal(sum, digits: 6), at: 148)
        header[154] = 0
        return header
    }

    private static func octal(_ number: Int, digits: Int) -> [UInt8] {
        let text = String(number, radix: 8)
        return Array((String(repeating: "0", count: max(0, digits - text.utf8.count)) + text).utf8)
    }

    /// Cuts a path at a slash into at most 155 and 100 bytes.
    private static func split(_ path: [UInt8]) -> (prefix: ArraySlice<UInt8>, name: ArraySlice<UInt8>)? {
        if path.count <= 100 { return ([], path[...]) }
        for index in path.indices where path[index] == UInt8(ascii: "/") {
            let name = path[(index + 1)...]
            if index <= 155, !name.isEmpty, name.count <= 100 { return (path[..<index], name) }
        }
        return nil
    }
}
