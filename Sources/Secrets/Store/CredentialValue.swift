public import Crypto

/// What the store keeps under one credential's name. It cannot be shown, as its parts cannot.
public enum CredentialValue: Sendable, Equatable {
    /// One secret text.
    case single(SecretBytes)
    /// Several parts under their names, such as `certificate` and `private`.
    case fields([String: SecretBytes])

    /// The field that stands for the whole where none is named.
    public static let mainField = "private"

    /// One part.
    ///
    /// - Parameter name: the part; nil for the only one, or for ``mainField`` where there are several.
    /// - Returns: nil if there is no such part; a single text has none with a name.
    public func field(_ name: String?) -> SecretBytes? {
        switch self {
        case .single(let value): name == nil ? value : nil
        case .fields(let parts): parts[name ?? CredentialValue.mainField]
        }
    }

    /// The names of the parts in byte order; none for a single text.
    public var fieldNames: [String] {
        guard case .fields(let parts) = self else { return [] }
        return parts.keys.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }
}
