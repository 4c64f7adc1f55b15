public import Crypto
public import Platform

/// Every secret value of a platform, in memory. ``StoreFile`` reads and writes it encrypted.
///
/// A value type: a change makes another store, and nothing reaches the disk before it is saved.
public struct CredentialStore: Sendable {
    /// Who can open the store; empty for a store under a passphrase.
    public private(set) var recipients: [AgeRecipient]
    /// The key of fingerprints, so that what is sealed can be told apart without showing it. Made once for a platform.
    public let fingerprintKey: SecretBytes
    /// The file as it was when this store was read; nil for a store that has no file yet.
    public internal(set) var revision: StoreRevision?

    private var values: [CredentialID: CredentialValue] = [:]

    /// Makes an empty store.
    ///
    /// - Parameters:
    ///   - recipients: who can open it; none for a store under a passphrase.
    ///   - entropy: where the key of fingerprints comes from.
    /// - Throws: what the entropy source throws.
    public init(recipients: [AgeRecipient], entropy: any EntropySource) throws {
        var key = try entropy.bytes(32)
        self.init(recipients: recipients, fingerprintKey: SecretBytes(wiping: &key))
    }

    /// Makes an empty store for whoever has a key.
    ///
    /// - Parameters:
    ///   - key: the key it is to be opened with.
    ///   - entropy: where the key of fingerprints comes from.
    /// - Throws: what the entropy source throws.
    public init(for key: StoreKey, entropy: any EntropySource) throws {
        try self.init(recipients: key.recipients, entropy: entropy)
    }

    init(recipients: [AgeRecipient], fingerprintKey: SecretBytes) {
        self.recipients = []
        self.fingerprintKey = fingerprintKey
        for recipient in recipients { add(recipient: recipient) }
    }

    /// The names of all credentials, in order.
    public var ids: [CredentialID] { values.keys.sorted() }

    /// Whether nothing is kept.
    public var isEmpty: Bool { values.isEmpty }

    /// All parts of a credential.
    ///
    /// - Parameter id: the credential.
    public func value(_ id: CredentialID) -> CredentialValue? { values[id] }

    /// One part of a credential.
    ///
    /// - Parameters:
    ///   - id: the credential.
    ///   - field: the part; nil for the only one, or for `private` where there are several.
    public func get(_ id: CredentialID, field: String? = nil) -> SecretBytes? { values[id]?.field(field) }

    /// Keeps a credential, in place of what was there.
    ///
    /// - Parameters:
    ///   - id: the credential.
    ///   - value: its value.
    public mutating func set(_ id: CredentialID, _ value: CredentialValue) { values[id] = value }

    /// Forgets a credential.
    ///
    /// - Parameter id: the credential.
    /// - Returns: whether it was there.
    @discardableResult
    public mutating func remove(_ id: CredentialID) -> Bool { values.removeValue(forKey: id) != nil }

    /// Lets somebody else open the store from the next time it is saved.
    ///
    /// - Parameter recipient: who.
    /// - Returns: whether they could not before.
    @discardableResult
    public mutating func add(recipient: AgeRecipient) -> Bool {
        guard !recipients.contains(recipient) else { return false }
        recipients.append(recipient)
        return true
    }

    /// Shuts somebody out from the next time the store is saved.
    ///
    /// What they could read they may have kept, also out of Git's history: rotate what matters.
    ///
    /// - Parameter recipient: who.
    /// - Returns: whether they could open it before.
    @discardableResult
    public mutating func remove(recipient: AgeRecipient) -> Bool {
        guard let position = recipients.firstIndex(of: recipient) else { return false }
        recipients.remove(at: position)
        return true
    }
}

/// What a store is opened with.
public enum StoreKey: Sendable {
    /// Private keys; they are tried in order.
    case identities([AgeIdentity])
    /// A passphrase.
    case passphrase(AgePassphrase)

    /// Who can open what is encrypted for this key; none for a passphrase.
    public var recipients: [AgeRecipient] {
        switch self {
        case .identities(let identities): identities.map(\.recipient)
        case .passphrase: []
        }
    }
}
