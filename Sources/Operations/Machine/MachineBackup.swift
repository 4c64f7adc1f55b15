public import Crypto
import Delivery
public import Host
import Kubernetes
public import Secrets
import Values

/// Everything that a platform keeps on one machine, as one encrypted file.
///
/// What runs is stopped while its volumes are read: a copy of a database at work is none.
public struct MachineBackup: Sendable {
    private let context: MachineContext
    private let archive: SealedArchive

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
        archive = SealedArchive(key: key, recipients: recipients, entropy: entropy)
    }

    /// Writes everything that is kept into a file.
    ///
    /// - Parameters:
    ///   - file: the file; it must not exist.
    ///   - beside: further files, such as the store, by name.
    ///   - note: told what is done.
    /// - Returns: how many volumes are in it.
    /// - Throws: ``PodmanFailure``, ``ArchiveFailure``, `FileFailure`, `Interrupted`. What was stopped is started again in any case.
    public func write(_ file: Path, beside: [(name: String, bytes: [UInt8])], note: (String) -> Void) throws -> Int {
        let podman = context.podman
        let state = try MachineState.read(podman, platform: context.plan.platform)
        let volumes = context.plan.volumes.filter { $0.isKept && state.volumes[$0.name] != nil }
        let running = context.plan.units.filter { state.containers[$0.name]?.isRunning == true }.map(\.name)
        try archive.write(file) { writer in
            if !running.isEmpty { note("stopping \(running.count) containers") }
            defer {
                // Whatever happens, what ran runs again: providers first.
                Interrupt.shielded {
                    for group in StopOrder.groups(running, context.plan.units).reversed() {
                        _ = try? podman.run(["start"] + group, seconds: 600)
                    }
                }
            }
            for group in StopOrder.groups(running, context.plan.units) {
                try podman.run(["stop", "--time", "30"] + group, seconds: 120 + 30 * group.count)
            }
            let list = try volumes.enumerated().map { number, volume -> Node in
                note("reading \(volume.name)")
                let count = try writer.add("volume-\(number)") { sink in
                    let words = ["volume", "export", volume.name]
                    let result = try podman.stream(words, seconds: 24 * 3600, to: sink)
                    guard result.succeeded else { throw PodmanFailure(words, result) }
                }
                return [
                    "volume": Node(.string(volume.name)), "component": Node(.string(volume.component)),
                    "pieces": Node(.integer(Int64(count))),
                ]
            }
            let files = beside.map { ($0.name, Node(.string(Base64.encode($0.bytes)))) }
            return [
                "version": 1, "platform": Node(.string(context.plan.platform)), "volumes": Node(.list(list)),
                "files": Node(.mapping(Mapping(files))),
            ]
        }
        return volumes.count
    }

    /// Brings everything back that a file holds. The platform must not be there.
    ///
    /// - Parameters:
    ///   - file: the file.
    ///   - note: told what is done.
    /// - Returns: the files beside the volumes, by name.
    /// - Throws: ``PodmanFailure``, ``ArchiveFailure``, `FileFailure`, `Interrupted`.
    public func restore(_ file: Path, note: (String) -> Void) throws -> [String: [UInt8]] {
        let podman = context.podman
        let state = try MachineState.read(podman, platform: context.plan.platform)
        guard state.containers.isEmpty else {
            throw ArchiveFailure(
                "\(state.containers.count) containers of \(context.plan.platform) are on this machine")
        }
        let manifest = try archive.manifest(file)
        guard manifest["version"]?.integer == 1, let name = manifest["platform"]?.string,
            let volumes = manifest["volumes"]?.list
        else { throw ArchiveFailure("\(file) is no backup, or of a version that this Fairlead does not know") }
        guard name == context.plan.platform else {
            throw ArchiveFailure("\(file) is of the platform `\(name)`, not of `\(context.plan.platform)`")
        }
        for (number, entry) in volumes.enumerated() {
            guard let volume = context.plan.volumes.first(where: { $0.name == entry["volume"]?.string }) else {
                note("left out: \(entry["volume"]?.string ?? "a volume"), which the platform does not have")
                continue
            }
            guard state.volumes[volume.name] == nil else {
                throw ArchiveFailure(
                    "the volume \(volume.name) is there already: `fairlead down --delete-data \(name)` first")
            }
            note("writing \(volume.name)")
            try podman.run(MachineWork.volume(volume, platform: name))
            let words = ["volume", "import", volume.name, "-"]
            let pieces = Int(clamping: entry["pieces"]?.integer ?? 0)
            let result = try podman.stream(
                words, seconds: 24 * 3600, from: archive.source(file, "volume-\(number)", pieces: pieces)
            ) { _ in }
            guard result.succeeded else { throw PodmanFailure(words, result) }
        }
        var files: [String: [UInt8]] = [:]
        for entry in manifest["files"]?.mapping?.entries ?? [] {
            files[entry.key] = entry.value.string.flatMap { Base64.decode($0) }
        }
        return files
    }
}
