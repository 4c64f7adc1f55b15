public import Values

/// The text of the files that findings point into, kept to show the line and the caret.
public struct Sources: Sendable {
    private struct File {
        let bytes: [UInt8]
        let lineStarts: [Int]
    }

    // Keyed by bytes: two spellings of an accented letter are two files.
    private var files: [[UInt8]: File] = [:]

    /// Makes an empty collection.
    public init() {}

    /// Adds a file; adding the same name again replaces it.
    ///
    /// - Parameters:
    ///   - file: the name that places use.
    ///   - bytes: the whole content. It need not be valid UTF-8.
    public mutating func add(file: String, bytes: [UInt8]) {
        var starts = [0]
        for (index, byte) in bytes.enumerated() where byte == UInt8(ascii: "\n") { starts.append(index + 1) }
        files[Array(file.utf8)] = File(bytes: bytes, lineStarts: starts)
    }

    /// Adds every file of another collection.
    public mutating func add(contentsOf other: Sources) {
        files.merge(other.files) { _, new in new }
    }

    /// The line a place is on, without its line ending.
    ///
    /// - Parameter place: where to look.
    /// - Returns: `nil` when the file is not known or has no such line.
    public func line(_ place: Place) -> String? {
        guard let file = files[Array(place.file.utf8)], place.line >= 1, place.line <= file.lineStarts.count else {
            return nil
        }
        let start = file.lineStarts[place.line - 1]
        var end = place.line < file.lineStarts.count ? file.lineStarts[place.line] - 1 : file.bytes.count
        if end > start, file.bytes[end - 1] == UInt8(ascii: "\r") { end -= 1 }
        return String(decoding: file.bytes[start..<end], as: UTF8.self)
    }
}
