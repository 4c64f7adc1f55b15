import Diagnostics
import Host

/// Compares a tree with the old index and the disk and decides what happens to each file. Reads, and writes nothing.
struct TreeWriterPlan {
    let disk: TreeDisk
    let index: [String: String]
    let tree: FileTree
    let overwrite: Bool

    private(set) var report = WriteReport()
    private(set) var journal = Journal()
    private(set) var problems: [Finding] = []
    /// The index of the new lock.
    private(set) var files: [String: String] = [:]
    private var removing: Set<String> = []

    init(disk: TreeDisk, index: [String: String], tree: FileTree, overwrite: Bool) throws(FileFailure) {
        self.disk = disk
        self.index = index
        self.tree = tree
        self.overwrite = overwrite
        checkPaths()
        guard problems.isEmpty else { return }
        for path in index.keys.sorted(by: { $0.precedes($1) }) where tree.files[path] == nil { try planRemoval(path) }
        for path in tree.paths { try planFile(path, tree.files[path] ?? []) }
    }

    private mutating func checkPaths() {
        for path in tree.paths {
            if let problem = TreePath.problem(path) {
                problems.append(
                    Finding(
                        code: Code.cannotWrite, message: "the tree holds the file `\(Self.shown(path))`: \(problem)"))
            }
            for folder in TreePath.folders(of: path) where tree.files[folder] != nil {
                problems.append(
                    Finding(
                        code: Code.cannotWrite,
                        message: "the tree holds `\(Self.shown(folder))` both as a file and as a folder"))
            }
        }
    }

    private mutating func planRemoval(_ path: String) throws(FileFailure) {
        guard case .file(let hash) = try disk.look(path) else { return }
        guard hash == index[path] || overwrite else {
            report.kept.append(path)
            report.findings.append(
                edited(
                    path, .warning, "it is no longer part of the platform and stays because it was changed by hand",
                    hint: "remove it, or keep it: it is no longer Fairlead's"))
            return
        }
        removing.insert(path)
        report.removed.append(path)
        journal.removals.append(.init(path: path, hash: index[path] ?? hash))
        if hash != index[path] { noteKeptBeside(path) }
    }

    private mutating func planFile(_ path: String, _ bytes: [UInt8]) throws(FileFailure) {
        let new = TreeDisk.hash(bytes)
        files[path] = new
        switch try disk.look(path) {
        case .nothing:
            report.added.append(path)
            place(path, new, replaces: nil)
        case .file(let hash) where hash == new:
            report.unchanged.append(path)
        case .file(let hash) where hash == index[path]:
            report.changed.append(path)
            place(path, new, replaces: hash)
        case .file:
            guard let old = index[path] else { return foreign(path, path) }
            guard overwrite else {
                problems.append(
                    edited(
                        path, .error, "nothing was written, because the change would be lost",
                        hint:
                            "put the change into the platform file and take the file back from Git, or write with --overwrite, "
                            + "which keeps the file beside as \(path).edited"))
                return
            }
            report.changed.append(path)
            place(path, new, replaces: old)
            noteKeptBeside(path)
        case .folder:
            // A folder of nothing but files that are removed makes way.
            guard try disk.vanishes(path, removing: removing) else { return foreign(path, path) }
            report.added.append(path)
            place(path, new, replaces: nil)
        case .obstacle(let other):
            guard other != path, removing.contains(other) else { return foreign(path, other) }
            report.added.append(path)
            place(path, new, replaces: nil)
        }
    }

    private mutating func place(_ path: String, _ hash: String, replaces: String?) {
        journal.placements.append(
            .init(staged: String(journal.placements.count), path: path, hash: hash, replaces: replaces))
    }

    private mutating func noteKeptBeside(_ path: String) {
        report.findings.append(
            edited(
                path, .warning, "it is kept beside with the ending .edited",
                hint: "put the change into the platform file"))
    }

    private mutating func foreign(_ path: String, _ obstacle: String) {
        problems.append(
            Finding(
                code: Code.foreignFile,
                message: obstacle == path
                    ? "`\(path)` is not a file that Fairlead wrote" : "`\(obstacle)` is in the way of `\(path)`",
                cause:
                    "only files listed in \(Lock.fileName) are replaced, and links are never followed; nothing was written",
                hint: "move it away, or write into another folder"))
    }

    private func edited(_ path: String, _ severity: Finding.Severity, _ cause: String, hint: String) -> Finding {
        Finding(
            code: Code.handEdited, severity: severity, message: "`\(path)` was changed by hand", cause: cause,
            hint: hint)
    }

    /// A path for people, without control characters.
    private static func shown(_ path: String) -> String {
        String(
            String.UnicodeScalarView(
                path.unicodeScalars.prefix(200).map { $0.properties.generalCategory == .control ? "?" : $0 }))
    }
}
