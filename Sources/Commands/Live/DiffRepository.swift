import Diagnostics
import Host

/// The Git repository that a platform file is kept in. Git itself is asked; nothing of its work tree or index changes.
struct DiffRepository {
    /// Where its work tree begins.
    private let root: Path

    /// The repository of a folder.
    ///
    /// - Throws: `FindingsError` if there is none.
    init(folder: Path) throws {
        let result = try Self.git(["rev-parse", "--show-toplevel"], in: folder)
        let text = String(decoding: result.stdout, as: UTF8.self)
        guard result.succeeded, text.utf8.last == UInt8(ascii: "\n") else {
            throw Self.unreadable("\(folder) is not in a Git repository", "name a platform file that is kept in Git")
        }
        root = try Files.real(Path(String(text.dropLast())))
    }

    /// Takes a revision of a platform out of the repository.
    ///
    /// - Parameters:
    ///   - revision: as Git names revisions.
    ///   - file: the platform file.
    ///   - catalogs: folders with components; those outside of the repository are taken as they are.
    ///   - folder: where it is put.
    /// - Returns: the file and the catalogs as they were.
    /// - Throws: `FindingsError` if the revision or the file in it is not there.
    func take(_ revision: String, file: Path, catalogs: [Path], into folder: Path) throws -> (
        file: Path, catalogs: [Path]
    ) {
        let commit = try self.commit(revision)
        let home = try Files.real(file.parent)
        guard let name = file.lastComponent, let place = inside(home) else {
            throw Self.unreadable("\(file) is not in the repository", nil)
        }
        let platform = (place / name).normalised
        var asked = [platform, (place / "environments").normalised]
        let folders = try catalogs.map { catalog -> (path: Path, inside: Path?) in
            let real = try Files.real(catalog)
            return (catalog, inside(real))
        }
        asked += folders.compactMap(\.inside)
        let listed = try ask(["ls-tree", "-z", "--name-only", commit, "--"] + asked.map(\.string))
        let existing = listed.split(separator: 0).map { String(decoding: $0, as: UTF8.self) }
        guard existing.contains(where: { $0.utf8.elementsEqual(platform.normalised.string.utf8) }) else {
            throw Self.unreadable(
                "there is no \(platform) in the revision `\(revision)`", "name the file as it was called then")
        }
        let archive = try ask(["archive", "--format=tar", commit, "--"] + existing)
        try Files.makeDirectories(folder, permissions: 0o700)
        let unpacked = try Processes.run("tar", ["-x", "-f", "-", "-C", folder.string], input: archive)
        guard unpacked.succeeded else { throw Self.unreadable("the revision `\(revision)` cannot be unpacked", nil) }
        let present = Set(existing)
        let taken = folders.compactMap { entry -> Path? in
            guard let inside = entry.inside else { return entry.path }
            // A folder that was not there yet held no components.
            return present.contains(inside.normalised.string) ? folder / inside.string : nil
        }
        return (folder / platform.string, taken)
    }

    /// The commit of a revision: whatever it is called, what is handed on is a plain hash.
    private func commit(_ revision: String) throws -> String {
        let result = try Self.git(
            ["rev-parse", "--verify", "--quiet", "--end-of-options", revision + "^{commit}"], in: root)
        let hash = String(decoding: result.stdout.filter { $0 != UInt8(ascii: "\n") }, as: UTF8.self)
        guard result.succeeded, hash.utf8.count >= 40,
            hash.utf8.allSatisfy({ (0x30...0x39).contains($0) || (0x61...0x66).contains($0) })
        else {
            throw Self.unreadable("there is no revision `\(revision)`", "`git log` shows those that there are")
        }
        return hash
    }

    private func inside(_ path: Path) -> Path? {
        if path == root { return "." }
        return path.relative(to: root).flatMap { $0.string.hasPrefix("..") ? nil : $0 }
    }

    private func ask(_ arguments: [String]) throws -> [UInt8] {
        let result = try Self.git(arguments, in: root)
        guard result.succeeded else {
            let words = String(decoding: result.stderr.prefix(400), as: UTF8.self).split(separator: "\n").first ?? ""
            throw Self.unreadable("git cannot read the revision: \(words)", nil)
        }
        return result.stdout
    }

    private static func git(_ arguments: [String], in folder: Path) throws -> ProcessResult {
        try Processes.run("git", ["--literal-pathspecs", "-C", folder.string] + arguments, outputLimit: 256 << 20)
    }

    private static func unreadable(_ message: String, _ hint: String?) -> FindingsError {
        FindingsError(findings: [Finding(code: Code.revisionUnreadable, message: message, hint: hint)])
    }
}
