/// Why an age file, recipient or identity cannot be read or used.
public enum AgeError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The file does not begin as an age file does.
    case notAge
    /// The header breaks a rule of the format; the text says which.
    case headerBroken(String)
    /// The armor (the text form) breaks a rule of the format; the text says which.
    case armorBroken(String)
    /// The file is encrypted to others.
    case noMatchingIdentity
    /// The file is encrypted with another passphrase.
    case wrongPassphrase
    /// The file ends too early.
    case truncated
    /// The file was changed or damaged after it was written.
    case tampered
    /// A limit was passed; the text says which.
    case tooLarge(String)
    /// A text is not a recipient; the text says why.
    case badRecipient(String)
    /// A text is not an identity; the text says why, without showing it.
    case badIdentity(String)
    /// OpenSSL or the entropy source failed.
    case cryptography(CryptoError)

    /// One sentence, lower case, no full stop.
    public var description: String {
        switch self {
        case .notAge: "this is not an age file"
        case .headerBroken(let reason): "the header of the age file is broken: \(reason)"
        case .armorBroken(let reason): "the armor of the age file is broken: \(reason)"
        case .noMatchingIdentity: "none of the identities opens this age file"
        case .wrongPassphrase: "the passphrase does not open this age file"
        case .truncated: "the age file is cut short"
        case .tampered: "the age file was changed or damaged"
        case .tooLarge(let reason): reason
        case .badRecipient(let reason): "this is not an age recipient: \(reason)"
        case .badIdentity(let reason): "this is not an age identity: \(reason)"
        case .cryptography(let error): error.message
        }
    }

    /// Runs a body of OpenSSL calls and narrows its error.
    static func narrowing<R>(_ body: () throws(CryptoError) -> R) throws(AgeError) -> R {
        do {
            return try body()
        } catch {
            throw .cryptography(error)
        }
    }
}
