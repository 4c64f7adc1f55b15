import Glibc
import Host
import Testing

@Suite struct FilesTests {
    @Test func writesAndReads() throws {
        try Files.withTemporaryDirectory { root in
            let file = root / "a.yaml"
            try Files.writeAtomically(file, Array("one".utf8))
            try Files.writeAtomically(file, Array("two".utf8), permissions: 0o600)
            #expect(try Files.readText(file) == "two")
            #expect(try Files.status(file)?.permissions == 0o600)
            #expect(try Files.list(root).map(\.path) == ["a.yaml"], "no temporary file is left")
            #expect(try !Files.writeIfChanged(file, Array("two".utf8)))
            #expect(try Files.writeIfChanged(file, Array("six".utf8)))
        }
    }

    @Test func refusesToReplaceWhenAsked() throws {
        try Files.withTemporaryDirectory { root in
            let file = root / "key"
            try Files.writeAtomically(file, [1], replacing: false)
            let failure = #expect(throws: FileFailure.self) {
                try Files.writeAtomically(file, [2], replacing: false)
            }
            #expect(failure?.reason == .exists)
            #expect(try Files.read(file) == [1])
            #expect(try Files.list(root).count == 1)
        }
    }

    @Test func failuresHaveReasons() throws {
        try Files.withTemporaryDirectory { root in
            try Files.writeAtomically(root / "f", [1, 2, 3])
            func reason(_ body: () throws -> Void) -> FileFailure.Reason? {
                do { try body() } catch { return (error as? FileFailure)?.reason }
                return nil
            }
            #expect(reason { _ = try Files.read(root / "missing") } == .notFound)
            #expect(reason { _ = try Files.read(root) } == .isDirectory)
            #expect(reason { _ = try Files.read(root / "f", limit: 2) } == .tooLarge(limit: 2))
            #expect(reason { _ = try Files.read(root / "f/x") } == .notDirectory)
            #expect(reason { _ = try Files.read(Path("a\0b")) } == .badName)
            #expect(reason { try Files.writeAtomically(root, [1]) } == .isDirectory)
            #expect(reason { try Files.writeAtomically(root / "no/f", [1]) } == .notFound)
            #expect(reason { try Files.makeDirectories(root / "f/d") } == .notDirectory)
            #expect(reason { try Files.makeDirectories(root / "f") } == .exists)
            #expect(reason { _ = try Files.list(root / "f") } == .notDirectory)
            #expect(reason { _ = try Files.readText("/proc/self/mem") } != nil)
        }
        #expect("\(FileFailure(.notFound, "read", "p.yaml"))" == "cannot read `p.yaml`: no such file or directory")
    }

    @Test func listsInByteOrderWithoutFollowingLinks() throws {
        try Files.withTemporaryDirectory { root in
            try Files.makeDirectories(root / "b/c")
            for name in ["b/z", "b/c/1", "a-b", "Z", "é"] { try Files.writeAtomically(root / name, []) }
            symlink("/", (root / "loop").string)
            let entries = try Files.list(root)
            #expect(entries.map(\.path.string) == ["Z", "a-b", "b", "b/c", "b/c/1", "b/z", "loop", "é"])
            #expect(entries[6].kind == .link)
            #expect(throws: FileFailure.self) { try Files.list(root, depth: 1) }
            #expect(throws: FileFailure.self) { try Files.list(root, count: 3) }
            #expect(try Files.list(root, depth: 1, stoppingAtDepth: true).count == 5)
        }
    }

    @Test func removesOnlyEmptyDirectories() throws {
        try Files.withTemporaryDirectory { root in
            try Files.makeDirectories(root / "empty/deep/er")
            try Files.makeDirectories(root / "full")
            try Files.writeAtomically(root / "full/f", [])
            #expect(try Files.removeEmptyDirectories(below: root) == ["empty/deep/er", "empty/deep", "empty"])
            #expect(try Files.list(root).map(\.path.string) == ["full", "full/f"])
            #expect(try Files.remove(root / "full/f"))
            #expect(try !Files.remove(root / "full/f"))
        }
    }

    @Test func temporaryDirectoryIsPrivateAndGoes() throws {
        let path = try Files.withTemporaryDirectory { (root: Path) throws -> Path in
            #expect(try Files.status(root)?.permissions == 0o700)
            symlink("/", (root / "link").string)
            return root
        }
        #expect(!Files.exists(path))
        #expect(Files.exists("/"))
    }

    @Test func resolvedRefusesLinksThatLeadOut() throws {
        try Files.withTemporaryDirectory { root in
            try Files.makeDirectories(root / "out/d")
            symlink("/etc", (root / "out/evil").string)
            symlink("d", (root / "out/good").string)
            let real = try Files.real(root / "out")
            #expect(try Files.resolved("good/new/f", inside: root / "out") == real / "d/new/f")
            #expect(throws: FileFailure.self) { try Files.resolved("evil/passwd", inside: root / "out") }
            #expect(throws: FileFailure.self) { try Files.resolved("../x", inside: root / "out") }
        }
    }

    @Test func aLockDoesNotStayWithAChildThatIsBeingStarted() throws {
        try Files.withTemporaryDirectory { (folder: Path) throws in
            let lock = folder / "lock"
            var copy: Int32 = -1
            try FileLock.withLock(lock) {
                // What a child has between fork and exec: another descriptor of the same open file.
                let held = (3..<1024).first { number in
                    var buffer = [CChar](repeating: 0, count: 4096)
                    let count = readlink("/proc/self/fd/\(number)", &buffer, buffer.count)
                    guard count > 0 else { return false }
                    let target = String(decoding: buffer[..<count].map { UInt8(bitPattern: $0) }, as: UTF8.self)
                    return target.hasSuffix(lock.string)
                }
                copy = dup(Int32(try #require(held)))
            }
            defer { close(copy) }
            try FileLock.withLock(lock) {}
        }
    }

    @Test func lockExcludesOthers() throws {
        try Files.withTemporaryDirectory { root in
            let lock = root / "lock"
            try FileLock.withLock(lock) {
                let failure = #expect(throws: FileFailure.self) { try FileLock.withLock(lock) {} }
                #expect(failure?.reason == .locked)
            }
            try FileLock.withLock(lock) {}
        }
    }
}
