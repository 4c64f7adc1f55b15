import Diagnostics
public import Host

/// Writes a delivery into a folder so that at any moment the old tree or the new one can be had whole, and nothing that
/// somebody else wrote is touched.
///
/// New content is written aside first (`.fairlead/staging`), then a journal says what will be done, then it is done, then the
/// lock takes its place, then journal and staging go. Before the journal is complete nothing of the tree has changed; from
/// then on ``recover(_:)`` finishes the work, however often it is cut short.
public struct TreeWriter: Sendable {
    /// A moment of a write, for tests that end it there.
    public enum Step: Sendable, Equatable {
        /// The decision what to do has been made.
        case planned
        /// A file's new content stands in the staging folder.
        case staged(String)
        /// The journal is complete.
        case journalled
        /// A file was removed.
        case removed(String)
        /// A file took its place.
        case placed(String)
        /// The lock took its place.
        case locked
        /// The journal is gone.
        case forgotten
        /// The staging folder is gone.
        case cleaned
    }

    /// Where to write.
    public let folder: Path
    /// Whether files that were changed by hand are replaced; they are then kept beside.
    public let overwrite: Bool
    private let checkpoint: @Sendable (Step) throws -> Void

    /// A writer.
    ///
    /// - Parameters:
    ///   - folder: the output folder; it is made when missing.
    ///   - overwrite: whether files that were changed by hand are replaced; they are then kept beside.
    ///   - checkpoint: called after every step; what it throws ends the write at that moment.
    public init(folder: Path, overwrite: Bool = false, checkpoint: @escaping @Sendable (Step) throws -> Void = { _ in })
    {
        self.folder = folder
        self.overwrite = overwrite
        self.checkpoint = checkpoint
    }

    /// Writes a tree and its lock.
    ///
    /// - Parameters:
    ///   - tree: the files.
    ///   - lock: charts and seals; its index is replaced by the tree's.
    /// - Returns: what was done.
    /// - Throws: `FindingsError` if nothing was written: a foreign file (FL0501), a file changed by hand (FL0502), a folder that
    ///   cannot be written (FL0503), another writer (FL0504), a damaged lock; `Interrupted` if the user asks to stop.
    @discardableResult
    public func write(_ tree: FileTree, lock: Lock) throws -> WriteReport {
        try Self.translating {
            try Files.makeDirectories(folder)
            let work = try TreeWork(folder, making: true)
            return try work.exclusively {
                try work.recover(checkpoint)
                return try write(tree, lock: lock, work: work)
            }
        }
    }

    private func write(_ tree: FileTree, lock: Lock, work: TreeWork) throws -> WriteReport {
        let old = try Lock.load(work.disk.root)
        let plan = try TreeWriterPlan(disk: work.disk, index: old?.files ?? [:], tree: tree, overwrite: overwrite)
        guard plan.problems.isEmpty else { throw FindingsError(findings: Findings(plan.problems).sorted()) }
        var lock = lock
        lock.files = plan.files
        var report = plan.report
        let isSame =
            try plan.journal == Journal() && old != nil
            && Files.read(work.disk.root / Lock.fileName) == Array(lock.text.utf8)
        if isSame { return report }
        try checkpoint(.planned)
        let journal: Journal
        do {
            journal = try work.stage(plan.journal, tree: tree, lock: lock, checkpoint)
        } catch {
            // The tree is as it was; what was staged is taken away now, or by the next run if that fails too.
            try? work.clean()
            throw error
        }
        try checkpoint(.journalled)
        report.kept = (report.kept + (try work.perform(journal, checkpoint))).sorted { $0.precedes($1) }
        try work.finish(checkpoint)
        return report
    }

    /// Completes a write that was cut short, or takes away what it left behind. Does nothing where nothing is to be done.
    ///
    /// Every reader and every writer of an output folder calls this first. ``Lock/read(_:)`` and ``TreeChanges`` do so themselves.
    ///
    /// - Parameter folder: the output folder; it need not be there.
    /// - Returns: whether a write was completed.
    /// - Throws: `FindingsError` if the folder cannot be written or somebody else is writing; `Interrupted` if the user asks to stop.
    @discardableResult
    public static func recover(_ folder: Path) throws -> Bool {
        try translating {
            guard try Files.status(folder) != nil else { return false }
            let work = try TreeWork(folder, making: false)
            guard try work.hasLeftovers() else { return false }
            return try work.exclusively { try work.recover { _ in } }
        }
    }

    private static func translating<Result>(_ body: () throws -> Result) throws -> Result {
        do { return try body() } catch let failure as FileFailure {
            let code = failure.reason == .locked ? Code.outputLocked : Code.cannotWrite
            throw FindingsError(findings: [Finding(code, failure)])
        }
    }
}
