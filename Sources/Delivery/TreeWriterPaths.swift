import Host

/// Which paths may be written or removed below an output folder. Trees, locks and journals are all held to it.
enum TreePath {
    /// The folder below the output folder that Fairlead works in.
    static let workFolder = ".fairlead"

    /// Why a path is refused; nil if it is good.
    ///
    /// Only the text is looked at; links on the disk are looked for by ``TreeDisk``.
    static func problem(_ path: String) -> String? {
        guard !path.isEmpty else { return "the path is empty" }
        guard path.utf8.count <= 1024 else { return "the path is longer than 1024 bytes" }
        guard !path.unicodeScalars.contains(where: { $0.value < 0x20 || (0x7F...0x9F).contains($0.value) }) else {
            return "the path holds a control character"
        }
        let names = path.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false).map {
            String(Substring($0))
        }
        guard names.count <= 32 else { return "the path is more than 32 folders deep" }
        for name in names where name.isEmpty || name == "." || name == ".." || name.utf8.count > 200 {
            return "the path is not plainly below the folder"
        }
        // Git's own folder and ours; a name is compared without case because some file systems do not tell them apart.
        guard let first = names.first?.lowercased(), first != ".git", first != workFolder else {
            return "the folder is not one that Fairlead delivers into"
        }
        return path == Lock.fileName ? "the lock is not one of its own files" : nil
    }

    /// The folders that a path is in, outermost first: `a`, `a/b` for `a/b/c`.
    static func folders(of path: String) -> [String] {
        let names = Path(path).components
        return names.indices.dropFirst().map { names[..<$0].joined(separator: "/") }
    }
}
