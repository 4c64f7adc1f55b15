public import Crypto
import Delivery
import Helm
public import Host
import Kubernetes
public import Secrets
import Values

/// Everything that a platform keeps on one machine, as one file: a tar of age files, which stock `tar` and `age` open too.
///
/// What runs is stopped while its volumes are read: a copy of a database at work is none. Volumes are cut into pieces, because the age format is
/// handled in memory here.
public struct MachineBackup: Sendable {
    /// Why a file cannot be used.
    public struct Failure: Error, Sendable, CustomStringConvertible {
        /// The reason.
        public let description: String
    }

    private let context: MachineContext
    private let key: StoreKey
    private let recipients: [AgeRecipient]
    private let entropy: any EntropySource
    private static let piece = 16 << 20
    /// The largest volume: it passes through memory.
    private static let largest = 4 << 30
    private static let manifestName = "manifest.age"

    /// A backup.
    ///
    /// - Parameters:
    ///   - context: the platform on the machine.
    ///   - key: what opens the store; the same opens the file.
    ///   - recipients: the store's recipients.
    ///   - entropy: where keys come from.
    public init(
        _ context: MachineContext, key: StoreKey, recipients: [AgeRecipient],
        entropy: any EntropySource = SystemEntropy()
    ) {
        self.context = context
        self.key = key
        self.recipients = recipients
        self.entropy = entropy
    }

    /// Writes everything that is kept into a file.
    ///
    /// - Parameters:
    ///   - file: the file; it must not exist.
    ///   - beside: further files, such as the store, by name.
    ///   - note: told what is done.
    /// - Returns: how many volumes are in it.
    /// - Throws: ``PodmanFailure``, ``Failure``, `FileFailure`, `Interrupted`. What was stopped is started again in any case.
    public func write(_ file: Path, beside: [(name: String, bytes: [UInt8])], note: (String) -> Void) throws -> Int {
        guard !Files.exists(file) else { throw Failure(description: "\(file) is there already") }
        let podman = context.podman
        let state = try MachineState.read(podman, platform: context.plan.platform)
        let volumes = context.plan.volumes.filter { $0.isKept && state.volumes[$0.name] != nil }
        let running = context.plan.units.filter { state.containers[$0.name]?.isRunning == true }.map(\.name)
        return try Files.withTemporaryDirectory { folder in
            if !running.isEmpty {
                note("stopping \(running.count) containers")
                try podman.run(["stop", "--time", "30"] + running.reversed(), seconds: 600)
            }
            var manifest: [Node] = []
            do {
                defer {
                    // Whatever happens, what ran runs again.
                    Interrupt.shielded { _ = try? podman.run(["start"] + running, seconds: 600) }
                }
                for (number, volume) in volumes.enumerated() {
                    note("reading \(volume.name)")
                    let count = try pieces(of: volume.name, number, into: folder)
                    manifest.append([
                        "volume": Node(.string(volume.name)), "component": Node(.string(volume.component)),
                        "pieces": Node(.integer(Int64(count))),
                    ])
                }
            }
            let files = beside.map { ($0.name, Node(.string(Base64.encode($0.bytes)))) }
            let whole: Node = [
                "version": 1, "platform": Node(.string(context.plan.platform)), "volumes": Node(.list(manifest)),
                "files": Node(.mapping(Mapping(files))),
            ]
            try Files.writeAtomically(
                folder / Self.manifestName, try seal(Array(JSON.write(whole).utf8)), permissions: 0o600)
            let names = try Files.list(folder, depth: 1).filter { $0.kind == .file }.map(\.path.string).sorted()
            _ = try Processes.run(
                "tar",
                [
                    "-cf", try Files.real(file.parent).appending(file.lastComponent ?? "backup").string, "-C",
                    folder.string,
                ] + names,
                timeoutSeconds: 3600)
            guard Files.exists(file) else { throw Failure(description: "\(file) could not be written") }
            try Files.setPermissions(file, 0o600)
            return volumes.count
        }
    }

    private func pieces(of volume: String, _ number: Int, into folder: Path) throws -> Int {
        let result = try context.podman.ask(["volume", "export", volume], seconds: 3600, limit: Self.largest)
        guard result.succeeded else { throw PodmanFailure(["volume", "export"], result) }
        var count = 0
        var start = 0
        repeat {
            let end = min(start + Self.piece, result.stdout.count)
            let packed = try Archive.pack([("piece", Array(result.stdout[start..<end]))])
            let name = "volume-\(number)-\(count).age"
            try Files.writeAtomically(folder / name, try seal(packed), permissions: 0o600)
            count += 1
            start = end
        } while start < result.stdout.count
        return count
    }

    /// Brings everything back that a file holds. The platform must not be there.
    ///
    /// - Parameters:
    ///   - file: the file.
    ///   - note: told what is done.
    /// - Returns: the files beside the volumes, by name.
    /// - Throws: ``PodmanFailure``, ``Failure``, `FileFailure`, `Interrupted`.
    public func restore(_ file: Path, note: (String) -> Void) throws -> [String: [UInt8]] {
        let podman = context.podman
        let state = try MachineState.read(podman, platform: context.plan.platform)
        guard state.containers.isEmpty else {
            throw Failure(
                description: "\(state.containers.count) containers of \(context.plan.platform) are on this machine")
        }
        return try Files.withTemporaryDirectory { folder in
            let result = try Processes.run(
                "tar", ["-xf", try Files.real(file).string, "--no-same-owner", "-C", folder.string],
                timeoutSeconds: 3600)
            guard result.succeeded else { throw Failure(description: "\(file) is no backup, or not whole") }
            let manifest = try JSON.parse(try open(folder / Self.manifestName), file: Self.manifestName)
            guard manifest["version"]?.integer == 1, let name = manifest["platform"]?.string else {
                throw Failure(description: "\(file) is of a version that this Fairlead does not know")
            }
            guard name == context.plan.platform else {
                throw Failure(description: "\(file) is of the platform `\(name)`, not of `\(context.plan.platform)`")
            }
            for (number, entry) in (manifest["volumes"]?.list ?? []).enumerated() {
                guard let volume = context.plan.volumes.first(where: { $0.name == entry["volume"]?.string }) else {
                    note("left out: \(entry["volume"]?.string ?? "a volume"), which the platform does not have")
                    continue
                }
                guard state.volumes[volume.name] == nil else {
                    throw Failure(
                        description:
                            "the volume \(volume.name) is there already: `fairlead down --delete-data \(name)` first")
                }
                note("writing \(volume.name)")
                var bytes: [UInt8] = []
                for piece in 0..<Int(entry["pieces"]?.integer ?? 0) {
                    let packed = try open(folder / "volume-\(number)-\(piece).age")
                    guard let part = Archive.unpack(packed)?.first else {
                        throw Failure(description: "a piece of \(volume.name) is damaged")
                    }
                    bytes += part.bytes
                }
                try podman.run(MachineWork.volume(volume, platform: name))
                try podman.run(["volume", "import", volume.name, "-"], input: bytes, seconds: 3600)
            }
            var files: [String: [UInt8]] = [:]
            for entry in manifest["files"]?.mapping?.entries ?? [] {
                files[entry.key] = entry.value.string.flatMap { Base64.decode($0) }
            }
            return files
        }
    }

    private func seal(_ bytes: [UInt8]) throws -> [UInt8] {
        switch key {
        case .passphrase(let phrase):
            // Many pieces, and the work of a passphrase for each: it is long since done for the store.
            return try AgeFile.encrypt(
                SecretBytes(bytes), passphrase: phrase, scryptLogarithm: 14, armored: false, entropy: entropy)
        case .identities:
            return try AgeFile.encrypt(SecretBytes(bytes), to: recipients, armored: false, entropy: entropy)
        }
    }

    private func open(_ path: Path) throws -> [UInt8] {
        let file = try Files.read(path, limit: 64 << 20)
        do {
            switch key {
            case .passphrase(let phrase): return try AgeFile.decrypt(file, passphrase: phrase).withBytes { $0 }
            case .identities(let identities): return try AgeFile.decrypt(file, with: identities).withBytes { $0 }
            }
        } catch {
            throw Failure(description: "it does not open: \(error.description)")
        }
    }
}
