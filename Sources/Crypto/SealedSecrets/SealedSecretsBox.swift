/// The hybrid encryption of the Sealed Secrets controller (bitnami-labs/sealed-secrets, `pkg/crypto`):
/// two bytes of length, the session key under RSA-OAEP, and the value under AES-256-GCM.
///
/// The nonce is zero because each session key is used once.
public enum SealedSecretsBox {
    /// The largest value that is sealed or opened, in bytes. Kubernetes refuses a Secret of more than 1 MiB.
    public static let largestValue = 4 << 20

    /// RSA key sizes that are accepted: smaller ones are weak, larger ones only waste time.
    static let keySizes = 2048...16384

    private static let sessionKeyLength = 32
    private static let nonce = [UInt8](repeating: 0, count: AuthenticatedCipher.nonceLength)

    /// Seals a value for whoever has the certificate's private key.
    ///
    /// The session key comes from `entropy`; the padding of RSA-OAEP is drawn by OpenSSL itself.
    ///
    /// - Parameters:
    ///   - plaintext: the value.
    ///   - certificate: the controller's certificate, with an RSA key; whether it has expired is the caller's question.
    ///   - label: the scope, see ``SealedSecretsScope/label(namespace:name:)``.
    ///   - entropy: where the session key comes from.
    /// - Returns: the sealed bytes, which a SealedSecret holds in base64.
    /// - Throws: ``SealedSecretsError``.
    public static func seal(
        plaintext: SecretBytes, certificate: Certificate, label: [UInt8], entropy: any EntropySource
    ) throws(SealedSecretsError) -> [UInt8] {
        try check(certificate.key)
        guard plaintext.count <= largestValue, label.count <= 4096 else { throw .tooLarge }
        do throws(CryptoError) {
            let sessionKey = try entropy.secret(sessionKeyLength)
            guard let wrapped = try OAEP.run(.encrypt, sessionKey, key: certificate.key, label: label) else {
                throw CryptoError("cannot encrypt with RSA")
            }
            let sealed = try AuthenticatedCipher.seal(.aes256GCM, plaintext, key: sessionKey, nonce: nonce)
            let length = [UInt8(truncatingIfNeeded: wrapped.count >> 8), UInt8(truncatingIfNeeded: wrapped.count)]
            return wrapped.withBytes { length + $0 + sealed }
        } catch {
            throw .cryptography(error)
        }
    }

    /// Opens a sealed value, as the controller does.
    ///
    /// - Parameters:
    ///   - ciphertext: the sealed bytes.
    ///   - privateKey: the controller's RSA key.
    ///   - label: the scope that was sealed with.
    /// - Returns: the value.
    /// - Throws: ``SealedSecretsError``.
    public static func open(
        ciphertext: [UInt8], privateKey: KeyPair, label: [UInt8]
    ) throws(SealedSecretsError) -> SecretBytes {
        try check(privateKey.key)
        guard ciphertext.count <= largestValue + 8192, label.count <= 4096 else { throw .tooLarge }
        guard ciphertext.count >= 2 else { throw .truncated }
        let wrappedEnd = 2 + (Int(ciphertext[0]) << 8 | Int(ciphertext[1]))
        guard ciphertext.count >= wrappedEnd + AuthenticatedCipher.tagLength else { throw .truncated }
        do {
            let wrapped = SecretBytes(Array(ciphertext[2..<wrappedEnd]))
            guard wrapped.count <= keySizes.upperBound / 8,
                let sessionKey = try OAEP.run(.decrypt, wrapped, key: privateKey.key, label: label),
                sessionKey.count == sessionKeyLength,
                let value = try AuthenticatedCipher.open(
                    .aes256GCM, ciphertext[wrappedEnd...], key: sessionKey, nonce: nonce)
            else { throw SealedSecretsError.cannotOpen }
            return value
        } catch let error as CryptoError {
            throw .cryptography(error)
        } catch {
            throw .cannotOpen
        }
    }

    /// Opens a sealed value with a private key in PEM.
    ///
    /// - Parameters:
    ///   - ciphertext: the sealed bytes.
    ///   - privateKeyPEM: the controller's RSA key; for many values read it once into a ``KeyPair``.
    ///   - label: the scope that was sealed with.
    /// - Returns: the value.
    /// - Throws: ``SealedSecretsError``.
    public static func open(
        ciphertext: [UInt8], privateKeyPEM: SecretBytes, label: [UInt8]
    ) throws(SealedSecretsError) -> SecretBytes {
        let key: KeyPair
        do {
            key = try KeyPair(privateKeyPEM: privateKeyPEM)
        } catch {
            throw .cryptography(error)
        }
        return try open(ciphertext: ciphertext, privateKey: key, label: label)
    }

    private static func check(_ key: AsymmetricKey) throws(SealedSecretsError) {
        guard key.kind == .rsa else { throw .certificate(.notRSA(key.kind)) }
        guard keySizes.contains(key.bits) else { throw .certificate(.unsuitableKey(bits: key.bits)) }
    }
}
