/// Reading and writing JSON.
public enum JSON {
    /// Reads a JSON text strictly as RFC 8259 has it.
    ///
    /// A key that comes twice is an error that names both places. A number without fraction and exponent is an
    /// integer, beyond 64 bits a double; one beyond the range of a double is an error, and so is half a surrogate pair.
    ///
    /// - Parameters:
    ///   - bytes: UTF-8 text, with or without a byte order mark.
    ///   - file: the name for places.
    ///   - limits: how much is accepted; there is nothing to expand in JSON.
    ///   - leftOut: keys of mappings that are gone over together with their values, of which only brackets and quotes are looked at.
    /// - Returns: the value.
    /// - Throws: why and where the text cannot be read.
    public static func parse(
        _ bytes: [UInt8], file: String, limits: YAML.Limits = .standard, leavingOut leftOut: Set<String> = []
    ) throws(SyntaxError) -> Node {
        let source = try SourceText(bytes, file: file, firstLine: 1, limits: limits)
        try source.refuseBinary()
        var reader = JSONReader(source: source, limits: limits, leavingOut: leftOut)
        return try reader.document()
    }

    /// Writes a tree in its own order.
    ///
    /// Numbers that are infinite or not a number become null, since JSON has none.
    ///
    /// - Parameters:
    ///   - node: the tree.
    ///   - pretty: whether to break lines and indent by two spaces, with a line end at the end.
    /// - Returns: the text.
    public static func write(_ node: Node, pretty: Bool = false) -> String {
        var writer = JSONWriter(pretty: pretty, sorted: false)
        writer.write(node, level: 0)
        return writer.text(ending: pretty ? "\n" : "")
    }

    /// Writes a tree in the one form that equal trees share, whatever their order: for hashing and comparing.
    ///
    /// Keys are sorted by their UTF-8 bytes, there is no white space, doubles have the fewest digits that read back
    /// equal and keep their dot or exponent, so that `1` and `1.0` stay different.
    ///
    /// - Parameter node: the tree.
    /// - Returns: the text.
    public static func canonical(_ node: Node) -> String {
        var writer = JSONWriter(pretty: false, sorted: true)
        writer.write(node, level: 0)
        return writer.text(ending: "")
    }

    /// A text in quotes with escapes.
    static func quoted(_ text: String) -> String {
        write(Node(.string(text)))
    }
}
