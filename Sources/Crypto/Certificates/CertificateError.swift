/// Why a certificate cannot be read, made or used.
public enum CertificateError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The file holds no PEM block.
    case notPEM
    /// The first PEM block is something else; the label says what.
    case notACertificate(label: String)
    /// The block says it is a certificate and cannot be read as one.
    case broken
    /// The file is larger than ``Certificate/largestFile``.
    case tooLarge
    /// Sealing needs an RSA key and the certificate has another.
    case notRSA(KeyKind)
    /// The RSA key is too small to be safe, or too large to be real.
    case unsuitableKey(bits: Int)
    /// What was asked for cannot be put in a certificate.
    case invalidRequest(String)
    /// OpenSSL or the entropy source failed.
    case cryptography(CryptoError)

    /// One sentence, lower case, no full stop.
    public var description: String {
        switch self {
        case .notPEM: "the file holds no PEM block (\"-----BEGIN CERTIFICATE-----\")"
        case .notACertificate(let label): "the first PEM block is \"\(label)\", not \"CERTIFICATE\""
        case .broken: "the certificate is damaged"
        case .tooLarge: "the certificate file is larger than \(Certificate.largestFile) bytes"
        case .notRSA(let kind): "sealing needs a certificate with an RSA key, this one has: \(kind.rawValue)"
        case .unsuitableKey(let bits): "an RSA key of \(bits) bits is not suitable; 2048 to 16384 are"
        case .invalidRequest(let reason): reason
        case .cryptography(let error): error.message
        }
    }
}
