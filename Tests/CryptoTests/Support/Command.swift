import Crypto
import Glibc

/// Runs the other side of an interop test. Input and output go through files, so that no pipe can fill up.
struct Command {
    let status: Int32
    let output: [UInt8]

    var text: String { String(decoding: output, as: UTF8.self) }

    /// Finds a program, so that a test can be skipped where it is absent.
    static func find(_ name: String) -> String? {
        guard let path = getenv("PATH") else { return nil }
        return String(cString: path).split(separator: ":").map { "\($0)/\(name)" }.first { access($0, X_OK) == 0 }
    }

    /// Whether the Python package that the sealing tests compare with is here.
    static let hasPythonCryptography: Bool = {
        guard let folder = try? Folder() else { return false }
        return (try? Command.run("python3", ["-c", "import cryptography.hazmat"], in: folder))?.status == 0
    }()

    static func run(_ name: String, _ arguments: [String], in folder: Folder) throws -> Command {
        guard let program = find(name) else { throw Failure(sentence: "\(name) is absent") }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        let output = folder.path("output-\(UInt64.random(in: 0 ... .max))")
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&actions, 1, output, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
        posix_spawn_file_actions_adddup2(&actions, 1, 2)
        var vector: [UnsafeMutablePointer<CChar>?] = ([program] + arguments).map { strdup($0) } + [nil]
        defer { vector.forEach { free($0) } }
        var child: pid_t = 0
        guard posix_spawn(&child, program, &actions, nil, &vector, environ) == 0 else {
            throw Failure(sentence: "cannot start \(name)")
        }
        var status: Int32 = 0
        while waitpid(child, &status, 0) < 0 {
            guard errno == EINTR else { throw Failure(sentence: "cannot wait for \(name)") }
        }
        return Command(status: status, output: try folder.read(output))
    }

    struct Failure: Error {
        let sentence: String
    }
}

/// A folder of its own for each test, removed with its files at the end.
final class Folder {
    private let root: String
    private var files: Set<String> = []

    init() throws {
        var template = Array("/tmp/crypto-tests-XXXXXX".utf8CString)
        guard let made = mkdtemp(&template) else { throw Command.Failure(sentence: "cannot make a folder") }
        root = String(cString: made)
    }

    deinit {
        files.forEach { unlink($0) }
        rmdir(root)
    }

    func path(_ name: String) -> String {
        let path = "\(root)/\(name)"
        files.insert(path)
        return path
    }

    @discardableResult
    func write(_ name: String, _ bytes: [UInt8]) throws -> String {
        let path = path(name)
        guard let file = fopen(path, "wb") else { throw Command.Failure(sentence: "cannot write \(name)") }
        defer { fclose(file) }
        guard fwrite(bytes, 1, bytes.count, file) == bytes.count else {
            throw Command.Failure(sentence: "cannot write \(name)")
        }
        return path
    }

    func read(_ path: String) throws -> [UInt8] {
        guard let file = fopen(path, "rb") else { throw Command.Failure(sentence: "cannot read \(path)") }
        defer { fclose(file) }
        var result: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while case let count = fread(&buffer, 1, buffer.count, file), count > 0 { result += buffer[..<count] }
        return result
    }
}

extension SecretBytes {
    /// The bytes, for comparison in tests.
    var revealed: [UInt8] { withBytes { $0 } }
    /// The text, for comparison in tests.
    var revealedText: String { withBytes { String(decoding: $0, as: UTF8.self) } }
}
