import Crypto
import Host

/// Seals one value and ends, as `kubeseal --raw` does.
enum OneSeal {
    static let usage = "usage: fairlead-bench seal-one CERTIFICATE NAMESPACE NAME < VALUE"

    /// The program.
    ///
    /// - Parameter words: the certificate's file, and whom the value is for.
    static func main(_ words: [String]) throws {
        guard words.count == 3 else { throw BenchFailure(usage) }
        let certificate = try Certificate(pem: try Files.read(Path(words[0])))
        let sealed = try SealedSecretsBox.seal(
            plaintext: SecretBytes(try StandardInput.read(limit: 1 << 20)), certificate: certificate,
            label: SealedSecretsScope.strict.label(namespace: words[1], name: words[2]), entropy: SystemEntropy())
        try OutputStream.standard.write(Base64.encode(sealed) + "\n")
    }
}
