/// The first block of a text in PEM (RFC 7468): a label and the bytes between its two lines.
struct PEMBlock {
    let label: String
    let bytes: [UInt8]

    enum Failure: Error {
        case noBlock
        case broken(label: String)
    }

    /// Reads the first block. Text before it and after it is allowed (RFC 7468, section 2); inside, only base64 lines.
    static func first(in text: [UInt8]) throws(Failure) -> PEMBlock {
        var label: String?
        var body: [UInt8] = []
        for line in text.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
            var line = line
            while let last = line.last, last == 0x0D || last == 0x20 || last == 0x09 { line.removeLast() }
            guard let current = label else {
                label = boundary(line, "BEGIN")
                continue
            }
            if let end = boundary(line, "END") {
                guard end.utf8.elementsEqual(current.utf8), !body.isEmpty, let bytes = Base64.decode(body) else {
                    throw .broken(label: current)
                }
                return PEMBlock(label: current, bytes: bytes)
            }
            body += line
        }
        if let label { throw .broken(label: label) }
        throw .noBlock
    }

    /// Writes one block with lines of 64 symbols.
    static func write(label: String, bytes: [UInt8]) -> String {
        let symbols = Base64.symbols(of: bytes, alphabet: .standard, padded: true)
        var text = "-----BEGIN \(label)-----\n"
        for start in stride(from: 0, to: symbols.count, by: 64) {
            text += String(decoding: symbols[start..<min(start + 64, symbols.count)], as: UTF8.self) + "\n"
        }
        return text + "-----END \(label)-----\n"
    }

    private static func boundary(_ line: ArraySlice<UInt8>, _ word: String) -> String? {
        let start = Array("-----\(word) ".utf8)
        let end = Array("-----".utf8)
        guard line.count > start.count + end.count, line.starts(with: start), line.suffix(end.count) == end[...] else {
            return nil
        }
        let label = line.dropFirst(start.count).dropLast(end.count)
        guard label.count <= 64, label.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }) else { return nil }
        return String(decoding: label, as: UTF8.self)
    }
}
