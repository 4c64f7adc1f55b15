/// Collects the head of an answer line by line and keeps the final one: 1xx answers, and what a proxy says, go by.
struct ResponseHead {
    private(set) var status = 0
    private(set) var headers: [(name: String, value: String)] = []
    /// Whether the empty line after the final head has come.
    private(set) var isComplete = false
    private var byteCount = 0

    /// The most bytes of all heads together, of 1xx answers and trailers too.
    static let byteLimit = 256 << 10
    /// The most fields of one head.
    static let fieldLimit = 1000

    /// Takes a line.
    ///
    /// - Parameter line: the line with its end.
    /// - Throws: `HTTPFailure` of the kind `answer`.
    mutating func take(_ line: some Collection<UInt8>) throws {
        byteCount += line.count
        guard byteCount <= ResponseHead.byteLimit else {
            throw HTTPFailure(.answer, "the head of the answer is longer than \(ResponseHead.byteLimit >> 10) KiB")
        }
        // What comes after the final head are trailers, which nobody here needs.
        guard !isComplete else { return }
        let text = ResponseHead.trimmed(line)
        if text.isEmpty {
            guard status != 0 else { throw HTTPFailure(.answer, "the answer has no status line") }
            isComplete = status >= 200 || status == 101
        } else if text.starts(with: "HTTP/".utf8) {
            try start(text)
        } else if let first = line.first, first == 0x20 || first == 0x09 {
            // A folded line (RFC 9112 section 5.2) continues the field before.
            guard let last = headers.popLast() else { throw HTTPFailure(.answer, "the answer is no HTTP") }
            headers.append((last.name, last.value + " " + String(decoding: text, as: UTF8.self)))
        } else {
            try field(text)
        }
    }

    private mutating func start(_ line: ArraySlice<UInt8>) throws {
        let parts = line.split(separator: 0x20, maxSplits: 2)
        guard parts.count >= 2, parts[1].count == 3, let code = Int(String(decoding: parts[1], as: UTF8.self)),
            (100...999).contains(code)
        else { throw HTTPFailure(.answer, "the answer has no proper status line") }
        status = code
        headers = []
    }

    private mutating func field(_ line: ArraySlice<UInt8>) throws {
        guard let colon = line.firstIndex(of: 0x3A), colon > line.startIndex else {
            throw HTTPFailure(.answer, "the answer holds a header line without a name")
        }
        guard headers.count < ResponseHead.fieldLimit else {
            throw HTTPFailure(.answer, "the answer has more than \(ResponseHead.fieldLimit) header fields")
        }
        let value = ResponseHead.trimmed(line[(colon + 1)...])
        headers.append((String(decoding: line[..<colon], as: UTF8.self), String(decoding: value, as: UTF8.self)))
    }

    private static func trimmed(_ bytes: some Collection<UInt8>) -> ArraySlice<UInt8> {
        func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 || byte == 0x0D || byte == 0x0A }
        var result = ArraySlice(bytes)
        while let first = result.first, isSpace(first) { result.removeFirst() }
        while let last = result.last, isSpace(last) { result.removeLast() }
        return result
    }
}
