import Delivery
import Diagnostics
import Glibc
import Host
import Testing

/// A folder as a test sees it: path to content, without what Fairlead keeps for itself.
func contents(_ folder: Path) throws -> [String: String] {
    var files: [String: String] = [:]
    for entry in try Files.list(folder) where entry.kind == .file && !entry.path.string.hasPrefix(".fairlead") {
        files[entry.path.string] = String(decoding: try Files.read(folder / entry.path.string), as: UTF8.self)
    }
    return files
}

func tree(_ files: [String: String]) -> FileTree {
    var tree = FileTree()
    for (path, text) in files { tree.add(path, text) }
    return tree
}

func put(_ text: String, _ path: Path) throws {
    try Files.makeDirectories(path.parent)
    try Files.writeAtomically(path, Array(text.utf8))
}

/// The codes of what a body must fail with.
func codes(_ body: () throws -> Void) throws -> [String] {
    let error = try #require(throws: FindingsError.self, performing: body)
    return error.findings.map { "\($0.code) \($0.severity.word)" }
}

/// The time of the last change of a file's content, to the nanosecond.
func modified(_ path: Path) -> [Int] {
    var record = stat()
    stat(path.string, &record)
    return [record.st_mtim.tv_sec, record.st_mtim.tv_nsec]
}
