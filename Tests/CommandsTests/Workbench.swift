import CommandTree
import Commands
import Crypto
import Diagnostics
import Glibc
import Helm
import Host
import Platform
import Secrets
import Testing
import Values

/// What a command line left behind.
struct Outcome: CustomStringConvertible {
    var status: Int32
    var out: String
    var error: String

    /// The codes of the errors that were shown, in order.
    var codes: [String] {
        error.ranges(of: "error[").map { String(error[$0.upperBound...].prefix(6)) }
    }

    /// Everything that was said.
    var text: String { out + error }
    var description: String { "status \(status)\n\(out)\n\(error)" }
}

/// Where Helm's library is on this machine; nil, said aloud, if it is nowhere.
let helmLibrary: Path? = {
    do throws(HelmFailure) { return try HelmLibraryPlaces(environment: .process).find() } catch {
        print("SKIPPED CommandsTests that render: \(error)")
        return nil
    }
}()

extension Trait where Self == ConditionTrait {
    /// Skips, with the reason in the report, where Helm's library is not installed.
    static var needsHelm: Self {
        .enabled(if: helmLibrary != nil, "libhelm_c.so is not here: run scripts/install-helm-library")
    }
}

/// The program that was built beside the tests.
let binary: Path = {
    let beside = (Processes.executable ?? "/proc/self/exe").parent / "fairlead"
    return Files.exists(beside) ? beside : beside.parent.parent / "fairlead"
}()

/// A scratch folder with a home of its own, in which commands run; never the process's own folder or variables.
struct Workbench {
    let folder: Path
    var variables: [String: String] = [:]

    /// The folder of the tree.
    var out: Path { folder / "out" }
    /// The platform file.
    var platform: Path { folder / "platform.yaml" }
    /// The store beside it.
    var store: Path { folder / "secrets.age" }
    /// The identity that is made on first use.
    var identity: Path { folder / "home/.config/fairlead/identity.txt" }

    var environment: [String: String] {
        var all = ["HOME": (folder / "home").string, "PATH": Environment.process["PATH"] ?? "/usr/bin:/bin"]
        all["FAIRLEAD_HELM_LIBRARY"] = helmLibrary?.string
        return all.merging(variables) { $1 }
    }

    /// Runs a command in this process.
    func run(_ arguments: String..., width: Int = 100, clock: Clock = .system) -> Outcome {
        run(arguments, width: width, clock: clock)
    }

    /// Runs a command in this process.
    func run(_ arguments: [String], width: Int = 100, clock: Clock = .system) -> Outcome {
        let variables = Environment(environment)
        let terminal = Terminal(out: .memory(), error: .memory(), width: width, environment: variables)
        let status = Fairlead.program.run(arguments, terminal: terminal, environment: variables, clock: clock)
        return Outcome(status: status.code, out: terminal.out.captured, error: terminal.error.captured)
    }

    /// Runs a command as a process of its own, in the folder.
    func process(_ arguments: String..., input: String = "", environment: [String: String]? = nil) throws -> Outcome {
        try shell(binary.string, arguments, input: input, environment: environment)
    }

    /// Runs any program in the folder.
    func shell(
        _ program: String, _ arguments: [String], input: String = "", environment: [String: String]? = nil
    ) throws -> Outcome {
        let result = try Processes.run(
            program, arguments, input: Array(input.utf8), environment: environment ?? self.environment,
            directory: folder, timeoutSeconds: 300)
        return Outcome(
            status: result.status, out: String(decoding: result.stdout, as: UTF8.self),
            error: String(decoding: result.stderr, as: UTF8.self))
    }

    func write(_ text: String, to name: String) throws { try write(Array(text.utf8), to: name) }

    func write(_ bytes: [UInt8], to name: String) throws {
        let path = folder / name
        try Files.makeDirectories(path.parent)
        try Files.writeAtomically(path, bytes)
    }

    func read(_ name: String) throws -> String { String(decoding: try Files.read(folder / name), as: UTF8.self) }

    /// The tree, without the folder that Fairlead works in.
    func tree() throws -> [String: String] { try contents(out) }

    /// Opens the store with the identity of this home.
    func opened() throws -> CredentialStore {
        let identities = try AgeIdentity.parse(file: SecretBytes(try Files.read(identity)))
        return try #require(try StoreFile(store).load(.identities(identities)))
    }
}

/// A folder as a test sees it: path to content, without what Fairlead keeps for itself.
func contents(_ folder: Path) throws -> [String: String] {
    guard Files.exists(folder) else { return [:] }
    var files: [String: String] = [:]
    for entry in try Files.list(folder) where entry.kind == .file && !entry.path.components.contains(".fairlead") {
        files[entry.path.string] = String(decoding: try Files.read(folder / entry.path.string), as: UTF8.self)
    }
    return files
}

/// The times and sizes of a folder's files: a second write leaves them alone.
func stamps(_ folder: Path) throws -> [String: [Int]] {
    var result: [String: [Int]] = [:]
    for entry in try Files.list(folder) where entry.kind == .file && !entry.path.components.contains(".fairlead") {
        var record = stat()
        stat((folder / entry.path.string).string, &record)
        result[entry.path.string] = [record.st_mtim.tv_sec, record.st_mtim.tv_nsec, Int(record.st_ino)]
    }
    return result
}
