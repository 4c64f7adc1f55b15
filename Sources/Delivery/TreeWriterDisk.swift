import Crypto
import Glibc
import Host

/// What stands on the disk below one output folder. Links are never followed below it.
struct TreeDisk {
    /// The folder, with every link on the way to it resolved.
    let root: Path

    /// What is at a path.
    enum Found: Equatable {
        case nothing
        case file(hash: String)
        case folder
        /// A link or a device, or a link or a file where a folder would have to be; with the path of it.
        case obstacle(String)
    }

    /// Looks at a path.
    func look(_ path: String) throws(FileFailure) -> Found {
        for folder in TreePath.folders(of: path) {
            guard let status = try Files.status(root / folder, followingLinks: false) else { return .nothing }
            if status.kind != .directory { return .obstacle(folder) }
        }
        switch try Files.status(root / path, followingLinks: false)?.kind {
        case nil: return .nothing
        case .file: return .file(hash: Self.hash(try read(path)))
        case .directory: return .folder
        case .link, .other: return .obstacle(path)
        }
    }

    /// The content of a file that ``look(_:)`` has found.
    func read(_ path: String) throws(FileFailure) -> [UInt8] { try Files.read(root / path, limit: 64 << 20) }

    /// Whether a folder is gone as soon as files are removed and the folders with them that this empties.
    func vanishes(_ folder: String, removing: Set<String>) throws(FileFailure) -> Bool {
        let emptied = Set(removing.flatMap { TreePath.folders(of: $0) })
        guard emptied.contains(folder) else { return false }
        for entry in try Files.list(root / folder) {
            let path = folder + "/" + entry.path.string
            guard entry.kind == .directory ? emptied.contains(path) : removing.contains(path) else { return false }
        }
        return true
    }

    /// Makes the folders that a path is in, so that they survive a power cut.
    func makeFolders(of path: String) throws(FileFailure) {
        for folder in TreePath.folders(of: path) where try Files.status(root / folder, followingLinks: false) == nil {
            try Files.makeDirectories(root / folder)
            synchronise((root / folder).parent)
        }
    }

    /// Removes the folders that a removed file was in, innermost first, as far as they are empty now.
    func removeEmptyFolders(of path: String) {
        for folder in TreePath.folders(of: path).reversed() {
            // The system refuses to remove a folder with anything in it: nothing can be lost between a look and the removal.
            guard rmdir((root / folder).string) == 0 else { return }
        }
    }

    /// Moves a file aside under a free name, so that what a person wrote is never lost.
    ///
    /// - Returns: the new path.
    func moveAside(_ path: String) throws(FileFailure) -> String {
        for number in 1...1000 {
            let other = path + ".edited" + (number == 1 ? "" : ".\(number)")
            guard try Files.status(root / other, followingLinks: false) == nil else { continue }
            try Files.move(root / path, to: root / other)
            return other
        }
        throw FileFailure(.tooMany(limit: 1000), "keep", root / path)
    }

    /// Makes removals in a folder survive a power cut.
    func synchronise(_ folder: Path) {
        let descriptor = open(folder.string, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { return }
        _ = fsync(descriptor)
        close(descriptor)
    }

    /// The SHA-256 as the lock writes it.
    static func hash(_ bytes: [UInt8]) -> String { Hex.encode(Hash.sha256(bytes)) }
}
