/// Input that has been checked for length and encoding, and knows the place of every byte.
struct SourceText {
    /// The text without byte order mark.
    let bytes: [UInt8]
    let file: String
    let firstLine: Int

    init(_ bytes: [UInt8], file: String, firstLine: Int, limits: YAML.Limits) throws(SyntaxError) {
        let start = Place(file: file, line: firstLine, column: 1)
        guard bytes.count <= limits.bytes else {
            throw SyntaxError(
                message: "the file has \(bytes.count) bytes, more than the \(limits.bytes) that are accepted",
                place: start)
        }
        let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
        self.bytes = bytes.starts(with: mark) ? Array(bytes.dropFirst(mark.count)) : bytes
        self.file = file
        self.firstLine = firstLine
        if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) {
            throw SyntaxError(
                message: "the file is UTF-16 text, expected UTF-8", place: start, hint: "save it in the encoding UTF-8")
        }
    }

    /// Refuses what is no text: NUL bytes and invalid UTF-8.
    func refuseBinary() throws(SyntaxError) {
        if let position = bytes.firstIndex(of: 0) {
            throw SyntaxError(
                message: "the file is not text: it holds a NUL byte", place: place(ofByte: position),
                hint: "give a text file in the encoding UTF-8")
        }
        if let position = Self.firstInvalidByte(bytes) {
            let byte = String(bytes[position], radix: 16, uppercase: true)
            throw SyntaxError(
                message: "the file is not valid UTF-8 text: byte 0x\(byte) does not belong here",
                place: place(ofByte: position), hint: "save it in the encoding UTF-8")
        }
    }

    /// The place of a byte; a byte beyond the end is at the end.
    ///
    /// Lines end with LF, CRLF or CR. This walks the text from its start, so it is for errors only.
    func place(ofByte position: Int) -> Place {
        var line = firstLine
        var column = 1
        var index = 0
        let end = min(position, bytes.count)
        while index < end {
            switch bytes[index] {
            case 0x0A:
                line += 1
                column = 1
            case 0x0D where index + 1 >= bytes.count || bytes[index + 1] != 0x0A:
                line += 1
                column = 1
            case 0x80...0xBF: break
            default: column += 1
            }
            index += 1
        }
        return Place(file: file, line: line, column: column)
    }

    /// The position of the first byte that is not part of well-formed UTF-8 (Unicode, table 3-7), if there is one.
    static func firstInvalidByte(_ bytes: [UInt8]) -> Int? {
        bytes.withUnsafeBufferPointer { bytes in
            var index = 0
            while index < bytes.count {
                let lead = bytes[index]
                if lead < 0x80 {
                    index += 1
                    continue
                }
                var second: ClosedRange<UInt8> = 0x80...0xBF
                let length: Int
                switch lead {
                case 0xC2...0xDF: length = 2
                case 0xE0: (length, second) = (3, 0xA0...0xBF)
                case 0xED: (length, second) = (3, 0x80...0x9F)
                case 0xE1...0xEF: length = 3
                case 0xF0: (length, second) = (4, 0x90...0xBF)
                case 0xF1...0xF3: length = 4
                case 0xF4: (length, second) = (4, 0x80...0x8F)
                default: return index
                }
                guard index + length <= bytes.count, second.contains(bytes[index + 1]) else { return index }
                for offset in 2..<max(length, 2) where bytes[index + offset] & 0xC0 != 0x80 { return index }
                index += length
            }
            return nil
        }
    }
}
