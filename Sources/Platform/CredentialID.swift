import Catalog

/// The name of a credential in a platform: `component/name`, or `provider/offer/consumer/field` for one that comes with a binding.
public struct CredentialID: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// The whole name.
    public let description: String

    /// A component's own credential.
    ///
    /// - Parameters:
    ///   - component: the component.
    ///   - name: the credential's name in it.
    public init(component: String, name: String) { description = "\(component)/\(name)" }

    /// A credential that comes with a binding.
    ///
    /// - Parameters:
    ///   - binding: the binding.
    ///   - field: the credential's name in the offer.
    public init(binding: Binding, field: String) {
        description = "\(binding.provider)/\(binding.offer.name)/\(binding.id)/\(field)"
    }

    /// A name as a person writes it.
    ///
    /// - Parameter text: the whole name.
    public init(text: String) { description = text }

    /// By bytes.
    public static func < (left: CredentialID, right: CredentialID) -> Bool {
        left.description.utf8.lexicographicallyPrecedes(right.description.utf8)
    }
}
