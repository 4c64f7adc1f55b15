public import Crypto
public import HTTP
public import Host
import Platform
public import Secrets
import Values

/// Moves databases and buckets of a platform on one machine: into an encrypted file, and out of it into the cluster's.
public struct Migration: Sendable {
    let plan: MigrationPlan
    let context: MachineContext
    let store: CredentialStore
    let transport: @Sendable (TLSSettings) -> any HTTPTransport
    let cluster: @Sendable () throws -> any ProbeCluster
    private let archive: SealedArchive
    private let entropy: any EntropySource

    /// A migration.
    ///
    /// - Parameters:
    ///   - plan: what goes where.
    ///   - context: the platform on the machine.
    ///   - store: the values.
    ///   - key: what opens the store; the same opens the file.
    ///   - transport: makes what speaks to services there.
    ///   - cluster: opens the cluster, for keys that it made itself.
    ///   - entropy: where keys come from.
    public init(
        _ plan: MigrationPlan, context: MachineContext, store: CredentialStore, key: StoreKey,
        transport: @escaping @Sendable (TLSSettings) -> any HTTPTransport,
        cluster: @escaping @Sendable () throws -> any ProbeCluster, entropy: any EntropySource = SystemEntropy()
    ) {
        self.plan = plan
        self.context = context
        self.store = store
        self.transport = transport
        self.cluster = cluster
        self.entropy = entropy
        archive = SealedArchive(key: key, recipients: store.recipients, entropy: entropy)
    }

    /// Writes databases and buckets into a file. A database is a whole of one moment, each object of a bucket too; what is written into
    /// them later is not in the file.
    ///
    /// - Parameters:
    ///   - file: the file; it must not exist.
    ///   - note: told what is done.
    /// - Throws: ``MigrationFailure``, ``PodmanFailure``, ``ArchiveFailure``, `FileFailure`, `Interrupted`.
    public func save(_ file: Path, note: (String) -> Void) throws {
        let identity = Hex.encode(try entropy.bytes(16))
        let podman = context.podman
        try archive.write(file) { writer in
            let databases = try plan.movable.enumerated().map { number, database -> Node in
                note("dumping \(database.here.database) of \(database.here.provider)")
                let tools = DatabaseTools(podman: podman, database: database)
                let password = try password(of: database.here)
                let name = "database-\(number)"
                let pieces = try writer.add(name) { try tools.dump(password: password, to: $0) }
                try tools.check(writer.source(name, pieces: pieces))
                return ["name": Node(.string(database.name)), "pieces": Node(.integer(Int64(pieces)))]
            }
            let buckets = try plan.movableBuckets.enumerated().map { number, bucket -> Node in
                note("reading the bucket \(bucket.here.bucket) of \(bucket.here.provider)")
                let copy = try BucketCopy(store: here(bucket))
                var result = BucketCopy.Result()
                let pieces = try writer.add("bucket-\(number)") { result = try copy.save(to: $0) }
                note("\(bucket.name): \(result.text)")
                return [
                    "name": Node(.string(bucket.name)), "pieces": Node(.integer(Int64(pieces))),
                    "objects": Node(.integer(Int64(result.objects))), "bytes": Node(.integer(result.bytes)),
                ]
            }
            return [
                "version": 1, "kind": "migration", "platform": Node(.string(plan.platform)),
                "identity": Node(.string(identity)), "databases": Node(.list(databases)),
                "buckets": Node(.list(buckets)),
            ]
        }
    }

    /// What became of a database or a bucket.
    public enum Outcome: String, Sendable {
        /// It was restored.
        case restored
        /// All of it was there already.
        case done
    }

    /// Restores databases and buckets from a file. Running it again goes on: what an earlier run restored from the same file is left alone.
    ///
    /// - Parameters:
    ///   - file: the file.
    ///   - places: where servers are reached from here, by the name in the plan.
    ///   - overwrites: whether a database that has rows is emptied first, and an object with other content written over.
    ///   - note: told what is done.
    /// - Returns: what became of each.
    /// - Throws: ``MigrationFailure``, ``PodmanFailure``, ``ArchiveFailure``, `Interrupted`.
    public func load(
        _ file: Path, places: [String: ServerPlace], overwrites: Bool, note: (String) -> Void
    ) throws -> [(name: String, outcome: Outcome)] {
        let manifest = try archive.manifest(file)
        guard manifest["version"]?.integer == 1, manifest["kind"]?.string == "migration",
            manifest["platform"]?.string == plan.platform, let identity = manifest["identity"]?.string,
            !identity.isEmpty, Hex.decode(identity) != nil
        else { throw MigrationFailure("\(file) is none that `migrate --save` wrote of \(plan.platform)") }
        let databases = manifest["databases"]?.list ?? []
        let buckets = manifest["buckets"]?.list ?? []
        let names = (databases + buckets).compactMap { $0["name"]?.string }
        if let stranger = places.keys.sorted().first(where: { !names.contains($0) }) {
            throw MigrationFailure(
                "`\(stranger)` is not in \(file)", hint: "there are: \(names.joined(separator: ", "))")
        }
        let mark = "fairlead migrate \(identity)"
        func each(
            _ list: [Node], _ kind: String,
            _ body: (String, ServerPlace, @escaping () throws -> [UInt8]?) throws -> Outcome
        ) throws -> [(name: String, outcome: Outcome)] {
            try list.enumerated().compactMap { number, entry in
                guard let name = entry["name"]?.string, let place = places[name] else { return nil }
                let pieces = Int(clamping: entry["pieces"]?.integer ?? 0)
                return (name, try body(name, place, archive.source(file, "\(kind)-\(number)", pieces: pieces)))
            }
        }
        return try each(databases, "database") { name, place, source in
            try restore(name, at: place, mark: mark, overwrites: overwrites, source, note)
        }
            + each(buckets, "bucket") { name, place, source in
                try fill(name, at: place, overwrites: overwrites, source, note)
            }
    }

    private func restore(
        _ name: String, at place: ServerPlace, mark: String, overwrites: Bool,
        _ source: @escaping () throws -> [UInt8]?, _ note: (String) -> Void
    ) throws -> Outcome {
        guard let database = plan.databases.first(where: { $0.name == name }), let end = database.there else {
            throw MigrationFailure("nobody there gives \(name) a database")
        }
        let tools = DatabaseTools(podman: context.podman, database: database)
        let password = try password(of: end)
        let seen = try tools.look(end, at: place, password: password)
        if seen.mark == mark {
            note("\(name): restored by an earlier run")
            return .done
        }
        guard !seen.hasData || overwrites else {
            throw MigrationFailure(
                "the database \(end.database) at \(place.host):\(place.port) has rows already",
                hint: "--overwrite empties it first; stop its consumer before that")
        }
        note("restoring \(name) into \(end.database) at \(place.host):\(place.port)")
        try tools.restore(end, at: place, password: password, mark: mark, source)
        return .restored
    }

    private func password(of end: MigrationPlan.Endpoint) throws -> SecretBytes {
        if let value = store.get(end.password) { return value }
        throw MigrationFailure(
            "the store has no `\(end.password)`, the password of \(end.user) at \(end.provider)",
            hint: "`fairlead render --delivery \(plan.engine)` makes it; then the cluster must get it: `up`, or Git")
    }
}
