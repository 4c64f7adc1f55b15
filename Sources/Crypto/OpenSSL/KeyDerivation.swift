internal import COpenSSL

/// Keys from other keys and from passphrases.
enum KeyDerivation {
    /// HKDF with SHA-256 (RFC 5869): extract and expand.
    static func hkdfSHA256(
        _ material: SecretBytes, salt: [UInt8], info: String, count: Int = 32
    ) throws(CryptoError) -> SecretBytes {
        guard let context = EVP_PKEY_CTX_new_id(EVP_PKEY_HKDF, nil) else { throw .openSSL("derive a key") }
        defer { EVP_PKEY_CTX_free(context) }
        let info = Array(info.utf8)
        let output = SecretBytes(count: count)
        let derived = material.withPointer { pointer, length in
            guard EVP_PKEY_derive_init(context) == 1,
                EVP_PKEY_CTX_set_hkdf_md(context, EVP_sha256()) == 1,
                salt.isEmpty || EVP_PKEY_CTX_set1_hkdf_salt(context, salt, Int32(salt.count)) == 1,
                EVP_PKEY_CTX_set1_hkdf_key(context, pointer, Int32(length)) == 1,
                EVP_PKEY_CTX_add1_hkdf_info(context, info, Int32(info.count)) == 1
            else { return false }
            return output.fill { target, size in
                var written = size
                return EVP_PKEY_derive(context, target, &written) == 1 && written == size
            }
        }
        guard derived else { throw .openSSL("derive a key") }
        return output
    }

    /// scrypt with r = 8 and p = 1 (RFC 7914); `logarithm` is the base-two logarithm of N.
    static func scrypt(
        _ passphrase: SecretBytes, salt: [UInt8], logarithm: Int, count: Int = 32
    ) throws(CryptoError) -> SecretBytes {
        guard (1...30).contains(logarithm) else { throw CryptoError("cannot derive a key: scrypt cost out of range") }
        let rounds = UInt64(1) << UInt64(logarithm)
        // scrypt needs 128 * r bytes for each of N + p + 2 blocks; OpenSSL refuses more than 32 MiB unless told.
        let memory = 128 * 8 * (rounds + 16)
        let output = SecretBytes(count: count)
        let status = passphrase.withPointer { pointer, length in
            pointer.withMemoryRebound(to: CChar.self, capacity: length) { text in
                output.fill { EVP_PBE_scrypt(text, length, salt, salt.count, rounds, 8, 1, memory, $0, $1) }
            }
        }
        guard status == 1 else { throw .openSSL("derive a key from a passphrase") }
        return output
    }
}
