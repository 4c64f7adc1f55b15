public import Crypto
public import Rendering
public import Values

/// A Secret with the values of its keys. They cannot be shown.
public struct ComposedSecret: Sendable {
    /// One key.
    public struct Entry: Sendable {
        /// The key.
        public let key: String
        /// Its value.
        public let value: SecretBytes
    }
    /// The Secret.
    public let secret: SecretObject
    /// Its keys in order.
    public let values: [Entry]
}

/// A way to bring Secrets into the cluster; one file for each.
public protocol SecretDelivery: Sendable {
    /// The name of the kind, as the capability `secret-delivery` calls it.
    static var kind: String { get }

    /// The objects that may stand in Git.
    ///
    /// - Parameters:
    ///   - secrets: what is to be delivered.
    ///   - previous: what was sealed the last time, so that only what changed is sealed anew.
    /// - Returns: one object for each Secret, in the same order, and what is to be given as `previous` the next time.
    /// - Throws: `FindingsError`, or `Interrupted` when somebody stopped the work.
    func deliver(_ secrets: [ComposedSecret], previous: Seals) throws -> DeliveredSecrets
}

/// Secrets in the form of a delivery kind. No value is in it.
public struct DeliveredSecrets: Sendable {
    /// An object without which the Secrets of a member cannot be had, such as what it signs in with.
    public struct Companion: Sendable {
        /// The member.
        public let component: String
        /// The object.
        public let object: Node
    }
    /// One object for each Secret, in the same order.
    public let objects: [Node]
    /// What was sealed; for the next time.
    public let seals: Seals
    /// How many values were sealed anew.
    public let renewed: Int
    /// What goes with them.
    public var companions: [Companion] = []
    /// Who may read what, for a store outside of the cluster's own objects.
    public var grants: [StoreGrant] = []

    /// Secrets whose values an operator reads out of a store.
    ///
    /// - Parameters:
    ///   - objects: one for each Secret.
    ///   - grants: who may read what; each member gets a service account.
    ///   - labels: labels for every object.
    ///   - access: the object by which a member's account signs in to the store.
    static func read(
        _ objects: [Node], grants: [StoreGrant], labels: [(String, String)], access: (StoreGrant) -> Node
    ) -> DeliveredSecrets {
        let companions = grants.flatMap { grant in
            [grant.accountObject(labels: labels), access(grant)].map {
                Companion(component: grant.component, object: $0)
            }
        }
        return DeliveredSecrets(objects: objects, seals: Seals(), renewed: 0, companions: companions, grants: grants)
    }

    /// Nothing to deliver.
    public static let none = DeliveredSecrets(objects: [], seals: Seals(), renewed: 0)
}
