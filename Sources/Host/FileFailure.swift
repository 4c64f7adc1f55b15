import Glibc

/// Why something could not be done with a file.
public struct FileFailure: Error, Sendable, Equatable, CustomStringConvertible {
    /// The kinds of failure a caller may want to tell apart.
    public enum Reason: Sendable, Equatable {
        /// There is no such file or directory.
        case notFound
        /// A file was needed.
        case isDirectory
        /// A directory was needed.
        case notDirectory
        /// There is something already.
        case exists
        /// The user may not do this.
        case denied
        /// It holds more bytes than allowed.
        case tooLarge(limit: Int)
        /// The file system is mounted read-only.
        case readOnly
        /// The disk or the quota is full.
        case full
        /// The tree is deeper than allowed.
        case tooDeep(limit: Int)
        /// The tree has more entries than allowed.
        case tooMany(limit: Int)
        /// Somebody else holds the lock.
        case locked
        /// The path leads out of the directory it must stay in.
        case outside(root: Path)
        /// The name is not valid UTF-8 or contains a zero byte.
        case badName
        /// The content is not valid UTF-8.
        case notText
        /// Anything else, by the number of the system.
        case other(Int32)
    }

    /// What kind of failure it is.
    public let reason: Reason
    /// What was being done, such as `read`.
    public let operation: String
    /// The file or directory it was done to.
    public let path: Path

    /// Makes a failure.
    ///
    /// - Parameters:
    ///   - reason: what kind of failure it is.
    ///   - operation: what was being done, as a verb.
    ///   - path: what it was done to.
    public init(_ reason: Reason, _ operation: String, _ path: Path) {
        self.reason = reason
        self.operation = operation
        self.path = path
    }

    /// Makes a failure from an `errno` value.
    init(errno number: Int32, _ operation: String, _ path: Path) {
        let reason: Reason =
            switch number {
            case ENOENT: .notFound
            case EISDIR: .isDirectory
            case ENOTDIR: .notDirectory
            case EEXIST: .exists
            case EACCES, EPERM: .denied
            case EROFS: .readOnly
            case ENOSPC, EDQUOT: .full
            default: .other(number)
            }
        self.init(reason, operation, path)
    }

    /// A sentence for people: lower case, no full stop.
    public var description: String { "cannot \(operation) `\(path)`: \(reasonText)" }

    /// What to do about it, where that can be said.
    public var hint: String? {
        switch reason {
        case .notFound: "check the spelling and the directory you are in"
        case .denied: "check the owner and the permissions of the file and of its directory"
        case .full: "free some space on the disk, then run the command again"
        case .readOnly: "choose a place that can be written to"
        case .locked: "wait until the other run is finished, then try again"
        default: nil
        }
    }

    private var reasonText: String {
        switch reason {
        case .notFound: "no such file or directory"
        case .isDirectory: "it is a directory, a file is needed"
        case .notDirectory: "a part of the path is not a directory"
        case .exists: "it exists already"
        case .denied: "permission denied"
        case .tooLarge(let limit): "it is larger than \(byteCount(limit))"
        case .readOnly: "the file system is read-only"
        case .full: "no space is left on the disk"
        case .tooDeep(let limit): "directories are nested more than \(limit) deep"
        case .tooMany(let limit): "it holds more than \(limit) entries"
        case .locked: "another process is using it"
        case .outside(let root): "it leads out of `\(root)`"
        case .badName: "the name is not valid UTF-8 text without zero bytes"
        case .notText: "the content is not valid UTF-8 text"
        case .other(let number): systemMessage(number)
        }
    }
}

/// The system's words for an error number.
func systemMessage(_ number: Int32) -> String {
    var buffer = [CChar](repeating: 0, count: 256)
    guard strerror_r(number, &buffer, buffer.count - 1) == 0 else { return "error \(number)" }
    let text = String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    return text.isEmpty ? "error \(number)" : text.prefix(1).lowercased() + text.dropFirst()
}

private func byteCount(_ count: Int) -> String {
    if count >= 1 << 20, count % (1 << 20) == 0 { return "\(count >> 20) MiB" }
    if count >= 1 << 10, count % (1 << 10) == 0 { return "\(count >> 10) KiB" }
    return "\(count) bytes"
}
