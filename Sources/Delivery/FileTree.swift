public import Values

/// Files of a delivery, in memory: path below the output folder to content.
public struct FileTree: Sendable, Equatable {
    /// The content by path.
    public private(set) var files: [String: [UInt8]] = [:]

    /// An empty tree.
    public init() {}

    /// The paths in byte order.
    public var paths: [String] { files.keys.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) } }

    /// Adds a file.
    ///
    /// - Parameters:
    ///   - path: the path, with `/` and without `..`.
    ///   - text: its content.
    public mutating func add(_ path: String, _ text: String) { files[path] = Array(text.utf8) }

    /// Adds a YAML file of several documents.
    ///
    /// - Parameters:
    ///   - path: the path.
    ///   - documents: the documents in order.
    public mutating func add(_ path: String, documents: [Node]) {
        add(path, FileTree.header + YAML.write(documents: documents))
    }

    /// The first line of every YAML file that Fairlead writes.
    static let header = "# Written by fairlead; change the platform file instead and render again.\n"
}
