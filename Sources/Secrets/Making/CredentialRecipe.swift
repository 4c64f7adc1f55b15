import Catalog
import Crypto
import Host
import Platform

/// Makes values by recipes that need nothing but randomness and the time.
struct CredentialRecipe {
    let entropy: any EntropySource
    let clock: Clock

    /// Why a recipe cannot be followed.
    struct Failure: Error {
        let reason: String
    }

    /// The names of the parts that a recipe's value has: none for one text, nil for a recipe that gives no value.
    static func fields(of recipe: Recipe) -> [String]? {
        switch recipe {
        case .random, .bcrypt, .ask: []
        case .keyPair: ["private", "public"]
        case .certificate: ["certificate", "private"]
        case .text, .existing, .shared, .fixed: nil
        }
    }

    /// The key that a recipe begins with; nil for one without.
    static func key(of recipe: Recipe) throws(Failure) -> KeyAlgorithm? {
        switch recipe {
        case .keyPair(.ed25519, _), .certificate(_, _, .ed25519, _): return .ed25519
        case .keyPair(.rsa, let bits), .certificate(_, _, .rsa, let bits):
            switch bits {
            case 2048: return .rsa2048
            case 3072: return .rsa3072
            case 4096: return .rsa4096
            default: throw Failure(reason: "an RSA key has 2048, 3072 or 4096 bits, not \(bits)")
            }
        default: return nil
        }
    }

    /// A random text.
    func random(alphabet: Recipe.Alphabet, length: Int, prefix: String) throws(Failure) -> CredentialValue {
        let symbols: RandomText.Alphabet =
            switch alphabet {
            case .hex: .hex
            case .base64: .base64
            case .alphanumeric: .alphanumeric
            case .urlsafe: .urlSafe
            }
        return try narrowed { () throws(CryptoError) in
            .single(try RandomText(symbols, length: length, prefix: prefix).generate(entropy: entropy))
        }
    }

    /// The hash of another credential's value.
    func bcrypt(of source: SecretBytes) throws(Failure) -> CredentialValue {
        try narrowed { () throws(CryptoError) in
            .single(SecretBytes(text: try Bcrypt.hash(source, entropy: entropy)))
        }
    }

    /// What becomes of a key: the pair itself or a certificate for it.
    func value(_ recipe: Recipe, key: KeyPair) throws(Failure) -> CredentialValue {
        let secret = try narrowed { () throws(CryptoError) in try key.privateKeyPEM() }
        guard case .certificate(let commonName, let days, _, _) = recipe else {
            let open = try narrowed { () throws(CryptoError) in try key.publicKeyPEM() }
            return .fields(["private": secret, "public": SecretBytes(text: open)])
        }
        guard (1...36_500).contains(days) else {
            throw Failure(reason: "a certificate holds 1 to 36500 days, not \(days)")
        }
        let now = clock.now()
        do throws(CertificateError) {
            // An hour back, for machines whose clocks are behind.
            let certificate = try Certificate.selfSigned(
                commonName: commonName, dnsNames: CredentialRecipe.isHost(commonName) ? [commonName] : [],
                notBefore: now - 3600, notAfter: now + Int64(days) * 86_400, key: key, entropy: entropy)
            return .fields(["certificate": SecretBytes(text: certificate.pem), "private": secret])
        } catch {
            throw Failure(reason: error.description)
        }
    }

    /// Clients look for a server's name among the alternative names only, so a name that is a host's stands there too.
    private static func isHost(_ name: String) -> Bool {
        let labels = name.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        return labels.count > 1
            && labels.allSatisfy { label in
                (1...63).contains(label.count) && label.first != UInt8(ascii: "-") && label.last != UInt8(ascii: "-")
                    && label.allSatisfy { (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x2D }
            }
    }

    private func narrowed<R>(_ body: () throws(CryptoError) -> R) throws(Failure) -> R {
        do throws(CryptoError) { return try body() } catch { throw Failure(reason: error.message) }
    }
}
