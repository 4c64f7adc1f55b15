/// Files in the age format, version 1 (age-encryption.org/v1), whole in memory.
public enum AgeFile {
    /// The work factor for a passphrase that age itself uses: 2^18, about 256 MiB and a second.
    public static let usualScryptLogarithm = 18

    /// Encrypts to recipients; each of them alone can open the file.
    ///
    /// - Parameters:
    ///   - plaintext: the content.
    ///   - recipients: one to ``AgeLimits/recipients`` of them; their order is kept.
    ///   - armored: whether to write text, as for Git, or the shorter binary form.
    ///   - entropy: where the keys come from; the same entropy twice would give the same file keys.
    /// - Returns: the file.
    /// - Throws: ``AgeError``.
    public static func encrypt(
        _ plaintext: SecretBytes, to recipients: [AgeRecipient], armored: Bool = true, entropy: any EntropySource
    ) throws(AgeError) -> [UInt8] {
        guard !recipients.isEmpty else { throw .badRecipient("there is none") }
        guard recipients.count <= AgeLimits.standard.recipients else {
            throw .tooLarge("an age file has at most \(AgeLimits.standard.recipients) recipients")
        }
        return try write(plaintext, armored: armored, entropy: entropy) { (fileKey) throws(AgeError) in
            var stanzas: [AgeHeader.Stanza] = []
            for recipient in recipients {
                stanzas.append(try AgeX25519.wrap(fileKey, for: recipient, entropy: entropy))
            }
            return stanzas
        }
    }

    /// Encrypts with a passphrase, which is then the only way in.
    ///
    /// - Parameters:
    ///   - plaintext: the content.
    ///   - passphrase: the passphrase.
    ///   - scryptLogarithm: the base-two logarithm of the work factor, 1 to 22.
    ///   - armored: whether to write text, as for Git, or the shorter binary form.
    ///   - entropy: where the keys come from.
    /// - Returns: the file.
    /// - Throws: ``AgeError``.
    public static func encrypt(
        _ plaintext: SecretBytes, passphrase: AgePassphrase, scryptLogarithm: Int = usualScryptLogarithm,
        armored: Bool = true, entropy: any EntropySource
    ) throws(AgeError) -> [UInt8] {
        try write(plaintext, armored: armored, entropy: entropy) { (fileKey) throws(AgeError) in
            [try AgeScrypt.wrap(fileKey, with: passphrase, logarithm: scryptLogarithm, entropy: entropy)]
        }
    }

    /// Opens a file, binary or armored, with identities.
    ///
    /// - Parameters:
    ///   - file: the file.
    ///   - identities: they are tried in order.
    ///   - limits: what the file may ask for.
    /// - Returns: the content.
    /// - Throws: ``AgeError``.
    public static func decrypt(
        _ file: [UInt8], with identities: [AgeIdentity], limits: AgeLimits = .standard
    ) throws(AgeError) -> SecretBytes {
        try read(file, limits: limits) { (stanzas) throws(AgeError) in
            for identity in identities {
                for stanza in stanzas {
                    if let fileKey = try AgeX25519.unwrap(stanza, with: identity) { return fileKey }
                }
            }
            throw .noMatchingIdentity
        }
    }

    /// Opens a file, binary or armored, with a passphrase.
    ///
    /// - Parameters:
    ///   - file: the file.
    ///   - passphrase: the passphrase.
    ///   - limits: what the file may ask for.
    /// - Returns: the content.
    /// - Throws: ``AgeError``; ``AgeError/noMatchingIdentity`` when the file has no passphrase.
    public static func decrypt(
        _ file: [UInt8], passphrase: AgePassphrase, limits: AgeLimits = .standard
    ) throws(AgeError) -> SecretBytes {
        try read(file, limits: limits) { (stanzas) throws(AgeError) in
            guard let stanza = stanzas.first, stanza.kind == AgeScrypt.kind else { throw .noMatchingIdentity }
            return try AgeScrypt.unwrap(stanza, with: passphrase, limits: limits)
        }
    }

    private static func write(
        _ plaintext: SecretBytes, armored: Bool, entropy: any EntropySource,
        stanzas: (SecretBytes) throws(AgeError) -> [AgeHeader.Stanza]
    ) throws(AgeError) -> [UInt8] {
        // Room for a header and for armor, so that what is written can be read again under the standard limits.
        guard plaintext.count <= AgeLimits.standard.fileBytes / 4 * 2 else {
            throw .tooLarge("the content is larger than \(AgeLimits.standard.fileBytes / 4 * 2) bytes")
        }
        let fileKey = try AgeError.narrowing { () throws(CryptoError) in
            try entropy.secret(AgeHeader.fileKeyLength)
        }
        let stanzas = try stanzas(fileKey)
        let file = try AgeError.narrowing { () throws(CryptoError) in
            try AgeHeader(stanzas: stanzas, fileKey: fileKey).bytes
                + AgePayload.seal(plaintext, fileKey: fileKey, entropy: entropy)
        }
        return armored ? AgeArmor.write(file) : file
    }

    private static func read(
        _ file: [UInt8], limits: AgeLimits, unwrap: ([AgeHeader.Stanza]) throws(AgeError) -> SecretBytes
    ) throws(AgeError) -> SecretBytes {
        guard file.count <= limits.fileBytes else {
            throw .tooLarge("the age file is larger than \(limits.fileBytes) bytes")
        }
        guard !file.isEmpty else { throw .notAge }
        let binary = try AgeArmor.read(file) ?? file
        let (header, end) = try AgeHeaderParser.parse(binary, limits: limits)
        // Whoever relies on a passphrase relies on nobody else having made the file.
        guard header.stanzas.count == 1 || !header.stanzas.contains(where: { $0.kind == AgeScrypt.kind }) else {
            throw .headerBroken("a passphrase is mixed with other recipients")
        }
        let fileKey = try unwrap(header.stanzas)
        let isAuthentic = try AgeError.narrowing { () throws(CryptoError) in
            try header.isAuthentic(fileKey: fileKey)
        }
        guard isAuthentic else { throw .tampered }
        return try AgePayload.open(binary[end...], fileKey: fileKey)
    }
}
