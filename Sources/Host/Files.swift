import Glibc

/// Reading, writing and listing files. Every failure is a ``FileFailure``.
public enum Files {
    /// What is known about a file without opening it.
    public struct Status: Sendable, Equatable {
        /// What it is; a symbolic link has been followed unless said otherwise.
        public let kind: Kind
        /// Its size in bytes.
        public let size: Int
        /// The permission bits, such as `0o644`.
        public let permissions: UInt32
    }

    /// What stands behind a name.
    public enum Kind: Sendable, Equatable {
        /// A regular file.
        case file
        /// A directory.
        case directory
        /// A symbolic link.
        case link
        /// A device, a pipe or a socket.
        case other
    }

    /// Looks at a path.
    ///
    /// - Parameters:
    ///   - path: what to look at.
    ///   - followingLinks: whether a symbolic link stands for what it points to.
    /// - Returns: `nil` when there is nothing.
    /// - Throws: ``FileFailure`` when it cannot be told, for example for lack of permission.
    public static func status(_ path: Path, followingLinks: Bool = true) throws(FileFailure) -> Status? {
        let name = try checkedName(path, "look at")
        var record = stat()
        do throws(SystemError) {
            _ = try retrying { followingLinks ? stat(name, &record) : lstat(name, &record) }
        } catch  where error.number == ENOENT || error.number == ENOTDIR {
            return nil
        } catch {
            throw FileFailure(errno: error.number, "look at", path)
        }
        return Status(record)
    }

    /// Whether there is something at a path; a dangling link counts as nothing, and so does what may not be looked at.
    public static func exists(_ path: Path) -> Bool { ((try? status(path)) ?? nil) != nil }

    /// Whether there is a directory at a path.
    public static func isDirectory(_ path: Path) -> Bool { ((try? status(path)) ?? nil)?.kind == .directory }

    /// Reads a whole file.
    ///
    /// - Parameters:
    ///   - path: the file. A pipe or a device is read too.
    ///   - limit: the most bytes it may hold.
    /// - Throws: ``FileFailure``.
    public static func read(_ path: Path, limit: Int = 16 << 20) throws(FileFailure) -> [UInt8] {
        let name = try checkedName(path, "read")
        do throws(SystemError) {
            let descriptor = try retrying { open(name, O_RDONLY | O_CLOEXEC | O_NOCTTY) }
            defer { close(descriptor) }
            if let bytes = try readAll(descriptor, limit: limit) { return bytes }
        } catch {
            throw FileFailure(errno: error.number, "read", path)
        }
        throw FileFailure(.tooLarge(limit: limit), "read", path)
    }

    /// Reads a whole file as text.
    ///
    /// - Throws: ``FileFailure``, also when the content is not valid UTF-8.
    public static func readText(_ path: Path, limit: Int = 16 << 20) throws(FileFailure) -> String {
        guard let text = String(validating: try read(path, limit: limit), as: UTF8.self) else {
            throw FileFailure(.notText, "read", path)
        }
        return text
    }

    /// Sets the permission bits of a file.
    public static func setPermissions(_ path: Path, _ permissions: UInt32) throws(FileFailure) {
        let name = try checkedName(path, "change the permissions of")
        try call("change the permissions of", path) { chmod(name, mode_t(permissions)) }
    }

    /// The path with every symbolic link followed, provided that it stays inside a directory.
    ///
    /// - Parameters:
    ///   - path: what to resolve; what is missing at its end is allowed. A relative one is taken as below the root.
    ///   - root: the directory that must not be left. It must exist.
    /// - Throws: ``FileFailure`` with the reason `outside` when a link or `..` leads out.
    public static func resolved(_ path: Path, inside root: Path) throws(FileFailure) -> Path {
        let base = try real(root)
        let wanted = try path.contained(in: root)
        guard let below = wanted.relative(to: root) else { throw FileFailure(.outside(root: root), "use", path) }
        var existing = base.appending(below.string)
        var missing: [String] = []
        while try status(existing, followingLinks: false) == nil, existing != base, let last = existing.lastComponent {
            missing.insert(last, at: 0)
            existing = existing.parent
        }
        let resolved = missing.reduce(try real(existing)) { $0.appending($1) }
        return try resolved.contained(in: base)
    }

    /// The absolute path with every symbolic link followed.
    ///
    /// - Throws: ``FileFailure`` when a part of it does not exist.
    public static func real(_ path: Path) throws(FileFailure) -> Path {
        let name = try checkedName(path, "resolve")
        guard let resolved = realpath(name, nil) else { throw FileFailure(errno: errno, "resolve", path) }
        defer { free(resolved) }
        guard let text = String(validatingCString: resolved) else { throw FileFailure(.badName, "resolve", path) }
        return Path(text)
    }

    /// The text to hand to the system: a zero byte would silently cut the name short.
    static func checkedName(_ path: Path, _ operation: String) throws(FileFailure) -> String {
        if path.string.utf8.contains(0) { throw FileFailure(.badName, operation, path) }
        return path.string
    }

    /// Makes a system call and turns its error into a failure.
    @discardableResult
    static func call(_ operation: String, _ path: Path, _ body: () -> Int32) throws(FileFailure) -> Int32 {
        do throws(SystemError) { return try retrying(body) } catch {
            throw FileFailure(errno: error.number, operation, path)
        }
    }
}

extension Files.Status {
    init(_ record: stat) {
        kind =
            switch record.st_mode & S_IFMT {
            case S_IFREG: .file
            case S_IFDIR: .directory
            case S_IFLNK: .link
            default: .other
            }
        size = Int(record.st_size)
        permissions = UInt32(record.st_mode & 0o7777)
    }
}
