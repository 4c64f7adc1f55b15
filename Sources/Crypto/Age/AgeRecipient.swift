/// Somebody a file can be encrypted to: an X25519 public key, written `age1…`.
public struct AgeRecipient: Sendable, Hashable, CustomStringConvertible {
    static let prefix = Array("age".utf8)

    /// The 32 bytes of the public key.
    public let publicKey: [UInt8]

    /// Reads a recipient.
    ///
    /// - Parameter text: `age1` and 58 more characters, without white space.
    /// - Throws: ``AgeError/badRecipient(_:)``.
    public init(_ text: String) throws(AgeError) {
        let bytes = Array(text.utf8)
        guard bytes.count <= 4096 else { throw .badRecipient("it is too long") }
        guard let (prefix, data) = Bech32.decode(bytes) else {
            throw .badRecipient("it is mistyped, or not of the form age1…")
        }
        guard prefix == AgeRecipient.prefix else { throw .badRecipient("only X25519 recipients (age1…) are supported") }
        // Identities are written in upper case and recipients in lower case, so that they are not confused.
        guard bytes.first == UInt8(ascii: "a") else { throw .badRecipient("it is in upper case") }
        guard data.count == 32 else { throw .badRecipient("it does not hold 32 bytes") }
        publicKey = data
    }

    init(publicKey: [UInt8]) {
        self.publicKey = publicKey
    }

    /// The text form, `age1…`.
    public var description: String {
        String(decoding: Bech32.encode(prefix: AgeRecipient.prefix, data: publicKey), as: UTF8.self)
    }
}
