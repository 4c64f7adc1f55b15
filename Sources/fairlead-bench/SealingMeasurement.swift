import Crypto
import Diagnostics
import Host
import Rendering
import Secrets

/// Sealing many values in one process, as a render does.
enum SealingMeasurement {
    private static let secrets = 100
    private static let keys = 10
    private static let mostTime = 1000.0
    private static let day: Int64 = 86_400

    /// A certificate, as that of the controller.
    static func certificate(_ key: KeyPair) throws -> Certificate {
        let now = Clock.system.now()
        return try Certificate.selfSigned(
            commonName: "bench", notBefore: now - day, notAfter: now + day, key: key, entropy: SystemEntropy())
    }

    /// Measures.
    ///
    /// - Parameter certificate: what is sealed to.
    static func run(_ certificate: Certificate) throws -> [Measurement] {
        let delivery = SealedSecrets(
            certificate: try SealingCertificate(
                pem: Array(certificate.pem.utf8), origin: "the certificate of the measurement", clock: .system),
            fingerprintKey: SecretBytes(try SystemEntropy().bytes(32)), entropy: SystemEntropy())
        let identity = try AgeIdentity.generate(entropy: SystemEntropy())
        let store = try CredentialStore(for: .identities([identity]), entropy: SystemEntropy())
        let composed = try (0..<secrets).map { secret in
            try SecretComposer.compose(
                SecretObject(
                    name: "secret-\(secret)", namespace: "bench", component: "bench",
                    data: (0..<keys).map { key in
                        ("key-\(key)", [.literal("a value of forty characters, number \(secret * keys + key)")])
                    }), store: store)
        }
        let (fresh, delivered) = try Stopwatch.time { try delivery.deliver(composed, previous: Seals()) }
        guard delivered.renewed == secrets * keys else { throw BenchFailure("not every value was sealed") }
        let (again, kept) = try Stopwatch.time { try delivery.deliver(composed, previous: delivered.seals) }
        guard kept.renewed == 0 else { throw BenchFailure("values were sealed again that had not changed") }
        return [
            Measurement("sealing 1000 values, RSA 3072", fresh, "ms", limit: mostTime),
            Measurement("the same, nothing changed", again, "ms", limit: mostTime),
        ]
    }
}
