import Diagnostics
import Host

/// The folder `.fairlead` of an output folder: the lock between processes, the staging folder and the journal.
struct TreeWork {
    let disk: TreeDisk

    private var work: Path { disk.root / TreePath.workFolder }
    private var staging: Path { work / "staging" }
    private var journalPath: Path { work / "journal" }
    private var processLock: Path { work / "lock" }
    // Kept out of Git by itself, so that nobody commits half a write.
    private var ignore: Path { work / ".gitignore" }

    /// Opens the folder.
    ///
    /// - Parameters:
    ///   - folder: the output folder, which must be there.
    ///   - making: whether the work folder is made when missing.
    init(_ folder: Path, making: Bool) throws(FileFailure) {
        disk = TreeDisk(root: try Files.real(folder))
        if let status = try Files.status(work, followingLinks: false) {
            guard status.kind == .directory else { throw FileFailure(.outside(root: folder), "work in", work) }
        } else if making {
            try Files.makeDirectories(work)
        }
        for path in [staging, journalPath, processLock, ignore] {
            if try Files.status(path, followingLinks: false)?.kind == .link {
                throw FileFailure(.outside(root: folder), "work in", path)
            }
        }
        if making, try Files.status(ignore, followingLinks: false) == nil {
            try Files.writeAtomically(ignore, Array("*\n".utf8))
        }
    }

    /// Does something while nobody else writes here.
    func exclusively<Result>(_ body: () throws -> Result) throws -> Result { try FileLock.withLock(processLock, body) }

    /// Whether a write was cut short, or is going on.
    func hasLeftovers() throws(FileFailure) -> Bool {
        for path in [staging, journalPath] where try Files.status(path, followingLinks: false) != nil { return true }
        return false
    }

    /// Writes new content aside and then the journal. Nothing of the tree changes.
    func stage(_ journal: Journal, tree: FileTree, lock: Lock, _ checkpoint: (TreeWriter.Step) throws -> Void) throws
        -> Journal
    {
        try clean()
        try Files.makeDirectories(staging)
        for placement in journal.placements {
            try Files.writeAtomically(
                staging / placement.staged, tree.files[placement.path] ?? [], synchronisingFolder: false)
            try checkpoint(.staged(placement.path))
        }
        let text = Array(lock.text.utf8)
        try Files.writeAtomically(staging / Journal.stagedLock, text)
        try checkpoint(.staged(Lock.fileName))
        // Once for all files: nothing counts before the journal is there.
        disk.synchronise(staging)
        disk.synchronise(work)
        var journal = journal
        journal.lock = TreeDisk.hash(text)
        try Files.writeAtomically(journalPath, Array(journal.text.utf8))
        return journal
    }

    /// Does what a journal says. Each step may have been done before.
    ///
    /// - Returns: where files are now that were changed by hand.
    func perform(_ journal: Journal, _ checkpoint: (TreeWriter.Step) throws -> Void) throws -> [String] {
        var kept: [String] = []
        for removal in journal.removals {
            switch try disk.look(removal.path) {
            case .file(removal.hash): try Files.remove(disk.root / removal.path)
            case .file: kept.append(try disk.moveAside(removal.path))
            // Removed by a write that was cut short right after; its folder may still be there.
            case .nothing: break
            case .folder, .obstacle: continue
            }
            disk.synchronise((disk.root / removal.path).parent)
            disk.removeEmptyFolders(of: removal.path)
            try checkpoint(.removed(removal.path))
        }
        for placement in journal.placements {
            if let aside = try place(placement) { kept.append(aside) }
            try checkpoint(.placed(placement.path))
        }
        // The journal is forgotten later, so until then every move can be done again.
        for folder in Set(journal.placements.map { (disk.root / $0.path).parent }).sorted() { disk.synchronise(folder) }
        if try Files.status(staging / Journal.stagedLock) != nil {
            try Files.move(staging / Journal.stagedLock, to: disk.root / Lock.fileName)
        }
        try checkpoint(.locked)
        return kept
    }

    /// - Returns: where the file is now that was changed by hand.
    private func place(_ placement: Journal.Placement) throws -> String? {
        let staged = staging / placement.staged
        // Staged content leaves the staging folder only by taking its place.
        guard try Files.status(staged) != nil else { return nil }
        guard TreeDisk.hash(try Files.read(staged, limit: 64 << 20)) == placement.hash else {
            throw FindingsError(
                findings: [
                    Finding(
                        code: Code.cannotWrite, message: "a write was cut short and `\(staged)` is damaged",
                        hint: "remove the folder \(TreePath.workFolder) and write again with --overwrite")
                ])
        }
        var kept: String?
        switch try disk.look(placement.path) {
        case .nothing: break
        case .file(let hash) where hash == placement.hash || hash == placement.replaces: break
        case .file: kept = try disk.moveAside(placement.path)
        case .folder:
            // Empty by now, unless somebody put something there; then the system refuses the removal and the move.
            disk.removeEmptyFolders(of: placement.path + "/file")
        case .obstacle(let path): throw FileFailure(.outside(root: disk.root), "write through", disk.root / path)
        }
        try disk.makeFolders(of: placement.path)
        try Files.move(staged, to: disk.root / placement.path, synchronisingFolder: false)
        return kept
    }

    /// Forgets the journal, then takes the staging folder away.
    func finish(_ checkpoint: (TreeWriter.Step) throws -> Void) throws {
        try Files.remove(journalPath)
        disk.synchronise(work)
        try checkpoint(.forgotten)
        try clean()
        try checkpoint(.cleaned)
    }

    /// Takes away everything but the lock between processes. Only for a folder without a complete journal.
    func clean() throws(FileFailure) {
        try Files.remove(journalPath)
        for entry in try Files.list(work, depth: 1, stoppingAtDepth: true) {
            let path = work / entry.path.string
            if path != processLock, path != ignore { try Files.removeTree(path) }
        }
    }

    /// Rolls a complete journal forward; throws away what an incomplete one left.
    @discardableResult
    func recover(_ checkpoint: (TreeWriter.Step) throws -> Void) throws -> Bool {
        guard try hasLeftovers() else { return false }
        guard let journal = try completeJournal() else {
            try clean()
            return false
        }
        _ = try perform(journal, checkpoint)
        try finish(checkpoint)
        return true
    }

    private func completeJournal() throws -> Journal? {
        guard try Files.status(journalPath, followingLinks: false)?.kind == .file,
            let journal = Journal(try Files.read(journalPath, limit: Journal.greatestSize))
        else { return nil }
        // Somebody took the staging folder away: there is nothing to complete the write with.
        if try Files.status(staging / Journal.stagedLock) == nil {
            guard case .file(journal.lock) = try disk.look(Lock.fileName) else { return nil }
        }
        return journal
    }
}
