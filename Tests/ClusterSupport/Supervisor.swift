import Glibc
import Host

/// A shell that runs the programs of a cluster and ends them, and takes their folder away, when its standard input closes:
/// also when the test process is killed, because the system closes the other end then.
final class Supervisor: Sendable {
    private let commands: Int32
    private let child: pid_t

    /// Starts the shell in a process group of its own, so that Ctrl-C in the terminal reaches only the tests.
    init(script: Path, directory: Path) throws {
        var ends: [Int32] = [0, 0]
        // Nobody else must inherit the end that keeps the cluster alive; a pipe could not be made so in one step here.
        let kind = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
        guard socketpair(AF_UNIX, kind, 0, &ends) == 0 else { throw ClusterTrouble("cannot make a pair of sockets") }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, ends[0], 0)
        posix_spawn_file_actions_addopen(&actions, 1, (directory / "supervisor.log").string, O_WRONLY | O_CREAT, 0o600)
        posix_spawn_file_actions_adddup2(&actions, 1, 2)
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var signals = sigset_t()
        sigemptyset(&signals)
        posix_spawnattr_setsigmask(&attributes, &signals)
        sigfillset(&signals)
        posix_spawnattr_setsigdefault(&attributes, &signals)
        posix_spawnattr_setpgroup(&attributes, 0)
        posix_spawnattr_setflags(
            &attributes, Int16(POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETPGROUP))
        var child: pid_t = 0
        var arguments: [UnsafeMutablePointer<CChar>?] = [strdup("sh"), strdup(script.string), nil]
        defer { for argument in arguments { free(argument) } }
        let number = posix_spawn(&child, "/bin/sh", &actions, &attributes, &arguments, environ)
        close(ends[0])
        guard number == 0 else {
            close(ends[1])
            throw ClusterTrouble("cannot start a shell: error \(number)")
        }
        (self.child, commands) = (child, ends[1])
    }

    /// Tells the shell something; false if it is gone.
    @discardableResult
    func tell(_ command: String) -> Bool {
        let bytes = Array((command + "\n").utf8)
        return send(commands, bytes, bytes.count, Int32(MSG_NOSIGNAL)) == bytes.count
    }

    deinit {
        close(commands)
        var status: Int32 = 0
        while waitpid(child, &status, 0) < 0 && errno == EINTR {}
    }
}

/// Why there is no cluster to test with.
package struct ClusterTrouble: Error, CustomStringConvertible {
    package let description: String
    init(_ description: String) { self.description = description }
}

/// Ports of the loopback interface that nobody uses.
enum FreePorts {
    static func take(_ count: Int) throws -> [Int] {
        // All are held at once, so that none comes twice.
        var sockets: [Int32] = []
        defer { for socket in sockets { close(socket) } }
        return try (0..<count).map { _ in
            let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
            guard descriptor >= 0 else { throw ClusterTrouble("cannot make a socket") }
            sockets.append(descriptor)
            var address = sockaddr_in()
            address.sin_family = sa_family_t(AF_INET)
            address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
            var length = socklen_t(MemoryLayout<sockaddr_in>.size)
            let isBound = withUnsafeMutablePointer(to: &address) { pointer in
                pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    bind(descriptor, $0, length) == 0 && getsockname(descriptor, $0, &length) == 0
                }
            }
            guard isBound else { throw ClusterTrouble("cannot take a port of the loopback interface") }
            return Int(UInt16(bigEndian: address.sin_port))
        }
    }
}
