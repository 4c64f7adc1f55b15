/// A position in a file of a chart, as Helm names it.
public struct TemplateLocation: Sendable, Hashable, CustomStringConvertible {
    /// The file with the chart's name in front, such as `chart/templates/deployment.yaml`.
    public var path: String
    /// The line, from 1.
    public var line: Int?
    /// The column in bytes, from 1. Helm itself counts columns from 0.
    public var column: Int?

    /// Makes a location.
    ///
    /// - Parameters:
    ///   - path: the file with the chart's name in front.
    ///   - line: the line, from 1.
    ///   - column: the column in bytes, from 1.
    public init(path: String, line: Int? = nil, column: Int? = nil) {
        self.path = path
        self.line = line
        self.column = column
    }

    /// `path:line:column`, as far as known.
    public var description: String {
        var text = path
        if let line {
            text += ":\(line)"
            if let column { text += ":\(column)" }
        }
        return text
    }

    /// Reads `path:line` or `path:line:column`, with the column from 0 as Go's `text/template` writes it.
    init?(goText bytes: ArraySlice<UInt8>) {
        let parts = bytes.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
        var numbers: [Int] = []
        for part in parts.reversed() {
            guard numbers.count < 2, let number = Int(String(decoding: part, as: UTF8.self)), number >= 0 else { break }
            numbers.insert(number, at: 0)
        }
        let path = Array(parts.dropLast(numbers.count).joined(separator: [UInt8(ascii: ":")]))
        guard let line = numbers.first, !path.isEmpty, !path.contains(0x0A) else { return nil }
        self.init(
            path: String(decoding: path, as: UTF8.self), line: line,
            column: numbers.count == 2 ? numbers[1] + 1 : nil)
    }
}
