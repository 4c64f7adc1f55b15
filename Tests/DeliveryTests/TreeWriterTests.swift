import Delivery
import Diagnostics
import Glibc
import Host
import Testing

@Suite struct TreeWriterTests {
    static let first = ["README.md": "one", "a/b/c.yaml": "c: 1", "a/d.yaml": "d: 1", "e.yaml": "e: 1"]
    static let second = ["README.md": "two", "a/d.yaml": "d: 1", "new/f.yaml": "f: 1", "e.yaml": "e: 1"]

    @discardableResult
    static func write(_ files: [String: String], _ folder: Path, overwrite: Bool = false) throws -> WriteReport {
        try TreeWriter(folder: folder, overwrite: overwrite).write(tree(files), lock: Lock())
    }

    /// The folder without the lock.
    static func files(_ folder: Path) throws -> [String: String] {
        try contents(folder).filter { $0.key != Lock.fileName }
    }

    @Test func writesAndRemovesOnlyItsOwn() throws {
        try Files.withTemporaryDirectory { (parent: Path) throws in
            let folder = parent / "out"
            let made = try Self.write(Self.first, folder)
            #expect(made.added == Self.first.keys.sorted() && made.changed.isEmpty && made.removed.isEmpty)
            try put("mine", folder / "a/b/mine.txt")
            try put("mine", folder / ".git/HEAD")
            try Files.makeDirectories(folder / ".git/refs/tags")
            let times = [modified(folder / "a/d.yaml"), modified(folder / "e.yaml")]
            let report = try Self.write(Self.second, folder)
            #expect(report.added == ["new/f.yaml"])
            #expect(report.changed == ["README.md"])
            #expect(report.removed == ["a/b/c.yaml"])
            #expect(report.unchanged == ["a/d.yaml", "e.yaml"])
            #expect(report.kept.isEmpty && report.findings.isEmpty)
            #expect(times == [modified(folder / "a/d.yaml"), modified(folder / "e.yaml")])
            var expected = Self.second
            expected["a/b/mine.txt"] = "mine"
            expected[".git/HEAD"] = "mine"
            #expect(try Self.files(folder) == expected)
            #expect(Files.isDirectory(folder / ".git/refs/tags"))
            #expect(try Files.list(folder / ".fairlead").map(\.path.string) == [".gitignore", "lock"])
        }
    }

    @Test func theSameAgainTouchesNothing() throws {
        try Files.withTemporaryDirectory { (folder: Path) throws in
            try Self.write(Self.first, folder)
            let times = try contents(folder).keys.sorted().map { modified(folder / $0) }
            let report = try Self.write(Self.first, folder)
            #expect(report.isEmpty && report.unchanged.count == Self.first.count)
            #expect(try contents(folder).keys.sorted().map { modified(folder / $0) } == times)
        }
    }

    @Test func emptyFoldersGoAndForeignOnesStay() throws {
        try Files.withTemporaryDirectory { (folder: Path) throws in
            try Self.write(Self.first, folder)
            try Files.makeDirectories(folder / "a/empty")
            try Self.write(["e.yaml": "e: 1"], folder)
            #expect(!Files.exists(folder / "a/b") && Files.isDirectory(folder / "a/empty"))
        }
    }

    @Test func foreignFilesStopEverything() throws {
        try Files.withTemporaryDirectory { (folder: Path) throws in
            try put("theirs", folder / "e.yaml")
            #expect(try codes { try Self.write(Self.first, folder) } == ["FL0501 error"])
            #expect(try codes { try Self.write(Self.first, folder, overwrite: true) } == ["FL0501 error"])
            #expect(try contents(folder) == ["e.yaml": "theirs"])
            try put("e: 1", folder / "e.yaml")
            #expect(try Self.write(Self.first, folder).unchanged == ["e.yaml"])
        }
    }

    @Test func whatIsInTheWayIsForeign() throws {
        try Files.withTemporaryDirectory { (folder: Path) throws in
            try put("theirs", folder / "a")
            try Files.makeDirectories(folder / "e.yaml")
            #expect(
                try codes { try Self.write(Self.first, folder) } == ["FL0501 error", "FL0501 error", "FL0501 error"])
            #expect(try contents(folder) == ["a": "theirs"])
        }
    }

    @Test func ownFilesAndFoldersMakeWayForEachOther() throws {
        try Files.withTemporaryDirectory { (folder: Path) throws in
            try Self.write(["a/b/c": "1", "d": "2"], folder)
            try Self.write(["a": "3", "d/e/f": "4"], folder)
            #expect(try Self.files(folder) == ["a": "3", "d/e/f": "4"])
            try put("theirs", folder / "d/e/theirs")
            #expect(try codes { try Self.write(["d": "5"], folder) } == ["FL0501 error"])
            #expect(try Self.files(folder) == ["a": "3", "d/e/f": "4", "d/e/theirs": "theirs"])
            try Files.remove(folder / "d/e/theirs")
            try Files.makeDirectories(folder / "d/empty")
            #expect(try codes { try Self.write(["d": "5"], folder) } == ["FL0501 error"])
        }
    }

    @Test func editedFilesAreForThePersonToDecide() throws {
        try Files.withTemporaryDirectory { (folder: Path) throws in
            try Self.write(Self.first, folder)
            try put("edited", folder / "README.md")
            let before = try contents(folder)
            #expect(try codes { try Self.write(Self.second, folder) } == ["FL0502 error"])
            #expect(try contents(folder) == before)
            let report = try Self.write(Self.second, folder, overwrite: true)
            #expect(report.kept == ["README.md.edited"])
            #expect(report.findings.map { "\($0.code) \($0.severity.word)" } == ["FL0502 warning"])
            var expected = Self.second
            expected["README.md.edited"] = "edited"
            #expect(try Self.files(folder) == expected)
            try put("again", folder / "README.md")
            #expect(try Self.write(Self.first, folder, overwrite: true).kept == ["README.md.edited.2"])
        }
    }

    @Test func anEditThatIsTheNewContentIsNone() throws {
        try Files.withTemporaryDirectory { (folder: Path) throws in
            try Self.write(Self.first, folder)
            try put("two", folder / "README.md")
            #expect(try Self.write(Self.second, folder).unchanged.contains("README.md"))
        }
    }

    @Test func editedFilesThatFallAwayStay() throws {
        try Files.withTemporaryDirectory { (folder: Path) throws in
            try Self.write(Self.first, folder)
            try put("edited", folder / "a/b/c.yaml")
            let report = try Self.write(Self.second, folder)
            #expect(report.kept == ["a/b/c.yaml"] && report.removed.isEmpty)
            #expect(report.findings.map { "\($0.code) \($0.severity.word)" } == ["FL0502 warning"])
            #expect(try Self.files(folder)["a/b/c.yaml"] == "edited")
            // From now on it is somebody else's.
            #expect(try Lock.read(folder)?.files["a/b/c.yaml"] == nil)
            #expect(try Self.write(Self.second, folder).findings.isEmpty)
        }
    }

    @Test func aFileThatWasRemovedByHandComesBack() throws {
        try Files.withTemporaryDirectory { (folder: Path) throws in
            try Self.write(Self.first, folder)
            try Files.remove(folder / "a/b/c.yaml")
            #expect(try Self.write(Self.first, folder).added == ["a/b/c.yaml"])
        }
    }

    @Test func linksAreNeverFollowed() throws {
        try Files.withTemporaryDirectory { (parent: Path) throws in
            let folder = parent / "out"
            let outside = parent / "outside"
            try put("theirs", outside / "d.yaml")
            try Files.makeDirectories(folder)
            #expect(symlink(outside.string, (folder / "a").string) == 0)
            #expect(symlink((outside / "d.yaml").string, (folder / "e.yaml").string) == 0)
            #expect(Set(try codes { try Self.write(Self.first, folder) }) == ["FL0501 error"])
            #expect(try contents(outside) == ["d.yaml": "theirs"])
        }
    }

    @Test func linksInsteadOfTheWorkFolderAreRefused() throws {
        try Files.withTemporaryDirectory { (parent: Path) throws in
            let folder = parent / "out"
            try put("theirs", parent / "outside/staging/x")
            try Files.makeDirectories(folder)
            #expect(symlink((parent / "outside").string, (folder / ".fairlead").string) == 0)
            #expect(try codes { try Self.write(Self.first, folder) } == ["FL0503 error"])
            #expect(try codes { try TreeWriter.recover(folder) } == ["FL0503 error"])
            #expect(try contents(parent / "outside") == ["staging/x": "theirs"])
        }
    }

    @Test func aLinkThatBecomesAFolderOfTheIndexIsNotFollowed() throws {
        try Files.withTemporaryDirectory { (parent: Path) throws in
            let folder = parent / "out"
            try Self.write(Self.first, folder)
            try Files.move(folder / "a", to: parent / "moved")
            #expect(symlink((parent / "moved").string, (folder / "a").string) == 0)
            try Self.write(["README.md": "one", "e.yaml": "e: 1"], folder)
            #expect(try contents(parent / "moved").count == 2)
        }
    }

    @Test(arguments: ["../x", "/x", "a/../x", ".git/hooks/post-checkout", ".fairlead/journal", "fairlead.lock", ""])
    func treesAreHeldToTheSameRule(path: String) throws {
        try Files.withTemporaryDirectory { (folder: Path) throws in
            #expect(try codes { try Self.write([path: "x"], folder / "out") } == ["FL0503 error"])
            #expect(try contents(folder / "out").isEmpty)
        }
    }

    @Test func twoWritersAtOnce() throws {
        try Files.withTemporaryDirectory { (folder: Path) throws in
            try Self.write(Self.first, folder)
            let writer = TreeWriter(folder: folder) { (step: TreeWriter.Step) throws in
                guard step == .journalled else { return }
                #expect(try codes { try Self.write(["x": "y"], folder) } == ["FL0504 error"])
                #expect(try codes { _ = try Lock.read(folder) } == ["FL0504 error"])
            }
            try writer.write(tree(Self.second), lock: Lock())
            #expect(try Self.files(folder) == Self.second)
        }
    }

    @Test func aLockFromElsewhereIsRefused() throws {
        try Files.withTemporaryDirectory { (parent: Path) throws in
            try put("secret", parent / "passwd")
            let folder = parent / "out"
            try put("version: 1\nfiles: {../passwd: \(LockTests.hash)}\n", folder / Lock.fileName)
            #expect(try codes { try Self.write(Self.first, folder, overwrite: true) } == ["FL0104 error"])
            #expect(try Files.readText(parent / "passwd") == "secret")
            #expect(try Self.files(folder).isEmpty)
        }
    }
}
