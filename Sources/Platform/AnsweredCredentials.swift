import Catalog

/// Which asked-for credentials are known: an offer that stands on one that nobody gave is withdrawn.
///
/// It is asked per credential, so that nobody has to read all components to say it.
public struct AnsweredCredentials: Sendable, ExpressibleByArrayLiteral {
    private let isKnown: @Sendable (CredentialID, String) -> Bool

    /// Every credential is known.
    public static let all = AnsweredCredentials { _, _ in true }

    /// Those that a test knows.
    ///
    /// - Parameter isKnown: gets a credential and the environment variable that may give it, which may be empty.
    public init(_ isKnown: @escaping @Sendable (CredentialID, String) -> Bool) { self.isKnown = isKnown }

    /// These and no others.
    ///
    /// - Parameter known: the credentials.
    public init(_ known: Set<CredentialID>) { isKnown = { id, _ in known.contains(id) } }

    /// These and no others.
    public init(arrayLiteral known: CredentialID...) { self.init(Set(known)) }

    /// Whether a credential is known.
    ///
    /// - Parameters:
    ///   - id: the credential.
    ///   - variable: the environment variable that may give it.
    func contains(_ id: CredentialID, variable: String) -> Bool { isKnown(id, variable) }

    /// Whether the platform has to do without a credential.
    ///
    /// - Parameter need: the credential.
    public func isMissing(_ need: CredentialNeed) -> Bool {
        guard case .ask(_, let variable, optional: true) = need.recipe else { return false }
        return !contains(need.id, variable: variable)
    }
}
