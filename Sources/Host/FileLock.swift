import Glibc

/// A lock between processes, held on a file by `flock(2)`. It ends with the process, however that ends.
public enum FileLock {
    /// Does something while nobody else holds the lock.
    ///
    /// The lock file is made when missing and never removed: removing it would let two processes lock two different files.
    ///
    /// - Parameters:
    ///   - path: the lock file.
    ///   - waitSeconds: how long to wait for somebody else.
    ///   - body: what to do.
    /// - Throws: ``FileFailure`` with the reason `locked` when it is still held after that time, ``Interrupted``, or what the body throws.
    public static func withLock<Result>(_ path: Path, waitSeconds: Int = 0, _ body: () throws -> Result) throws
        -> Result
    {
        let name = try Files.checkedName(path, "lock")
        let descriptor = try Files.call("lock", path) { open(name, O_RDWR | O_CREAT | O_CLOEXEC, mode_t(0o600)) }
        defer { close(descriptor) }
        let deadline = Clock.system.monotonicMilliseconds() + Int64(waitSeconds) * 1000
        while flock(descriptor, LOCK_EX | LOCK_NB) != 0 {
            let number = errno
            if number == EINTR { continue }
            guard number == EWOULDBLOCK else { throw FileFailure(errno: number, "lock", path) }
            guard Clock.system.monotonicMilliseconds() < deadline else { throw FileFailure(.locked, "lock", path) }
            try Interrupt.check()
            usleep(50_000)
        }
        // A child that is being started holds the descriptor until it executes: closing alone would leave the lock with it.
        defer { flock(descriptor, LOCK_UN) }
        return try body()
    }
}
