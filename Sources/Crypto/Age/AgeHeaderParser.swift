/// Reads the header of an age file by the grammar of the specification (C2SP, age.md, "Header").
struct AgeHeaderParser {
    private let bytes: [UInt8]
    private let limits: AgeLimits
    private var position = 0

    /// Reads a header.
    ///
    /// - Returns: the header and the offset of the first byte after it.
    static func parse(_ bytes: [UInt8], limits: AgeLimits) throws(AgeError) -> (header: AgeHeader, end: Int) {
        var parser = AgeHeaderParser(bytes: bytes, limits: limits)
        return (try parser.header(), parser.position)
    }

    private init(bytes: [UInt8], limits: AgeLimits) {
        self.bytes = bytes
        self.limits = limits
    }

    private mutating func header() throws(AgeError) -> AgeHeader {
        try version()
        var stanzas: [AgeHeader.Stanza] = []
        while true {
            let start = position
            let line = try line()
            if line.starts(with: Array("-> ".utf8)) {
                guard stanzas.count < limits.recipients else {
                    throw .tooLarge("the age file has more than \(limits.recipients) recipients")
                }
                stanzas.append(AgeHeader.Stanza(arguments: try arguments(line.dropFirst(3)), body: try body()))
            } else if line.starts(with: Array("--- ".utf8)) {
                guard !stanzas.isEmpty else { throw .headerBroken("it has no recipient") }
                guard let code = Base64.decode(Array(line.dropFirst(4)), padded: false), code.count == 32 else {
                    throw .headerBroken("its code is not 32 bytes in base64")
                }
                return AgeHeader(stanzas: stanzas, covered: Array(bytes[..<(start + 3)]), code: code)
            } else {
                throw .headerBroken("a line begins with neither \"-> \" nor \"--- \"")
            }
        }
    }

    private mutating func version() throws(AgeError) {
        let expected = AgeHeader.versionLine
        let start = Array(bytes.prefix(expected.count))
        if start == expected {
            position = expected.count
        } else if !start.isEmpty, expected.starts(with: start) {
            throw .truncated
        } else if start.starts(with: Array("age-encryption.org/".utf8)) {
            throw .headerBroken("its version is not v1")
        } else {
            throw .notAge
        }
    }

    /// The next line without its line feed.
    private mutating func line() throws(AgeError) -> ArraySlice<UInt8> {
        let end = min(bytes.count, limits.headerBytes)
        guard position < end, let feed = bytes[position..<end].firstIndex(of: 0x0A) else {
            if bytes.count > limits.headerBytes {
                throw .tooLarge("the header of the age file is larger than \(limits.headerBytes) bytes")
            }
            throw .truncated
        }
        defer { position = feed + 1 }
        return bytes[position..<feed]
    }

    private func arguments(_ text: ArraySlice<UInt8>) throws(AgeError) -> [[UInt8]] {
        let arguments = text.split(separator: 0x20, omittingEmptySubsequences: false).map(Array.init)
        guard arguments.allSatisfy({ !$0.isEmpty && $0.allSatisfy { byte in (0x21...0x7E).contains(byte) } }) else {
            throw .headerBroken("a recipient line has an empty or unprintable argument")
        }
        return arguments
    }

    private mutating func body() throws(AgeError) -> [UInt8] {
        var symbols: [UInt8] = []
        while true {
            let line = try line()
            guard line.count <= 64 else { throw .headerBroken("a recipient has a line of more than 64 symbols") }
            symbols += line
            if line.count < 64 { break }
        }
        guard let body = Base64.decode(symbols, padded: false) else {
            throw .headerBroken("the body of a recipient is not canonical base64")
        }
        return body
    }
}
