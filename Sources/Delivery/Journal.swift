import Host
import Values

/// What a write has decided to do, noted down before the first file of the tree is touched.
///
/// The file is two lines: the steps as JSON, and their SHA-256. Without a matching second line it counts as not written.
/// Every step says what it expects to find, so that doing it twice does no harm, and a file that a person changed in between
/// is moved aside instead of being lost.
struct Journal: Equatable {
    /// A file that is replaced or made.
    struct Placement: Equatable {
        /// The name of the new content in the staging folder.
        var staged: String
        /// The path below the output folder.
        var path: String
        /// The SHA-256 of the new content.
        var hash: String
        /// The SHA-256 of the file that may be replaced; nil if there should be none.
        var replaces: String?
    }
    /// A file that is removed.
    struct Removal: Equatable {
        /// The path below the output folder.
        var path: String
        /// The SHA-256 of the file that may be removed.
        var hash: String
    }

    /// Removals, done first: a folder may have to make way for a file.
    var removals: [Removal] = []
    /// Placements.
    var placements: [Placement] = []
    /// The SHA-256 of the new lock, which is placed last.
    var lock = ""

    /// The name of the new lock in the staging folder.
    static let stagedLock = "lock"
    /// A limit for reading; one step is less than 1.5 KiB.
    static let greatestSize = 64 << 20

    /// The file's text.
    var text: String {
        let node: Node = [
            "version": 1, "lock": Node(.string(lock)),
            "removals": Node(.list(removals.map { ["path": Node(.string($0.path)), "hash": Node(.string($0.hash))] })),
            "placements": Node(
                .list(
                    placements.map {
                        [
                            "staged": Node(.string($0.staged)), "path": Node(.string($0.path)),
                            "hash": Node(.string($0.hash)),
                            "replaces": $0.replaces.map { Node(.string($0)) } ?? Node(.null),
                        ]
                    })),
        ]
        let line = JSON.write(node)
        return line + "\n" + TreeDisk.hash(Array(line.utf8)) + "\n"
    }

    init() {}

    /// Reads a journal.
    ///
    /// - Returns: nil if it is not complete or is not one that this Fairlead writes.
    init?(_ bytes: [UInt8]) {
        guard let end = bytes.firstIndex(of: UInt8(ascii: "\n")) else { return nil }
        let line = Array(bytes[..<end])
        guard bytes[(end + 1)...].elementsEqual(Array(TreeDisk.hash(line).utf8) + [UInt8(ascii: "\n")]),
            let node = try? JSON.parse(line, file: "journal", limits: YAML.Limits(bytes: Self.greatestSize)),
            node["version"]?.integer == 1, let lock = node["lock"]?.string, let removals = node["removals"]?.list,
            let placements = node["placements"]?.list
        else { return nil }
        self.lock = lock
        for node in removals {
            guard let path = Self.path(node), let hash = node["hash"]?.string else { return nil }
            self.removals.append(Removal(path: path, hash: hash))
        }
        for node in placements {
            guard let path = Self.path(node), let hash = node["hash"]?.string, let staged = node["staged"]?.string,
                UInt32(staged) != nil
            else { return nil }
            self.placements.append(
                Placement(staged: staged, path: path, hash: hash, replaces: node["replaces"]?.string))
        }
    }

    // A journal may come with a folder that somebody else made: its paths are held to the same rule as all others.
    private static func path(_ node: Node) -> String? {
        node["path"]?.string.flatMap { TreePath.problem($0) == nil ? $0 : nil }
    }
}
