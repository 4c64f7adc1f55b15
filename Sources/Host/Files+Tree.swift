import Glibc

extension Files {
    /// One thing found below a directory.
    public struct Entry: Sendable, Equatable {
        /// Where it is, seen from the directory that was listed.
        public let path: Path
        /// What it is; a symbolic link is a link, whatever it points to.
        public let kind: Kind
        /// Its size in bytes.
        public let size: Int
    }

    /// Everything below a directory, in byte order of the paths' components. Symbolic links are not followed.
    ///
    /// - Parameters:
    ///   - directory: where to look.
    ///   - depth: how deep directories may be nested; 1 means only what is directly inside.
    ///   - count: how many entries there may be.
    ///   - stoppingAtDepth: leave out what is deeper instead of failing.
    /// - Throws: ``FileFailure``, also when a name is not valid UTF-8.
    public static func list(_ directory: Path, depth: Int = 64, count: Int = 100_000, stoppingAtDepth: Bool = false)
        throws(FileFailure) -> [Entry]
    {
        var entries: [Entry] = []
        // A stack of its own instead of recursion: the depth comes from outside.
        var pending: [(path: Path, level: Int)] = [(".", 0)]
        while let (below, level) = pending.popLast() {
            let place = below == "." ? directory : directory.appending(below.string)
            if level > 0, let status = try status(place, followingLinks: false) {
                entries.append(Entry(path: below, kind: status.kind, size: status.size))
                guard entries.count <= count else { throw FileFailure(.tooMany(limit: count), "list", directory) }
                if status.kind != .directory { continue }
            } else if level > 0 {
                continue
            }
            if level >= depth {
                if stoppingAtDepth { continue }
                if try !names(in: place, limit: 1).isEmpty { throw FileFailure(.tooDeep(limit: depth), "list", place) }
                continue
            }
            let names = try names(in: place, limit: count).map { Path(below == "." ? $0 : below.string + "/" + $0) }
            pending += names.sorted().reversed().map { ($0, level + 1) }
        }
        return entries
    }

    /// Removes a file or a symbolic link.
    ///
    /// - Returns: whether there was one.
    /// - Throws: ``FileFailure``; a directory is refused.
    @discardableResult
    public static func remove(_ path: Path) throws(FileFailure) -> Bool {
        let name = try checkedName(path, "remove")
        do throws(SystemError) {
            _ = try retrying { unlink(name) }
            return true
        } catch  where error.number == ENOENT {
            return false
        } catch {
            throw FileFailure(errno: error.number, "remove", path)
        }
    }

    /// Removes the directories below a directory that hold nothing but empty directories, and leaves the rest.
    ///
    /// - Returns: the directories that were removed, as seen from the root, deepest first. The root itself stays.
    @discardableResult
    public static func removeEmptyDirectories(below root: Path) throws(FileFailure) -> [Path] {
        var removed: [Path] = []
        for entry in try list(root).reversed() where entry.kind == .directory {
            let place = root.appending(entry.path.string)
            if rmdir(place.string) == 0 {
                removed.append(entry.path)
            } else if errno != ENOTEMPTY && errno != EEXIST && errno != ENOENT {
                throw FileFailure(errno: errno, "remove", place)
            }
        }
        return removed
    }

    /// Removes a directory and everything below it. Symbolic links are removed, not followed.
    ///
    /// Only for directories that the program made itself.
    public static func removeTree(_ root: Path) throws(FileFailure) {
        guard let status = try status(root, followingLinks: false) else { return }
        guard status.kind == .directory else {
            try remove(root)
            return
        }
        for entry in try list(root, count: 1_000_000).reversed() {
            let place = root.appending(entry.path.string)
            if entry.kind == .directory { try call("remove", place) { rmdir(place.string) } } else { try remove(place) }
        }
        try call("remove", root) { rmdir(root.string) }
    }

    /// Gives a fresh directory, readable only by the user, and removes it afterwards with everything in it.
    ///
    /// - Parameters:
    ///   - environment: `TMPDIR` of it says where; `/tmp` otherwise.
    ///   - body: what to do with the directory.
    public static func withTemporaryDirectory<Result>(
        environment: Environment = .process, _ body: (Path) throws -> Result
    ) throws -> Result {
        let parent = Path(environment["TMPDIR"].flatMap { $0.isEmpty ? nil : $0 } ?? "/tmp")
        let path = parent.appending("fairlead-" + String(UInt64.random(in: .min ... .max), radix: 36))
        let name = try checkedName(path, "make the directory")
        try call("make the directory", path) { mkdir(name, 0o700) }
        defer { try? removeTree(path) }
        return try body(path)
    }

    private static func names(in directory: Path, limit: Int) throws(FileFailure) -> [String] {
        let name = try checkedName(directory, "list")
        guard let stream = opendir(name) else { throw FileFailure(errno: errno, "list", directory) }
        defer { closedir(stream) }
        var names: [String] = []
        while names.count <= limit {
            errno = 0
            guard let record = readdir(stream) else {
                if errno != 0 { throw FileFailure(errno: errno, "list", directory) }
                break
            }
            let capacity = MemoryLayout.size(ofValue: record.pointee.d_name)
            let name = withUnsafePointer(to: &record.pointee.d_name) { field in
                field.withMemoryRebound(to: CChar.self, capacity: capacity) { String(validatingCString: $0) }
            }
            guard let name else { throw FileFailure(.badName, "list", directory) }
            if name != "." && name != ".." { names.append(name) }
        }
        return names
    }
}
