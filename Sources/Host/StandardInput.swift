import Glibc

/// What is piped into the process.
public enum StandardInput {
    /// Reads to the end.
    ///
    /// - Parameter limit: the most bytes that are taken.
    /// - Returns: the bytes.
    /// - Throws: ``FileFailure`` if there are more, or reading fails.
    public static func read(limit: Int) throws(FileFailure) -> [UInt8] {
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 14)
        while true {
            let count = Glibc.read(STDIN_FILENO, &buffer, buffer.count)
            if count == 0 { return bytes }
            if count < 0 {
                if errno == EINTR { continue }
                throw FileFailure(errno: errno, "read", "standard input")
            }
            bytes += buffer[..<count]
            if bytes.count > limit { throw FileFailure(.tooLarge(limit: limit), "read", "standard input") }
        }
    }
}
