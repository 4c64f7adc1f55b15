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

/// A generator whose seed is printed with a failure.
struct Seeded: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
        // SplitMix64: the sequence is fixed by the seed on every machine.
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
        return value ^ (value >> 31)
    }
}
