import Glibc
import Synchronization

/// Why text could not be written to standard output.
public enum OutputFailure: Error, Sendable, Equatable, CustomStringConvertible {
    /// Whoever was reading has gone, as `head` does; not worth a message. The exit status is 141.
    case closed
    /// The system refused, by its error number; a full disk for example.
    case system(Int32)

    /// A sentence for people: lower case, no full stop.
    public var description: String {
        switch self {
        case .closed: "the reader of the output has gone"
        case .system(let number): "cannot write the output: \(systemMessage(number))"
        }
    }
}

/// Where text goes: a stream of the process, or memory in tests. Nothing is buffered, so the two streams keep their order.
///
/// SIGPIPE keeps its default meaning, so that `| head` ends the program quietly. Where it is ignored
/// (some parents do so), the write fails with ``OutputFailure/closed`` instead.
public struct OutputStream: Sendable {
    private enum Target: Sendable {
        case descriptor(Int32)
        case memory(Memory)
    }

    private final class Memory: Sendable {
        let bytes = Mutex<[UInt8]>([])
    }

    private let target: Target

    /// Standard output.
    public static let standard = OutputStream(target: .descriptor(STDOUT_FILENO))

    /// Standard error.
    public static let error = OutputStream(target: .descriptor(STDERR_FILENO))

    /// A place in memory, for tests.
    public static func memory() -> OutputStream { OutputStream(target: .memory(Memory())) }

    /// Writes all bytes.
    ///
    /// - Throws: ``OutputFailure``.
    public func write(_ bytes: [UInt8]) throws(OutputFailure) {
        switch target {
        case .memory(let memory): memory.bytes.withLock { $0 += bytes }
        case .descriptor(let descriptor):
            do throws(SystemError) { try writeAll(descriptor, bytes) } catch {
                throw error.number == EPIPE ? .closed : .system(error.number)
            }
        }
    }

    /// Writes a text.
    ///
    /// - Throws: ``OutputFailure``.
    public func write(_ text: String) throws(OutputFailure) { try write(Array(text.utf8)) }

    /// What was written so far to memory; empty for a stream of the process.
    public var captured: String {
        guard case .memory(let memory) = target else { return "" }
        return memory.bytes.withLock { String(decoding: $0, as: UTF8.self) }
    }

    /// Whether it is a terminal.
    public var isTerminal: Bool {
        guard case .descriptor(let descriptor) = target else { return false }
        return isatty(descriptor) == 1
    }

    /// The columns of the terminal, when it is one that says so.
    var columns: Int? {
        guard case .descriptor(let descriptor) = target else { return nil }
        var size = winsize()
        guard ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return nil }
        return Int(size.ws_col)
    }
}
