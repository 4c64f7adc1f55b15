import Delivery
import Diagnostics
import Glibc
import Host
import Synchronization
import Testing

@Suite struct TreeWriterCrashTests {
    static let old = ["a/b/c": "1", "a/keep": "2", "change": "3", "edited": "4", "folder/x": "5"]
    static let new = ["a/keep": "2", "change": "6", "edited": "7", "made/of/new": "8", "folder": "9"]

    struct Stop: Error {}

    /// A folder with the old tree, a foreign file and a file that was changed by hand.
    static func prepare(_ folder: Path) throws {
        try TreeWriter(folder: folder).write(tree(old), lock: lock("old"))
        try put("theirs", folder / "a/b/foreign")
        try put("by hand", folder / "edited")
    }

    static func lock(_ name: String) -> Lock {
        Lock(charts: [.init(component: name, repository: "r", name: name, version: "1")])
    }

    static func write(_ folder: Path, _ checkpoint: @escaping @Sendable (TreeWriter.Step) throws -> Void) throws {
        try TreeWriter(folder: folder, overwrite: true, checkpoint: checkpoint).write(tree(new), lock: lock("new"))
    }

    /// How many steps a write has.
    static func steps() throws -> Int {
        let count = Counter()
        try Files.withTemporaryDirectory { (folder: Path) throws in
            try prepare(folder)
            try write(folder) { _ in count.add() }
        }
        return count.value
    }

    /// Checks after a recovery that the folder is entirely old or entirely new.
    ///
    /// - Returns: whether it is new.
    static func isNew(_ folder: Path) throws -> Bool {
        var found = try contents(folder)
        let foreign = found.removeValue(forKey: "a/b/foreign")
        #expect(foreign == "theirs")
        let removed = found.removeValue(forKey: Lock.fileName)
        let lockText = try #require(removed)
        let isNew = found["change"] == "6"
        var expected = isNew ? new : old
        expected[isNew ? "edited.edited" : "edited"] = "by hand"
        #expect(found == expected)
        #expect(lockText.contains("component: " + (isNew ? "new" : "old")))
        let folders = try Files.list(folder).filter { $0.kind == .directory }.map(\.path.string)
        #expect(
            folders == (isNew ? [".fairlead", "a", "a/b", "made", "made/of"] : [".fairlead", "a", "a/b", "folder"]))
        #expect(try Files.list(folder / ".fairlead").map(\.path.string) == [".gitignore", "lock"])
        return isNew
    }

    @Test func anErrorAtAnyStep() throws {
        let steps = try Self.steps()
        #expect(steps > 12)
        var results: [Bool] = []
        for step in 0..<steps {
            try Files.withTemporaryDirectory { (folder: Path) throws in
                try Self.prepare(folder)
                let count = Counter()
                #expect(throws: Stop.self) { try Self.write(folder) { _ in if count.add() == step { throw Stop() } } }
                try TreeWriter.recover(folder)
                #expect(try !TreeWriter.recover(folder))
                results.append(try Self.isNew(folder))
            }
        }
        // Old up to the journal, new from there on, never back.
        let firstNew = try #require(results.firstIndex(of: true))
        #expect(firstNew > 0 && results[firstNew...].allSatisfy { $0 })
    }

    @Test func aKillAtAnyStepAndAgainInTheRecovery() async throws {
        let steps = try Self.steps()
        var results: [Bool] = []
        for step in 0..<steps {
            let folder = Path("/tmp/fairlead-kill-\(getpid())-\(step)")
            defer { try? Files.removeTree(folder) }
            try Self.prepare(folder)
            let place = folder.string
            await #expect(processExitsWith: .signal(SIGKILL)) { [place = place as String, step = step as Int] in
                let count = Counter()
                try Self.write(Path(place)) { _ in if count.add() == step { kill(getpid(), SIGKILL) } }
            }
            if step % 3 == 0 {
                // The next write begins with the recovery; its first step may be the last of that.
                await #expect(processExitsWith: .signal(SIGKILL)) { [place = place as String] in
                    try Self.write(Path(place)) { _ in kill(getpid(), SIGKILL) }
                    kill(getpid(), SIGKILL)
                }
            }
            try TreeWriter.recover(folder)
            results.append(try Self.isNew(folder))
        }
        let firstNew = try #require(results.firstIndex(of: true))
        #expect(firstNew > 0 && results[firstNew...].allSatisfy { $0 })
    }

    @Test func aPersonsEditBetweenCrashAndRecoveryIsKept() throws {
        try Files.withTemporaryDirectory { (folder: Path) throws in
            try Self.prepare(folder)
            #expect(throws: Stop.self) { try Self.write(folder) { if $0 == .journalled { throw Stop() } } }
            try put("meanwhile", folder / "change")
            try put("meanwhile", folder / "a/b/c")
            try put("meanwhile", folder / "made/of/new")
            try TreeWriter.recover(folder)
            let found = try contents(folder)
            #expect(found["change"] == "6" && found["change.edited"] == "meanwhile")
            #expect(found["a/b/c"] == nil && found["a/b/c.edited"] == "meanwhile")
            #expect(found["made/of/new"] == "8" && found["made/of/new.edited"] == "meanwhile")
        }
    }

    @Test(arguments: [0, 1, 10, 100]) func anIncompleteJournalIsIgnored(cut: Int) throws {
        try Files.withTemporaryDirectory { (folder: Path) throws in
            try Self.prepare(folder)
            #expect(throws: Stop.self) { try Self.write(folder) { if $0 == .journalled { throw Stop() } } }
            let journal = folder / ".fairlead/journal"
            var bytes = try Files.read(journal)
            if cut == 0 { bytes[20] ^= 1 } else { bytes.removeLast(cut) }
            try Files.writeAtomically(journal, bytes)
            #expect(try !TreeWriter.recover(folder))
            #expect(try !Self.isNew(folder))
        }
    }

    @Test func withoutTheStagedFilesTheJournalIsWorthNothing() throws {
        try Files.withTemporaryDirectory { (folder: Path) throws in
            try Self.prepare(folder)
            #expect(throws: Stop.self) { try Self.write(folder) { if $0 == .journalled { throw Stop() } } }
            try Files.removeTree(folder / ".fairlead/staging")
            #expect(try !TreeWriter.recover(folder))
            #expect(try !Self.isNew(folder))
        }
    }

    @Test func damagedStagedContentIsNotPlaced() throws {
        try Files.withTemporaryDirectory { (folder: Path) throws in
            try Self.prepare(folder)
            #expect(throws: Stop.self) { try Self.write(folder) { if $0 == .journalled { throw Stop() } } }
            try put("forged", folder / ".fairlead/staging/0")
            #expect(try codes { try TreeWriter.recover(folder) } == ["FL0503 error"])
            #expect(try contents(folder)["change"] == "3")
        }
    }
}

final class Counter: Sendable {
    private let count = Atomic(0)
    /// The number of this call, from 0.
    @discardableResult func add() -> Int { count.add(1, ordering: .relaxed).oldValue }
    var value: Int { count.load(ordering: .relaxed) }
}
