import Glibc
import Host
import Synchronization

private let leftovers = Mutex<[Path]>([])

/// Removes a folder when the tests are over.
func cleanUpAtExit(_ folder: Path) {
    leftovers.withLock { paths in
        if paths.isEmpty { atexit { leftovers.withLock { for path in $0 { try? Files.removeTree(path) } } } }
        paths.append(folder)
    }
}
