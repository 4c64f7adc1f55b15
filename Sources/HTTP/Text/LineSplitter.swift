/// Cuts a stream of bytes into lines, however the pieces fall; for JSON with one value a line.
///
/// A line ends with LF; one CR before it goes as well.
public struct LineSplitter: Sendable {
    private var rest: [UInt8] = []
    private let limit: Int

    /// A splitter.
    ///
    /// - Parameter limit: the most bytes of a line.
    public init(limit: Int = 16 << 20) { self.limit = max(limit, 0) }

    /// Takes a piece.
    ///
    /// - Parameter piece: the bytes that came.
    /// - Returns: the lines that it completes, without their ends.
    /// - Throws: `HTTPFailure` of the kind `answer` for a line over the limit.
    public mutating func take(_ piece: ArraySlice<UInt8>) throws -> [[UInt8]] {
        var lines: [[UInt8]] = []
        var left = piece
        while let end = left.firstIndex(of: 0x0A) {
            try append(left[..<end])
            left = left[(end + 1)...]
            if rest.last == 0x0D { rest.removeLast() }
            lines.append(rest)
            rest.removeAll(keepingCapacity: true)
        }
        try append(left)
        return lines
    }

    /// The stream is over.
    ///
    /// - Returns: the last line, where it has no end; nil where there is nothing left.
    public mutating func finish() -> [UInt8]? {
        defer { rest = [] }
        return rest.isEmpty ? nil : rest
    }

    private mutating func append(_ bytes: ArraySlice<UInt8>) throws {
        // One byte more, because a CR at the end does not count; which it is shows only later.
        let count = rest.count + bytes.count
        guard count <= limit || (count - 1 == limit && (bytes.last ?? rest.last) == 0x0D) else {
            throw HTTPFailure(.answer, "a line of the stream is longer than \(limit) bytes")
        }
        rest += bytes
    }
}
