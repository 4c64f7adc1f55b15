/// Wraps a file key for an X25519 recipient and unwraps it (C2SP, age.md, "The X25519 recipient type").
enum AgeX25519 {
    static let kind = Array("X25519".utf8)
    static let zeroNonce = [UInt8](repeating: 0, count: AuthenticatedCipher.nonceLength)
    /// A wrapped file key with its tag.
    static let bodyLength = AgeHeader.fileKeyLength + AuthenticatedCipher.tagLength

    static func wrap(
        _ fileKey: SecretBytes, for recipient: AgeRecipient, entropy: any EntropySource
    ) throws(AgeError) -> AgeHeader.Stanza {
        let stanza = try AgeError.narrowing { () throws(CryptoError) -> AgeHeader.Stanza? in
            let ephemeral = try AsymmetricKey.x25519(scalar: try entropy.secret(32))
            let share = try ephemeral.rawPublicKey()
            let peer = try AsymmetricKey.x25519(point: recipient.publicKey)
            guard let secret = try ephemeral.sharedSecret(with: peer) else { return nil }
            let body = try AuthenticatedCipher.seal(
                .chaCha20Poly1305, fileKey, key: try wrapKey(secret, share, recipient.publicKey), nonce: zeroNonce)
            let text = Base64.symbols(of: share, alphabet: .standard, padded: false)
            return AgeHeader.Stanza(arguments: [kind, text], body: body)
        }
        guard let stanza else { throw .badRecipient("it is a point of low order") }
        return stanza
    }

    /// The file key; nil when the stanza is for somebody else.
    static func unwrap(_ stanza: AgeHeader.Stanza, with identity: AgeIdentity) throws(AgeError) -> SecretBytes? {
        guard stanza.kind == kind else { return nil }
        guard stanza.arguments.count == 2,
            let share = Base64.decode(stanza.arguments[1], padded: false), share.count == 32
        else { throw .headerBroken("an X25519 recipient has no share of 32 bytes") }
        // Checked before anything is decrypted, so that no other length can be made to open under several keys.
        guard stanza.body.count == bodyLength else {
            throw .headerBroken("an X25519 recipient has a body of another length than \(bodyLength)")
        }
        let secret = try AgeError.narrowing { () throws(CryptoError) in
            try AsymmetricKey.x25519(scalar: identity.scalar)
                .sharedSecret(with: try AsymmetricKey.x25519(point: share))
        }
        guard let secret else { throw .headerBroken("an X25519 share is a point of low order") }
        return try AgeError.narrowing { () throws(CryptoError) in
            try AuthenticatedCipher.open(
                .chaCha20Poly1305, stanza.body[...],
                key: try wrapKey(secret, share, identity.recipient.publicKey), nonce: zeroNonce)
        }
    }

    private static func wrapKey(
        _ secret: SecretBytes, _ share: [UInt8], _ recipient: [UInt8]
    ) throws(CryptoError) -> SecretBytes {
        try KeyDerivation.hkdfSHA256(secret, salt: share + recipient, info: "age-encryption.org/v1/X25519")
    }
}
