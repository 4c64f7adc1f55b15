/// Reading and writing YAML.
///
/// ``parse(_:file:firstLine:limits:)`` says what is read, ``write(_:)`` what is written.
public enum YAML {
    /// Reads all documents of a text.
    ///
    /// Anchors, aliases and merge keys (`<<`) are expanded; explicit keys win over merged ones, which come first in the
    /// order. A key that comes twice is an error that names both places. Keys are texts: `1: a` has the key "1"; lists and
    /// mappings as keys are errors. The tags `!!str`, `!!int`, `!!bool`, `!!float`, `!!null`, `!!binary`, `!!seq` and
    /// `!!map` are honoured, others are errors.
    ///
    /// Plain scalars mean what kubectl and Helm (`sigs.k8s.io/yaml`) make of them: `yes`, `no`, `on`, `off`, `y` and `n`
    /// are booleans, `0123` is octal, `1_000` is a thousand, `1:20` and dates are strings, integers beyond 64 bits become
    /// floating point.
    ///
    /// - Parameters:
    ///   - bytes: UTF-8 text, with or without a byte order mark, with any line ends.
    ///   - file: the name for places.
    ///   - firstLine: the number of the first line, for a text that was cut out of a file.
    ///   - limits: how much is accepted.
    /// - Returns: the documents; none for a text without content.
    /// - Throws: why and where the text cannot be read.
    public static func parse(
        _ bytes: [UInt8], file: String, firstLine: Int = 1, limits: Limits = .standard
    ) throws(SyntaxError) -> [Node] {
        let source = try SourceText(bytes, file: file, firstLine: firstLine, limits: limits)
        try source.refuseBinary()
        var builder = TreeBuilder(reader: try EventReader(source), limits: limits)
        return try builder.documents()
    }

    /// Reads a text that must be exactly one document.
    ///
    /// - Parameters:
    ///   - bytes: UTF-8 text.
    ///   - file: the name for places.
    ///   - firstLine: the number of the first line, for a text that was cut out of a file.
    ///   - limits: how much is accepted.
    /// - Returns: the document.
    /// - Throws: why and where the text cannot be read, or that it is none or several documents.
    public static func parseSingle(
        _ bytes: [UInt8], file: String, firstLine: Int = 1, limits: Limits = .standard
    ) throws(SyntaxError) -> Node {
        let documents = try parse(bytes, file: file, firstLine: firstLine, limits: limits)
        guard let document = documents.first else {
            throw SyntaxError(
                message: "the file is empty", place: Place(file: file, line: firstLine, column: 1),
                hint: "write one YAML document into it")
        }
        guard documents.count == 1 else {
            throw SyntaxError(
                message: "the file holds \(documents.count) documents, expected one",
                place: documents[1].place ?? Place(file: file, line: firstLine, column: 1),
                hint: "remove the line with --- and what follows it")
        }
        return document
    }
}
