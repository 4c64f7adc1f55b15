import Catalog
public import Delivery
public import Platform
import Rendering
import Values

/// What changes when a platform goes from one machine to a cluster, and which data has to go along: read off both renderings and nothing else.
public struct MigrationPlan: Sendable {
    /// A need that somebody else meets afterwards.
    public struct Change: Sendable, Equatable {
        /// Who needs, and what: `litellm.database`.
        public let need: String
        /// The capability.
        public let capability: String
        /// Who meets it here; nil if nobody does.
        public let here: String?
        /// Who meets it there.
        public let there: String?
    }

    /// A database with the role that reads and writes it.
    public struct Endpoint: Sendable, Equatable {
        /// Who provides it.
        public let provider: String
        /// Its name.
        public let database: String
        /// The role.
        public let user: String
        /// The port of the server.
        public let port: Int
        /// The role's password in the store.
        public let password: CredentialID
    }

    /// A database on its way.
    public struct Database: Sendable, Equatable {
        /// Whose it is: `litellm.database`.
        public let name: String
        /// The container here that has it, with the image whose tools read and write it.
        public let container: String
        /// Its image.
        public let image: String
        /// Where it is.
        public let here: Endpoint
        /// Where it goes; nil where nobody there gives its consumer a database.
        public let there: Endpoint?
    }

    /// The platform's name.
    public let platform: String
    /// The engine that delivers it there.
    public let engine: String
    /// Needs that somebody else meets afterwards.
    public let changes: [Change]
    /// How many needs the same component meets as before.
    public let unchanged: Int
    /// Components that are only here.
    public let onlyHere: [String]
    /// Components that are only there.
    public let onlyThere: [String]
    /// Hosts that change, by component.
    public let hosts: [(component: String, here: String?, there: String?)]
    /// Databases that go along.
    public let databases: [Database]
    /// Volumes with data that stay here, with their component; without those of servers whose databases all go along.
    public let staying: [MachineVolume]
    /// Buckets that go along.
    public let buckets: [Bucket]
    /// Who is bound to a component, and for what: whose data its volumes are.
    let users: [String: [String]]

    /// Reads it off.
    ///
    /// - Parameters:
    ///   - machine: the platform on the machine.
    ///   - here: what that is made from.
    ///   - there: the same file for the cluster.
    public init(_ machine: MachinePlan, here: DeliveryInput, there: DeliveryInput) {
        platform = machine.platform
        engine = there.resolution.specification.delivery.engine
        let before = Self.providers(here)
        let after = Self.providers(there)
        let keys = Set(before.keys).union(after.keys).sorted()
        let all = keys.map { key in
            let binding = before[key]?.first ?? after[key]?.first
            return Change(
                need: key, capability: binding?.offer.capability ?? "", here: Self.names(before[key]),
                there: Self.names(after[key]))
        }
        changes = all.filter { $0.here != $0.there }
        unchanged = all.count - changes.count
        let (own, others) = (Set(here.resolution.members.map(\.name)), Set(there.resolution.members.map(\.name)))
        onlyHere = own.subtracting(others).sorted()
        onlyThere = others.subtracting(own).sorted()
        hosts = own.union(others).sorted().compactMap { name in
            let pair = (here.resolution.member(name)?.host, there.resolution.member(name)?.host)
            return pair.0 == pair.1 ? nil : (name, pair.0, pair.1)
        }
        let moved = here.rendering.facts.compactMap { Self.database($0, machine, there) }
        databases = moved
        buckets = Bucket.all(here: here, there: there)
        // A server whose data has no place there keeps it here, all of it.
        let left =
            databases.filter { $0.there == nil }.map(\.here.provider)
            + buckets.filter { $0.there == nil }.map(\.here.provider)
        let servers = Set(databases.map(\.here.provider) + buckets.map(\.here.provider)).subtracting(left)
        staying = machine.volumes.filter { $0.isKept && !servers.contains($0.component) }
        users = Dictionary(
            grouping: here.resolution.bindings.filter { $0.offer.location != .external }, by: \.provider
        ).mapValues { $0.map { "\($0.offer.capability) of \($0.consumer)" } }
    }

    /// Databases that have a place there.
    public var movable: [Database] { databases.filter { $0.there != nil } }
    /// Buckets that have a place there.
    public var movableBuckets: [Bucket] { buckets.filter { $0.there != nil } }
    /// The names by which `--target` says where something goes.
    public var names: [String] { movable.map(\.name) + movableBuckets.map(\.name) }

    private static func providers(_ input: DeliveryInput) -> [String: [Binding]] {
        Dictionary(grouping: input.resolution.bindings) { "\($0.consumer).\($0.requirement.name)" }
    }

    private static func names(_ bindings: [Binding]?) -> String? {
        bindings.map { Set($0.map(\.provider)).sorted().joined(separator: ", ") }
    }

    private static func database(_ facts: BindingFacts, _ machine: MachinePlan, _ there: DeliveryInput) -> Database? {
        let binding = facts.binding
        guard binding.offer.capability == "postgres", binding.offer.location == .provider,
            let here = endpoint(facts),
            let unit = machine.units(of: binding.provider).first(where: { !$0.isJob && $0.bears(facts.pods) })
        else { return nil }
        let target = there.rendering.facts.first {
            $0.binding.consumer == binding.consumer && $0.binding.requirement.name == binding.requirement.name
        }
        return Database(
            name: "\(binding.consumer).\(binding.requirement.name)", container: unit.name, image: unit.main.image,
            here: here, there: target.flatMap(endpoint))
    }

    private static func endpoint(_ facts: BindingFacts) -> Endpoint? {
        guard facts.binding.offer.capability == "postgres", let name = facts.properties["database"]?.string,
            let user = facts.properties["user"]?.string, let port = facts.properties["port"]?.integer
        else { return nil }
        return Endpoint(
            provider: facts.binding.provider, database: name, user: user, port: Int(clamping: port),
            password: CredentialID(binding: facts.binding, field: "password"))
    }
}
