/// The header of an age file: the file key, wrapped once for each recipient, and a code over all of it.
struct AgeHeader {
    static let versionLine = Array("age-encryption.org/v1\n".utf8)
    static let fileKeyLength = 16

    /// One wrapped copy of the file key.
    struct Stanza: Equatable {
        var arguments: [[UInt8]]
        var body: [UInt8]

        var kind: [UInt8] { arguments.first ?? [] }
    }

    var stanzas: [Stanza]
    /// The header up to and including `---`: what the code covers.
    var covered: [UInt8]
    var code: [UInt8]

    /// Makes a header for a file key.
    init(stanzas: [Stanza], fileKey: SecretBytes) throws(CryptoError) {
        self.stanzas = stanzas
        var text = AgeHeader.versionLine
        for stanza in stanzas {
            text += Array("->".utf8)
            for argument in stanza.arguments { text += [0x20] + argument }
            text.append(0x0A)
            let body = Base64.symbols(of: stanza.body, alphabet: .standard, padded: false)
            for start in stride(from: 0, to: body.count, by: 64) {
                text += body[start..<min(start + 64, body.count)] + [0x0A]
            }
            // A body ends with a line of fewer than 64 symbols, be it an empty one.
            if body.count % 64 == 0 { text.append(0x0A) }
        }
        covered = text + Array("---".utf8)
        code = try AgeHeader.code(over: covered, fileKey: fileKey)
    }

    init(stanzas: [Stanza], covered: [UInt8], code: [UInt8]) {
        self.stanzas = stanzas
        self.covered = covered
        self.code = code
    }

    /// The header as it stands in the file.
    var bytes: [UInt8] {
        covered + [0x20] + Base64.symbols(of: code, alphabet: .standard, padded: false) + [0x0A]
    }

    /// Whether the code fits, that is, whether nobody without the file key changed the header.
    func isAuthentic(fileKey: SecretBytes) throws(CryptoError) -> Bool {
        Hash.equalInConstantTime(try AgeHeader.code(over: covered, fileKey: fileKey), code)
    }

    private static func code(over text: [UInt8], fileKey: SecretBytes) throws(CryptoError) -> [UInt8] {
        Hash.hmacSHA256(text, key: try KeyDerivation.hkdfSHA256(fileKey, salt: [], info: "header"))
    }
}
