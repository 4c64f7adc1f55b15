import Diagnostics
public import Host
import Values

/// What a write would change: a tree compared with what is on the disk. Nothing is written, and no sealed or secret value is in it.
public struct TreeChanges: Sendable, Equatable {
    /// A file that differs.
    public struct Change: Sendable, Equatable {
        /// What would happen to it.
        public enum Kind: String, Sendable { case added, changed, removed }
        /// Its path below the output folder.
        public var path: String
        /// What would happen to it.
        public var kind: Kind
        /// Whether it was changed by hand since Fairlead wrote it, or is not Fairlead's at all.
        public var isForeign: Bool
        /// What changes inside of it, for YAML files that are there before and after.
        public var objects: [ObjectChange]
    }
    /// An object of a file that differs.
    public struct ObjectChange: Sendable, Equatable {
        /// `Kind namespace/name`; nil for a document that is no object, such as the values of a chart.
        public var object: String?
        /// What would happen to it.
        public var kind: Change.Kind
        /// What changes inside of it, if it is there before and after.
        public var values: [ValueChange]
    }
    /// A value of an object that differs.
    public struct ValueChange: Sendable, Equatable {
        /// Where it is, such as `spec.replicas`; a hidden value's key.
        public var path: String
        /// What would happen to it.
        public var kind: Change.Kind
        /// The value as compact JSON, cut short; nil if it is added or hidden.
        public var before: String?
        /// The value as compact JSON, cut short; nil if it is removed or hidden.
        public var after: String?
        /// Whether the value itself must not be shown.
        public var isHidden: Bool
    }

    /// The files that differ, in byte order of their paths.
    public var changes: [Change]
    /// How many files are the same.
    public var unchanged: Int

    /// Whether nothing would change.
    public var isEmpty: Bool { changes.isEmpty }

    /// Compares a tree with a folder. A write that was cut short there is completed first.
    ///
    /// - Parameters:
    ///   - tree: the files as they will be.
    ///   - folder: the output folder; it need not be there.
    /// - Throws: `FindingsError` if the folder or its lock cannot be read; `Interrupted` if the user asks to stop.
    public init(of tree: FileTree, with folder: Path) throws {
        let index = try Lock.read(folder)?.files ?? [:]
        changes = []
        unchanged = 0
        do throws(FileFailure) {
            guard Files.exists(folder) else {
                changes = tree.paths.map { Change(path: $0, kind: .added, isForeign: false, objects: []) }
                return
            }
            let disk = TreeDisk(root: try Files.real(folder))
            for path in Set(tree.paths).union(index.keys).sorted(by: { $0.precedes($1) }) {
                try compare(path, tree.files[path], recorded: index[path], disk: disk)
            }
        } catch {
            throw FindingsError(findings: [Finding(Code.unreadable, error)])
        }
    }

    private mutating func compare(
        _ path: String, _ new: [UInt8]?, recorded: String?, disk: TreeDisk
    ) throws(FileFailure) {
        guard TreePath.problem(path) == nil else { return }
        switch (try disk.look(path), new) {
        case (.nothing, nil), (.folder, nil), (.obstacle, nil): break
        case (.nothing, _): changes.append(Change(path: path, kind: .added, isForeign: false, objects: []))
        case (.file(let hash), nil):
            changes.append(Change(path: path, kind: .removed, isForeign: hash != recorded, objects: []))
        case (.file(let hash), let bytes?):
            let old = try disk.read(path)
            guard old != bytes else {
                unchanged += 1
                return
            }
            changes.append(
                Change(
                    path: path, kind: .changed, isForeign: hash != recorded,
                    objects: TreeChangesObjects.compare(old, bytes, file: path)))
        case (.folder, _), (.obstacle, _):
            changes.append(Change(path: path, kind: .added, isForeign: true, objects: []))
        }
    }
}
