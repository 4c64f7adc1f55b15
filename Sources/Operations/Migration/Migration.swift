public import Crypto
public import Host
import Platform
public import Secrets
import Values

/// Moves the databases of a platform on one machine: into an encrypted file, and out of it into the cluster's.
public struct Migration: Sendable {
    private let plan: MigrationPlan
    private let podman: Podman
    private let store: CredentialStore
    private let archive: SealedArchive
    private let entropy: any EntropySource

    /// A migration.
    ///
    /// - Parameters:
    ///   - plan: what goes where.
    ///   - podman: the command.
    ///   - store: the values.
    ///   - key: what opens the store; the same opens the file.
    ///   - entropy: where keys come from.
    public init(
        _ plan: MigrationPlan, podman: Podman, store: CredentialStore, key: StoreKey,
        entropy: any EntropySource = SystemEntropy()
    ) {
        self.plan = plan
        self.podman = podman
        self.store = store
        self.entropy = entropy
        archive = SealedArchive(key: key, recipients: store.recipients, entropy: entropy)
    }

    /// Writes the databases into a file. Each is a whole of one moment; what is written into it later is not in the file.
    ///
    /// - Parameters:
    ///   - file: the file; it must not exist.
    ///   - note: told what is done.
    /// - Returns: how many databases are in it.
    /// - Throws: ``MigrationFailure``, ``PodmanFailure``, ``ArchiveFailure``, `FileFailure`, `Interrupted`.
    public func save(_ file: Path, note: (String) -> Void) throws -> Int {
        let identity = Hex.encode(try entropy.bytes(16))
        try archive.write(file) { writer in
            let list = try plan.movable.enumerated().map { number, database -> Node in
                note("dumping \(database.here.database) of \(database.here.provider)")
                let tools = DatabaseTools(podman: podman, database: database)
                let password = try password(of: database.here)
                let name = "database-\(number)"
                let pieces = try writer.add(name) { try tools.dump(password: password, to: $0) }
                try tools.check(writer.source(name, pieces: pieces))
                return ["name": Node(.string(database.name)), "pieces": Node(.integer(Int64(pieces)))]
            }
            return [
                "version": 1, "kind": "migration", "platform": Node(.string(plan.platform)),
                "identity": Node(.string(identity)), "databases": Node(.list(list)),
            ]
        }
        return plan.movable.count
    }

    /// What became of a database.
    public enum Outcome: String, Sendable {
        /// It was restored.
        case restored
        /// An earlier run restored it from the same file.
        case done
    }

    /// Restores databases from a file. Running it again goes on: what an earlier run restored from the same file is left alone.
    ///
    /// - Parameters:
    ///   - file: the file.
    ///   - places: where servers are reached from here, by the name of the database in the plan.
    ///   - overwrites: whether a database that has rows is emptied first.
    ///   - note: told what is done.
    /// - Returns: what became of each.
    /// - Throws: ``MigrationFailure``, ``PodmanFailure``, ``ArchiveFailure``, `Interrupted`.
    public func load(
        _ file: Path, places: [String: DatabasePlace], overwrites: Bool, note: (String) -> Void
    ) throws -> [(name: String, outcome: Outcome)] {
        let manifest = try archive.manifest(file)
        guard manifest["version"]?.integer == 1, manifest["kind"]?.string == "migration",
            manifest["platform"]?.string == plan.platform, let identity = manifest["identity"]?.string,
            !identity.isEmpty, Hex.decode(identity) != nil
        else { throw MigrationFailure("\(file) is none that `migrate --save` wrote of \(plan.platform)") }
        let databases = manifest["databases"]?.list ?? []
        let names = databases.compactMap { $0["name"]?.string }
        if let stranger = places.keys.sorted().first(where: { !names.contains($0) }) {
            throw MigrationFailure(
                "`\(stranger)` is not in \(file)", hint: "there are: \(names.joined(separator: ", "))")
        }
        return try databases.enumerated().compactMap { number, entry in
            guard let name = entry["name"]?.string, let place = places[name] else { return nil }
            guard let database = plan.databases.first(where: { $0.name == name }), let end = database.there else {
                throw MigrationFailure("nobody there gives \(name) a database")
            }
            let tools = DatabaseTools(podman: podman, database: database)
            let password = try password(of: end)
            let mark = "fairlead migrate \(identity)"
            let seen = try tools.look(end, at: place, password: password)
            if seen.mark == mark {
                note("\(name): restored by an earlier run")
                return (name, .done)
            }
            guard !seen.hasData || overwrites else {
                throw MigrationFailure(
                    "the database \(end.database) at \(place.host):\(place.port) has rows already",
                    hint: "--overwrite empties it first; stop its consumer before that")
            }
            note("restoring \(name) into \(end.database) at \(place.host):\(place.port)")
            let pieces = Int(clamping: entry["pieces"]?.integer ?? 0)
            try tools.restore(
                end, at: place, password: password, mark: mark,
                archive.source(file, "database-\(number)", pieces: pieces))
            return (name, .restored)
        }
    }

    private func password(of end: MigrationPlan.Endpoint) throws -> SecretBytes {
        if let value = store.get(end.password) { return value }
        throw MigrationFailure(
            "the store has no `\(end.password)`, the password of \(end.user) at \(end.provider)",
            hint: "`fairlead render --delivery \(plan.engine)` makes it; then the cluster must get it: `up`, or Git")
    }
}
