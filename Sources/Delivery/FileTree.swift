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

    /// Adds a YAML file; if the path is taken, a number makes it another. Two objects may differ only in what a file name cannot say.
    ///
    /// - Parameters:
    ///   - path: the path.
    ///   - object: its one document.
    mutating func add(_ path: String, object: Node) {
        let stem = path.hasSuffix(".yaml") ? String(path.dropLast(5)) : path
        var free = path
        var number = 2
        while files[free] != nil {
            free = "\(stem)-\(number).yaml"
            number += 1
        }
        add(free, documents: [object])
    }

    /// The first line of every YAML file that Fairlead writes.
    static let header = "# Written by fairlead; change the platform file instead and render again.\n"
}
