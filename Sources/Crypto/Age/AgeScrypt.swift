/// Wraps a file key with a passphrase and unwraps it (C2SP, age.md, "The scrypt recipient type").
enum AgeScrypt {
    static let kind = Array("scrypt".utf8)
    private static let saltLength = 16

    static func wrap(
        _ fileKey: SecretBytes, with passphrase: AgePassphrase, logarithm: Int, entropy: any EntropySource
    ) throws(AgeError) -> AgeHeader.Stanza {
        guard (1...AgeLimits.highestScryptLogarithm).contains(logarithm) else {
            let highest = AgeLimits.highestScryptLogarithm
            throw .tooLarge("the work factor for a passphrase is 2^1 to 2^\(highest), not 2^\(logarithm)")
        }
        return try AgeError.narrowing { () throws(CryptoError) in
            let salt = try entropy.exactly(saltLength)
            let body = try AuthenticatedCipher.seal(
                .chaCha20Poly1305, fileKey, key: try wrapKey(passphrase, salt, logarithm), nonce: AgeX25519.zeroNonce)
            let text = Base64.symbols(of: salt, alphabet: .standard, padded: false)
            return AgeHeader.Stanza(arguments: [kind, text, Array("\(logarithm)".utf8)], body: body)
        }
    }

    /// The file key.
    static func unwrap(
        _ stanza: AgeHeader.Stanza, with passphrase: AgePassphrase, limits: AgeLimits
    ) throws(AgeError) -> SecretBytes {
        guard stanza.arguments.count == 3,
            let salt = Base64.decode(stanza.arguments[1], padded: false), salt.count == saltLength
        else { throw .headerBroken("a passphrase recipient has no salt of \(saltLength) bytes") }
        let logarithm = try number(stanza.arguments[2])
        let most = min(limits.scryptLogarithm, AgeLimits.highestScryptLogarithm)
        guard logarithm <= most else {
            throw .tooLarge("the work factor 2^\(logarithm) of the age file is above 2^\(most)")
        }
        guard stanza.body.count == AgeX25519.bodyLength else {
            throw .headerBroken("a passphrase recipient has a body of another length than \(AgeX25519.bodyLength)")
        }
        let fileKey = try AgeError.narrowing { () throws(CryptoError) in
            try AuthenticatedCipher.open(
                .chaCha20Poly1305, stanza.body[...], key: try wrapKey(passphrase, salt, logarithm),
                nonce: AgeX25519.zeroNonce)
        }
        guard let fileKey else { throw .wrongPassphrase }
        return fileKey
    }

    /// Digits without a leading zero or a sign; two of them are more than enough.
    private static func number(_ text: [UInt8]) throws(AgeError) -> Int {
        guard let first = text.first, first != UInt8(ascii: "0"),
            text.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) })
        else { throw .headerBroken("the work factor of a passphrase recipient is not a plain number") }
        guard text.count <= 2, let number = Int(String(decoding: text, as: UTF8.self)) else {
            throw .tooLarge("the work factor of the age file is absurdly high")
        }
        return number
    }

    private static func wrapKey(
        _ passphrase: AgePassphrase, _ salt: [UInt8], _ logarithm: Int
    ) throws(CryptoError) -> SecretBytes {
        let label = Array("age-encryption.org/v1/scrypt".utf8)
        return try KeyDerivation.scrypt(passphrase.bytes, salt: label + salt, logarithm: logarithm)
    }
}
