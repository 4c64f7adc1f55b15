public import Values

/// How a result is written.
public enum OutputFormat: String, Sendable, CaseIterable {
    /// For people.
    case text
    /// JSON, indented, keys in the order the program means.
    case json
    /// YAML.
    case yaml
}

/// The one place that knows how a result is written.
public enum Output {
    /// Writes a result.
    ///
    /// - Parameters:
    ///   - node: the result as data.
    ///   - format: how to write it.
    ///   - text: the result for people; not called for another format.
    /// - Returns: the text, ending with a line feed.
    public static func render(_ node: Node, _ format: OutputFormat, text: () throws -> String) rethrows -> String {
        let result =
            switch format {
            case .text: try text()
            case .json: JSON.write(node, pretty: true)
            case .yaml: YAML.write(node)
            }
        return result.isEmpty || result.utf8.last == UInt8(ascii: "\n") ? result : result + "\n"
    }

    /// Writes a result for which people have nothing better than YAML.
    public static func render(_ node: Node, _ format: OutputFormat) -> String {
        render(node, format) { YAML.write(node) }
    }
}
