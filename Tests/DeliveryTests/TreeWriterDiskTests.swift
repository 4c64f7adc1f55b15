import Delivery
import Diagnostics
import Glibc
import Host
import Testing

@Suite struct TreeWriterDiskTests {
    static let large = ["a": String(repeating: "x", count: 200_000), "b": "new"]

    @Test func aFileThatMayNotGrow() async throws {
        let folder = Path("/tmp/fairlead-limit-\(getpid())")
        defer { try? Files.removeTree(folder) }
        try TreeWriter(folder: folder).write(tree(["a": "old", "c": "old"]), lock: Lock())
        let before = try contents(folder)
        let place = folder.string
        await #expect(processExitsWith: .exitCode(7)) { [place = place as String] in
            signal(SIGXFSZ, SIG_IGN)
            var limit = rlimit(rlim_cur: 100_000, rlim_max: 100_000)
            setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit)
            do { try TreeWriter(folder: Path(place)).write(tree(Self.large), lock: Lock()) } catch let error
                as FindingsError
            {
                exit(error.findings.map(\.code) == ["FL0503"] ? 7 : 8)
            }
        }
        #expect(try contents(folder) == before)
        #expect(try Files.list(folder / ".fairlead").map(\.path.string) == [".gitignore", "lock"])
    }

    @Test(.enabled(if: getuid() == 0, "only root may mount a file system of a few kilobytes"))
    func aFullDisk() throws {
        try Files.withTemporaryDirectory { (folder: Path) throws in
            let mounted = try Processes.run("mount", ["-t", "tmpfs", "-o", "size=128k", "tmpfs", folder.string])
            guard mounted.status == 0 else {
                try Test.cancel("this machine allows no mount: \(String(decoding: mounted.stderr, as: UTF8.self))")
            }
            defer { _ = try? Processes.run("umount", [folder.string]) }
            try TreeWriter(folder: folder).write(tree(["a": "old", "c": "old"]), lock: Lock())
            let before = try contents(folder)
            #expect(
                try codes { try TreeWriter(folder: folder).write(tree(Self.large), lock: Lock()) } == ["FL0503 error"])
            #expect(try contents(folder) == before)
            #expect(try Files.list(folder / ".fairlead").map(\.path.string) == [".gitignore", "lock"])
            #expect(try Processes.run("mount", ["-o", "remount,ro", folder.string]).status == 0)
            #expect(
                try codes { try TreeWriter(folder: folder).write(tree(["a": "new"]), lock: Lock()) } == ["FL0503 error"]
            )
            #expect(try contents(folder) == before)
        }
    }

    @Test func aFolderThatMayNotBeWritten() async throws {
        let folder = Path("/tmp/fairlead-denied-\(getpid())")
        defer {
            chmod(folder.string, 0o755)
            try? Files.removeTree(folder)
        }
        try put("theirs", folder / "a")
        chmod(folder.string, 0o555)
        let place = folder.string
        await #expect(processExitsWith: .exitCode(7)) { [place = place as String] in
            // Root may write everywhere.
            if getuid() == 0 { setuid(65534) }
            do { try TreeWriter(folder: Path(place)).write(tree(["b": "new"]), lock: Lock()) } catch let error
                as FindingsError
            {
                exit(error.findings.map(\.code) == ["FL0503"] ? 7 : 8)
            }
        }
        #expect(try contents(folder) == ["a": "theirs"])
    }
}
