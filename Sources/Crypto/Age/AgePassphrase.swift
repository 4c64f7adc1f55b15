/// A passphrase that encrypts a file by itself.
public struct AgePassphrase: Sendable {
    let bytes: SecretBytes

    /// Takes a passphrase.
    ///
    /// - Parameter bytes: at least one byte and at most 4096; it is used as it is, without normalisation.
    /// - Throws: ``AgeError/badIdentity(_:)``.
    public init(_ bytes: SecretBytes) throws(AgeError) {
        guard (1...4096).contains(bytes.count) else {
            throw .badIdentity("a passphrase has 1 to 4096 bytes, this one has \(bytes.count)")
        }
        self.bytes = bytes
    }
}
