internal import COpenSSL

/// RSA-OAEP with SHA-256 for the digest and for the mask (RFC 8017, section 7.1).
enum OAEP {
    enum Direction {
        case encrypt
        case decrypt
    }

    /// Encrypts or decrypts one short message; nil when decryption finds another key, another label or a change.
    static func run(
        _ direction: Direction, _ input: SecretBytes, key: AsymmetricKey, label: [UInt8]
    ) throws(CryptoError) -> SecretBytes? {
        let action = direction == .encrypt ? "encrypt with RSA" : "decrypt with RSA"
        guard let context = key.withPointer({ EVP_PKEY_CTX_new($0, nil) }) else { throw .openSSL(action) }
        defer { EVP_PKEY_CTX_free(context) }
        let started = direction == .encrypt ? EVP_PKEY_encrypt_init(context) : EVP_PKEY_decrypt_init(context)
        guard started == 1,
            EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_OAEP_PADDING) == 1,
            EVP_PKEY_CTX_set_rsa_oaep_md(context, EVP_sha256()) == 1,
            EVP_PKEY_CTX_set_rsa_mgf1_md(context, EVP_sha256()) == 1,
            set(label, context)
        else { throw .openSSL(action) }
        return try input.withPointer { (source, length) throws(CryptoError) in
            var count = 0
            guard call(direction, context, nil, &count, source, length) else { throw .openSSL(action) }
            // Decryption writes less than the room it asks for.
            let room = SecretBytes(count: count)
            let done = room.fill { target, _ in call(direction, context, target, &count, source, length) }
            ERR_clear_error()
            guard done, count <= room.count else {
                if direction == .decrypt { return nil }
                throw .openSSL(action)
            }
            return count == room.count ? room : SecretBytes(prefix: count, of: room)
        }
    }

    private static func set(_ label: [UInt8], _ context: OpaquePointer) -> Bool {
        guard !label.isEmpty else { return true }
        // OpenSSL takes the copy over, and frees it, only when it accepts it.
        guard let copy = fairlead_openssl_copy(label, label.count) else { return false }
        guard EVP_PKEY_CTX_set0_rsa_oaep_label(context, copy, Int32(label.count)) == 1 else {
            fairlead_openssl_free(copy)
            return false
        }
        return true
    }

    private static func call(
        _ direction: Direction, _ context: OpaquePointer, _ target: UnsafeMutablePointer<UInt8>?, _ count: inout Int,
        _ source: UnsafePointer<UInt8>, _ length: Int
    ) -> Bool {
        switch direction {
        case .encrypt: EVP_PKEY_encrypt(context, target, &count, source, length) == 1
        case .decrypt: EVP_PKEY_decrypt(context, target, &count, source, length) == 1
        }
    }
}
