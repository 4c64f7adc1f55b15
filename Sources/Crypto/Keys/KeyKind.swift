/// The family a key belongs to.
public enum KeyKind: String, Sendable, Hashable {
    /// RSA.
    case rsa = "RSA"
    /// A key on a NIST curve such as P-256.
    case ellipticCurve = "EC"
    /// Ed25519 (RFC 8032).
    case ed25519 = "Ed25519"
    /// Anything else that OpenSSL can read.
    case other
}

/// The keys that can be made.
public enum KeyAlgorithm: String, Sendable, Hashable, CaseIterable {
    /// RSA with 2048 bits.
    case rsa2048
    /// RSA with 3072 bits.
    case rsa3072
    /// RSA with 4096 bits, as the Sealed Secrets controller makes them.
    case rsa4096
    /// Elliptic curve P-256.
    case p256
    /// Ed25519.
    case ed25519
}
