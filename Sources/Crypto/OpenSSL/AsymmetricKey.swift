internal import COpenSSL

/// An OpenSSL key, released with its last owner.
// Sendable holds: the key is not changed after it was made, OpenSSL counts references atomically, and every
// operation gets a context of its own.
final class AsymmetricKey: @unchecked Sendable {
    private let pointer: OpaquePointer

    /// Takes over a key.
    init(taking pointer: OpaquePointer) {
        self.pointer = pointer
    }

    deinit {
        EVP_PKEY_free(pointer)
    }

    /// Lends the key; the pointer must not leave the body.
    func withPointer<R, E: Error>(_ body: (OpaquePointer) throws(E) -> R) throws(E) -> R {
        defer { withExtendedLifetime(self) {} }
        return try body(pointer)
    }

    var kind: KeyKind {
        withPointer { key in
            switch EVP_PKEY_get_base_id(key) {
            case EVP_PKEY_RSA: .rsa
            case EVP_PKEY_EC: .ellipticCurve
            case EVP_PKEY_ED25519: .ed25519
            default: .other
            }
        }
    }

    var bits: Int { withPointer { Int(EVP_PKEY_get_bits($0)) } }

    static func x25519(scalar: SecretBytes) throws(CryptoError) -> AsymmetricKey {
        let key = scalar.withPointer { EVP_PKEY_new_raw_private_key(EVP_PKEY_X25519, nil, $0, $1) }
        guard let key else { throw .openSSL("read an X25519 key") }
        return AsymmetricKey(taking: key)
    }

    static func x25519(point: [UInt8]) throws(CryptoError) -> AsymmetricKey {
        guard let key = EVP_PKEY_new_raw_public_key(EVP_PKEY_X25519, nil, point, point.count) else {
            throw .openSSL("read an X25519 public key")
        }
        return AsymmetricKey(taking: key)
    }

    /// The 32 bytes of an X25519 or Ed25519 public key.
    func rawPublicKey() throws(CryptoError) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: 32)
        var count = bytes.count
        guard withPointer({ EVP_PKEY_get_raw_public_key($0, &bytes, &count) }) == 1, count == 32 else {
            throw .openSSL("read a public key")
        }
        return bytes
    }

    /// The X25519 shared secret; nil when the other side's point is of low order, so that the secret would be zero.
    func sharedSecret(with peer: AsymmetricKey) throws(CryptoError) -> SecretBytes? {
        guard let context = withPointer({ EVP_PKEY_CTX_new($0, nil) }) else { throw .openSSL("agree on a key") }
        defer { EVP_PKEY_CTX_free(context) }
        guard EVP_PKEY_derive_init(context) == 1, peer.withPointer({ EVP_PKEY_derive_set_peer(context, $0) }) == 1
        else { throw .openSSL("agree on a key") }
        let secret = SecretBytes(count: 32)
        var count = 32
        let status = secret.fill { pointer, _ in EVP_PKEY_derive(context, pointer, &count) }
        ERR_clear_error()
        return status == 1 && count == 32 && secret != SecretBytes(count: 32) ? secret : nil
    }
}
