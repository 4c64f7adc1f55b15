/// The private side of an ``AgeRecipient``, written `AGE-SECRET-KEY-1…`.
public struct AgeIdentity: Sendable {
    private static let prefix = Array("age-secret-key-".utf8)

    /// The largest identity file that is read, in bytes.
    public static let largestFile = 1 << 16

    let scalar: SecretBytes

    /// The recipient that this identity opens files of.
    public let recipient: AgeRecipient

    private init(scalar: SecretBytes) throws(AgeError) {
        self.scalar = scalar
        recipient = AgeRecipient(
            publicKey: try AgeError.narrowing { () throws(CryptoError) in
                try AsymmetricKey.x25519(scalar: scalar).rawPublicKey()
            })
    }

    /// Makes a new identity.
    ///
    /// - Parameter entropy: where the key comes from.
    /// - Returns: the identity.
    /// - Throws: ``AgeError/cryptography(_:)``.
    public static func generate(entropy: any EntropySource) throws(AgeError) -> AgeIdentity {
        try AgeIdentity(scalar: try AgeError.narrowing { () throws(CryptoError) in try entropy.secret(32) })
    }

    /// Reads one identity.
    ///
    /// - Parameter text: `AGE-SECRET-KEY-1` and 58 more characters, without white space.
    /// - Throws: ``AgeError/badIdentity(_:)``.
    public init(_ text: SecretBytes) throws(AgeError) {
        let parts: (prefix: [UInt8], scalar: SecretBytes)? = text.withBytes { bytes in
            // The text form is upper case; the limit is far above the length of any identity.
            guard bytes.count <= 256, bytes.first == UInt8(ascii: "A"), var decoded = Bech32.decode(bytes) else {
                return nil
            }
            return (decoded.prefix, SecretBytes(wiping: &decoded.data))
        }
        guard let (prefix, scalar) = parts else {
            throw .badIdentity("it is mistyped, or not of the form AGE-SECRET-KEY-1…")
        }
        guard prefix == AgeIdentity.prefix else {
            throw .badIdentity("only X25519 identities (AGE-SECRET-KEY-1…) are supported")
        }
        guard scalar.count == 32 else { throw .badIdentity("it does not hold 32 bytes") }
        try self.init(scalar: scalar)
    }

    /// Reads an identity file: one identity a line, with comments (`#`) and empty lines.
    ///
    /// - Parameter file: the content of the file.
    /// - Returns: the identities in order, at least one.
    /// - Throws: ``AgeError/badIdentity(_:)`` with the number of the line, or ``AgeError/tooLarge(_:)``.
    public static func parse(file: SecretBytes) throws(AgeError) -> [AgeIdentity] {
        guard file.count <= largestFile else {
            throw .tooLarge("the identity file is larger than \(largestFile) bytes")
        }
        let lines: [(number: Int, text: SecretBytes)] = file.withBytes { bytes in
            var lines: [(number: Int, text: SecretBytes)] = []
            let all = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
            for (index, line) in all.enumerated() {
                let line = line.last == 0x0D ? line.dropLast() : line
                guard let first = line.first, first != UInt8(ascii: "#") else { continue }
                var copy = Array(line)
                lines.append((index + 1, SecretBytes(wiping: &copy)))
            }
            return lines
        }
        guard !lines.isEmpty else { throw .badIdentity("the file holds no line that begins with AGE-SECRET-KEY-1") }
        var identities: [AgeIdentity] = []
        for line in lines {
            do {
                identities.append(try AgeIdentity(line.text))
            } catch {
                guard case .badIdentity(let reason) = error else { throw error }
                throw .badIdentity("line \(line.number): \(reason)")
            }
        }
        return identities
    }

    /// The text form, `AGE-SECRET-KEY-1…`.
    public var text: SecretBytes {
        scalar.withBytes { bytes in
            var text = Bech32.encode(prefix: AgeIdentity.prefix, data: bytes)
            defer { SecretBytes.wipe(&text) }
            var upper = text.map { (97...122).contains($0) ? $0 - 32 : $0 }
            return SecretBytes(wiping: &upper)
        }
    }

    /// An identity file with the recipient in a comment, as `age-keygen` lays it out.
    public var file: SecretBytes {
        SecretBytes(joining: [SecretBytes(text: "# public key: \(recipient)\n"), text, SecretBytes(text: "\n")])
    }
}
