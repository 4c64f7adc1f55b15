public import Values

/// The text of the files that findings point into, kept to show the line and the caret.
public struct Sources: Sendable {
    // Keyed by bytes: two spellings of an accented letter are two files.
    private var files: [[UInt8]: [UInt8]] = [:]
    private var others: [@Sendable (String) -> String?] = []

    /// Makes an empty collection.
    public init() {}

    /// Adds a file; adding the same name again replaces it.
    ///
    /// - Parameters:
    ///   - file: the name that places use.
    ///   - bytes: the whole content. It need not be valid UTF-8.
    public mutating func add(file: String, bytes: [UInt8]) {
        files[Array(file.utf8)] = bytes
    }

    /// Adds files that are only read if a line of theirs is shown.
    ///
    /// - Parameter text: gets a file's name; the whole text, or nil for a file that is not among them.
    public mutating func add(_ text: @escaping @Sendable (String) -> String?) { others.append(text) }

    /// The line a place is on, without its line ending.
    ///
    /// - Parameter place: where to look.
    /// - Returns: `nil` when the file is not known or has no such line.
    public func line(_ place: Place) -> String? {
        // Lines are looked for when one is shown: most files that are read never are.
        let known = files[Array(place.file.utf8)]
        let other = known == nil ? others.lazy.compactMap { $0(place.file) }.first : nil
        guard let bytes = known ?? other.map({ Array($0.utf8) }), place.line >= 1 else { return nil }
        let lines = bytes.split(separator: UInt8(ascii: "\n"), maxSplits: place.line, omittingEmptySubsequences: false)
        guard place.line <= lines.count else { return nil }
        var line = lines[place.line - 1]
        if line.last == UInt8(ascii: "\r") { line.removeLast() }
        return String(decoding: line, as: UTF8.self)
    }
}
