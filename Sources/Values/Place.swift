/// A position in a source text, kept by every node that was read from one.
public struct Place: Hashable, Sendable, CustomStringConvertible {
    /// The name of the file as the caller gave it.
    public let file: String
    /// The line, from 1.
    public let line: Int
    /// The column, from 1, counted in Unicode scalars.
    public let column: Int

    /// Makes a place.
    ///
    /// - Parameters:
    ///   - file: the name of the file.
    ///   - line: the line, from 1.
    ///   - column: the column in Unicode scalars, from 1.
    public init(file: String, line: Int, column: Int) {
        self.file = file
        self.line = line
        self.column = column
    }

    /// `file:line:column`, the form that editors and compilers understand.
    public var description: String { "\(file):\(line):\(column)" }
}
