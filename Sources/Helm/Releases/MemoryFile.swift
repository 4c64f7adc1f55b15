internal import Crypto
internal import Glibc

/// A file that lives in memory alone (memfd_create(2)) and has no name in any folder.
///
/// Helm's library takes a kubeconfig as a path, or as a text that it writes to a temporary file. The path of this file
/// can be given instead, so that no credential touches a disk. It is gone with this object, or with the process.
final class MemoryFile: Sendable {
    private typealias Make = @convention(c) (UnsafePointer<CChar>, UInt32) -> Int32
    /// Not inherited by programs that this process starts (memfd_create(2), MFD_CLOEXEC).
    private static let closeOnExec: UInt32 = 1

    private let descriptor: Int32

    /// Where this process, and nobody else, finds the file (proc_pid_fd(5)).
    var path: String { "/proc/self/fd/\(descriptor)" }

    /// Makes a file.
    ///
    /// - Parameter secret: its content.
    /// - Throws: ``HelmFailure/Kind/io``.
    init(_ secret: SecretBytes) throws(HelmFailure) {
        descriptor = try secret.withBytes { Self.make($0) }.get()
    }

    deinit { close(descriptor) }

    private static func make(_ bytes: [UInt8]) -> Result<Int32, HelmFailure> {
        // Looked up by name: the C library's headers hide it without _GNU_SOURCE.
        guard let program = dlopen(nil, RTLD_NOW), let symbol = dlsym(program, "memfd_create") else {
            return .failure(HelmFailure(.io, "this system has no files in memory"))
        }
        let made = unsafeBitCast(symbol, to: Make.self)("kubeconfig", closeOnExec)
        guard made >= 0 else { return .failure(failure("made")) }
        var offset = 0
        while offset < bytes.count {
            let count = bytes.withUnsafeBytes { buffer in
                write(made, buffer.baseAddress.map { $0 + offset }, bytes.count - offset)
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else {
                let reason = failure("written")
                close(made)
                return .failure(reason)
            }
            offset += count
        }
        return .success(made)
    }

    private static func failure(_ what: String) -> HelmFailure {
        HelmFailure(.io, "a file in memory could not be \(what): \(String(cString: strerror(errno)))")
    }
}
