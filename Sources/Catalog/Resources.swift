/// Access to the files that were built into the binary. A text is made when it is asked for: there is nearly a megabyte of them.
enum Resources {
    /// Whether a file is there.
    ///
    /// - Parameter path: its path below `Resources`.
    static func has(_ path: String) -> Bool { texts[path] != nil }

    /// The text of a file.
    ///
    /// - Parameter path: its path below `Resources`.
    static func text(_ path: String) -> String? { texts[path].map(text) }

    /// The names of the folders directly below a prefix, in byte order.
    static func folders(below prefix: String) -> [String] {
        var names: [String] = []
        for path in paths(below: prefix) {
            let rest = path.utf8.dropFirst(prefix.utf8.count)
            guard let slash = rest.firstIndex(of: UInt8(ascii: "/")) else { continue }
            let name = String(Substring(rest[..<slash]))
            if names.last != name { names.append(name) }
        }
        return names.sorted()
    }

    /// The files below a prefix, in the byte order of their paths, which begin behind it.
    static func files(below prefix: String) -> [ComponentFiles.File] {
        paths(below: prefix).map { path in
            .init(path: String(path.dropFirst(prefix.count)), text: texts[path].map(text) ?? "")
        }
    }

    /// They stand in byte order, so that those of a folder stand together.
    private static func paths(below prefix: String) -> ArraySlice<String> {
        var (low, high) = (0, paths.count)
        while low < high {
            let middle = (low + high) / 2
            if paths[middle].utf8.lexicographicallyPrecedes(prefix.utf8) { low = middle + 1 } else { high = middle }
        }
        return paths[low...].prefix { $0.utf8.starts(with: prefix.utf8) }
    }

    private static let paths = embeddedResources.map { text($0.path) }
    private static let texts = Dictionary(zip(paths, embeddedResources.map(\.text)), uniquingKeysWith: { $1 })

    private static func text(_ literal: StaticString) -> String {
        literal.withUTF8Buffer { String(decoding: $0, as: UTF8.self) }
    }
}
