public import Diagnostics
public import Platform

/// What became of a store when what it lacked was made.
public struct Completion: Sendable {
    /// The store with the new values.
    public internal(set) var store: CredentialStore
    /// The credentials that were made or given, in order.
    public internal(set) var made: [CredentialID] = []
    /// Credentials without a value that the platform can do without, in order.
    public internal(set) var leftOut: [CredentialNeed] = []
    /// What is missing, weak or contradictory. No value is ever in it.
    public internal(set) var findings: [Finding] = []

    init(store: CredentialStore) { self.store = store }
}
