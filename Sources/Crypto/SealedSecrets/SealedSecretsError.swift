/// Why a value cannot be sealed or opened.
public enum SealedSecretsError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The certificate or the private key does not suit sealing.
    case certificate(CertificateError)
    /// The value is larger than ``SealedSecretsBox/largestValue``.
    case tooLarge
    /// The sealed value ends too early.
    case truncated
    /// The key is another, the scope is another, or the value was changed; which of them cannot be told.
    case cannotOpen
    /// OpenSSL or the entropy source failed.
    case cryptography(CryptoError)

    /// One sentence, lower case, no full stop.
    public var description: String {
        switch self {
        case .certificate(let error): error.description
        case .tooLarge: "the value is larger than \(SealedSecretsBox.largestValue) bytes"
        case .truncated: "the sealed value is cut short"
        case .cannotOpen: "the sealed value is for another key, another scope, or was changed"
        case .cryptography(let error): error.message
        }
    }
}
