import Glibc
import Host

/// Which process of which running machine: tells whether a holder on this very machine is dead, so that nobody waits for it.
///
/// The name of the host does not say that, since two machines may share it. The boot and the namespace of process numbers do
/// (proc(5): `/proc/sys/kernel/random/boot_id`, `/proc/PID/ns/pid`, start time in `/proc/PID/stat`).
struct ProcessMark: Equatable {
    private let machine: String
    private let process: pid_t
    private let start: String

    /// This process; nil where `/proc` does not say it.
    static func mine() -> ProcessMark? {
        guard let machine = machine(), let start = start(of: getpid()) else { return nil }
        return ProcessMark(machine: machine, process: getpid(), start: start)
    }

    private init(machine: String, process: pid_t, start: String) {
        self.machine = machine
        self.process = process
        self.start = start
    }

    /// Reads a mark.
    init?(_ text: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 3, !parts[0].isEmpty, let process = pid_t(parts[1]), process > 0 else { return nil }
        self.init(machine: parts[0], process: process, start: parts[2])
    }

    /// The mark as text.
    var text: String { "\(machine)/\(process)/\(start)" }

    /// Whether it is certain that this process has ended: it was on this machine, in this boot, and is not there any more.
    var isDead: Bool {
        guard let here = Self.machine(), here == machine else { return false }
        // Signal 0 only asks; a process of somebody else answers EPERM and is alive.
        if kill(process, 0) != 0 { return errno == ESRCH }
        guard let now = Self.start(of: process) else { return false }
        return now != start
    }

    private static func machine() -> String? {
        guard let boot = try? Files.readText("/proc/sys/kernel/random/boot_id", limit: 256) else { return nil }
        var buffer = [CChar](repeating: 0, count: 128)
        let count = readlink("/proc/self/ns/pid", &buffer, buffer.count)
        guard count > 0 else { return nil }
        let space = buffer.prefix(count).map { UInt8(bitPattern: $0) }.filter { (0x30...0x39).contains($0) }
        return plainText(boot, limit: 64) + "-" + String(decoding: space, as: UTF8.self)
    }

    // The 22nd field, counted behind the name, which may hold blanks and brackets itself.
    private static func start(of process: pid_t) -> String? {
        guard let bytes = try? Files.read(Path("/proc/\(process)/stat"), limit: 4096),
            let bracket = bytes.lastIndex(of: UInt8(ascii: ")"))
        else { return nil }
        let fields = bytes[bracket...].dropFirst().split(separator: 0x20)
        guard fields.count > 19 else { return nil }
        return String(decoding: fields[19], as: UTF8.self)
    }
}
