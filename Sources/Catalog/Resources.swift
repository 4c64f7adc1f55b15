/// Access to the files that were built into the binary.
enum Resources {
    /// Every file, by its path below `Resources`.
    static func all() -> [String: String] { cache }

    // The texts are literals of the binary; only their boxes are made here, once.
    private static let cache: [String: String] = Dictionary(
        embeddedResources.map { ("\($0.path)", "\($0.text)") }, uniquingKeysWith: { first, _ in first })

    /// The folders directly below a prefix with their files, in byte order.
    static func folders(below prefix: String, in files: [String: String]) -> [(
        name: String, files: [ComponentFiles.File]
    )] {
        var folders: [String: [ComponentFiles.File]] = [:]
        for path in files.keys.sorted() where path.hasPrefix(prefix) {
            let rest = path.dropFirst(prefix.count)
            guard let slash = rest.firstIndex(of: "/") else { continue }
            folders[String(rest[..<slash]), default: []].append(
                .init(path: String(rest[rest.index(after: slash)...]), text: files[path] ?? ""))
        }
        return folders.keys.sorted().map { ($0, folders[$0] ?? []) }
    }
}
