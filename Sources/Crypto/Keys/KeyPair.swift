internal import COpenSSL

/// A private key with its public key.
public struct KeyPair: Sendable {
    let key: AsymmetricKey

    /// The largest private key file that is read, in bytes.
    public static let largestFile = 1 << 16

    private init(_ key: AsymmetricKey) {
        self.key = key
    }

    /// Makes a new key with OpenSSL's own random generator.
    ///
    /// - Parameter algorithm: which key.
    /// - Returns: the key pair.
    /// - Throws: ``CryptoError`` when OpenSSL cannot make it.
    public static func generate(_ algorithm: KeyAlgorithm) throws(CryptoError) -> KeyPair {
        let (identifier, bits): (Int32, Int32?) =
            switch algorithm {
            case .rsa2048: (EVP_PKEY_RSA, 2048)
            case .rsa3072: (EVP_PKEY_RSA, 3072)
            case .rsa4096: (EVP_PKEY_RSA, 4096)
            case .p256: (EVP_PKEY_EC, nil)
            case .ed25519: (EVP_PKEY_ED25519, nil)
            }
        guard let context = EVP_PKEY_CTX_new_id(identifier, nil) else { throw .openSSL("make a key") }
        defer { EVP_PKEY_CTX_free(context) }
        var key: OpaquePointer?
        guard EVP_PKEY_keygen_init(context) == 1,
            bits.map({ EVP_PKEY_CTX_set_rsa_keygen_bits(context, $0) == 1 }) ?? true,
            algorithm != .p256 || EVP_PKEY_CTX_set_ec_paramgen_curve_nid(context, NID_X9_62_prime256v1) == 1,
            EVP_PKEY_keygen(context, &key) == 1, let key
        else { throw .openSSL("make a key") }
        return KeyPair(AsymmetricKey(taking: key))
    }

    /// Reads a private key.
    ///
    /// - Parameter privateKeyPEM: PKCS#8 or a traditional form, not encrypted.
    /// - Throws: ``CryptoError`` when it is no private key, is encrypted, or is larger than ``largestFile``.
    public init(privateKeyPEM: SecretBytes) throws(CryptoError) {
        guard privateKeyPEM.count <= KeyPair.largestFile else {
            throw CryptoError("the private key file is larger than \(KeyPair.largestFile) bytes")
        }
        let key = MemoryBuffer.read(privateKeyPEM) { fairlead_read_private_key($0) }
        guard let key else { throw .openSSL("read a private key that is in PEM and not encrypted") }
        ERR_clear_error()
        self.init(AsymmetricKey(taking: key))
    }

    /// The family.
    public var kind: KeyKind { key.kind }

    /// The size in bits, as people name it: 4096 for an RSA key, 256 for P-256.
    public var bits: Int { key.bits }

    /// The private key in PEM (PKCS#8, not encrypted).
    ///
    /// - Throws: ``CryptoError`` when OpenSSL cannot write it.
    public func privateKeyPEM() throws(CryptoError) -> SecretBytes {
        let text = key.withPointer { key in
            MemoryBuffer.collect { PEM_write_bio_PKCS8PrivateKey($0, key, nil, nil, 0, nil, nil) == 1 }
        }
        guard let text else { throw .openSSL("write a private key") }
        return text
    }

    /// The public key in PEM (SubjectPublicKeyInfo).
    ///
    /// - Throws: ``CryptoError`` when OpenSSL cannot write it.
    public func publicKeyPEM() throws(CryptoError) -> String {
        let text = key.withPointer { key in MemoryBuffer.collect { PEM_write_bio_PUBKEY($0, key) == 1 } }
        guard let text else { throw .openSSL("write a public key") }
        return text.publicText
    }
}
