import Glibc

extension Files {
    /// Writes a file so that at any moment either the old or the new content is there, whole.
    ///
    /// The bytes go to a temporary file in the same directory, which is synchronised and then renamed.
    /// A symbolic link at the path is replaced, not followed.
    ///
    /// - Parameters:
    ///   - path: the file. Its directory must exist.
    ///   - bytes: the new content.
    ///   - permissions: the permission bits, reduced by the process's umask; `0o600` for secrets.
    ///   - replacing: whether something that exists may be replaced.
    /// - Throws: ``FileFailure``; the old content is then untouched and the temporary file removed.
    public static func writeAtomically(
        _ path: Path, _ bytes: [UInt8], permissions: UInt32 = 0o644, replacing: Bool = true,
        synchronisingFolder: Bool = true
    ) throws(FileFailure) {
        let name = try checkedName(path, "write")
        guard let last = path.lastComponent, last != "..", path.string.utf8.last != UInt8(ascii: "/") else {
            throw FileFailure(.isDirectory, "write", path)
        }
        let directory = path.parent
        // Cut so that the temporary name stays within the 255 bytes that file systems allow.
        let stem = String(last.prefix(40))
        let temporary = directory.appending(".\(stem).\(String(UInt64.random(in: .min ... .max), radix: 36)).tmp")
            .string
        do throws(SystemError) {
            try writeNew(temporary, bytes, permissions: permissions)
            do throws(SystemError) {
                if replacing {
                    _ = try retrying { rename(temporary, name) }
                } else {
                    // Unlike rename, link refuses when the name is taken.
                    _ = try retrying { link(temporary, name) }
                    unlink(temporary)
                }
            } catch {
                unlink(temporary)
                throw error
            }
        } catch {
            throw FileFailure(errno: error.number, "write", path)
        }
        if synchronisingFolder { synchronise(directory: directory) }
    }

    /// Writes a file only when its content differs, so that its time stays the same otherwise.
    ///
    /// - Returns: whether it was written.
    /// - Throws: ``FileFailure``.
    @discardableResult
    public static func writeIfChanged(_ path: Path, _ bytes: [UInt8], permissions: UInt32 = 0o644) throws(FileFailure)
        -> Bool
    {
        if let status = try status(path, followingLinks: false), status.kind == .file, status.size == bytes.count,
            try read(path, limit: bytes.count) == bytes
        {
            return false
        }
        try writeAtomically(path, bytes, permissions: permissions)
        return true
    }

    /// Makes a directory and the ones above it; those that exist are left as they are.
    ///
    /// - Throws: ``FileFailure``, also when a file is in the way.
    public static func makeDirectories(_ path: Path, permissions: UInt32 = 0o755) throws(FileFailure) {
        let name = try checkedName(path, "make the directory")
        if mkdir(name, mode_t(permissions)) == 0 { return }
        let number = errno
        if number == ENOENT, path.parent != path, path.lastComponent != nil {
            try makeDirectories(path.parent, permissions: permissions)
            if mkdir(name, mode_t(permissions)) == 0 { return }
            if errno == EEXIST, isDirectory(path) { return }
            throw FileFailure(errno: errno, "make the directory", path)
        }
        if isDirectory(path) { return }
        throw FileFailure(errno: number, "make the directory", path)
    }

    /// Moves a file or directory within one file system, replacing a file or an empty directory at the new place.
    ///
    /// - Parameters:
    ///   - path: what is moved.
    ///   - other: its new place.
    ///   - synchronisingFolder: whether the move survives a power cut by itself; who moves many can do that once.
    public static func move(_ path: Path, to other: Path, synchronisingFolder: Bool = true) throws(FileFailure) {
        let from = try checkedName(path, "move")
        let to = try checkedName(other, "move to")
        try call("move", path) { rename(from, to) }
        if synchronisingFolder { synchronise(directory: other.parent) }
    }

    private static func writeNew(_ name: String, _ bytes: [UInt8], permissions: UInt32) throws(SystemError) {
        let descriptor = try retrying { open(name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode_t(permissions)) }
        do throws(SystemError) {
            defer { close(descriptor) }
            try writeAll(descriptor, bytes)
            _ = try retrying { fsync(descriptor) }
        } catch {
            unlink(name)
            throw error
        }
    }

    // The rename itself survives a power cut only after this. Some file systems refuse it; the content is safe anyway.
    private static func synchronise(directory: Path) {
        let descriptor = open(directory.string, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { return }
        _ = fsync(descriptor)
        close(descriptor)
    }
}
