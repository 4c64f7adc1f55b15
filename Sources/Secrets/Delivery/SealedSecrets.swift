public import Crypto
import Diagnostics
import Host
import Rendering
import Values

/// Secrets as `SealedSecret` objects, which the stock Sealed Secrets controller opens in the cluster.
///
/// The form is that of bitnami-labs/sealed-secrets, `pkg/apis/sealedsecrets/v1alpha1`: the controller takes the scope
/// from the annotations of the object itself and writes those of the template into the Secret, so both carry it.
public struct SealedSecrets: SecretDelivery {
    /// The name of the kind.
    public static let kind = "sealed-secrets"

    /// The fewest values that threads are worth starting for.
    private static let worthThreads = 32

    private let certificate: SealingCertificate
    private let fingerprintKey: SecretBytes
    private let scope: SealedSecretsScope
    private let labels: [(String, String)]
    private let entropy: any EntropySource

    /// Makes the delivery.
    ///
    /// - Parameters:
    ///   - certificate: the controller's certificate.
    ///   - fingerprintKey: the store's key of fingerprints.
    ///   - scope: where the values may be opened.
    ///   - labels: labels for every object and Secret, before the Secret's own.
    ///   - entropy: where session keys come from.
    public init(
        certificate: SealingCertificate, fingerprintKey: SecretBytes, scope: SealedSecretsScope = .strict,
        labels: [(String, String)] = [], entropy: any EntropySource
    ) {
        self.certificate = certificate
        self.fingerprintKey = fingerprintKey
        self.scope = scope
        self.labels = labels
        self.entropy = entropy
    }

    /// The objects, with the old ciphertext for every value that did not change.
    ///
    /// - Parameters:
    ///   - secrets: what is to be delivered.
    ///   - previous: what was sealed the last time.
    /// - Returns: the objects in the order of the Secrets, and the seals of all their values.
    /// - Throws: `FindingsError` for values that cannot be sealed, or `Interrupted`.
    public func deliver(_ secrets: [ComposedSecret], previous: Seals) throws -> DeliveredSecrets {
        var seals = Seals()
        var jobs: [Job] = []
        for composed in secrets {
            let (namespace, name) = (composed.secret.namespace, composed.secret.name)
            for entry in composed.values {
                let mark = fingerprint(of: entry, namespace: namespace, name: name)
                if let old = previous[namespace, name, entry.key], old.fingerprint.utf8.elementsEqual(mark.utf8) {
                    seals[namespace, name, entry.key] = old
                } else {
                    jobs.append(Job(namespace: namespace, name: name, entry: entry, fingerprint: mark))
                }
            }
        }
        let outcomes =
            jobs.count < SealedSecrets.worthThreads
            ? jobs.map { job in Result<String, any Error> { try seal(job) } } : Parallel.map(jobs, seal)
        var findings: [Finding] = []
        for (job, outcome) in zip(jobs, outcomes) {
            switch outcome {
            case .success(let ciphertext):
                seals[job.namespace, job.name, job.entry.key] = Seals.Seal(
                    fingerprint: job.fingerprint, ciphertext: ciphertext)
            case .failure(let error as SealedSecretsError): findings.append(job.finding(error))
            case .failure(let error): throw error
            }
        }
        guard findings.isEmpty else { throw FindingsError(findings: findings) }
        return DeliveredSecrets(
            objects: secrets.map { object($0, seals: seals) }, seals: seals, renewed: jobs.count)
    }

    private struct Job: Sendable {
        let namespace: String
        let name: String
        let entry: ComposedSecret.Entry
        let fingerprint: String

        func finding(_ error: SealedSecretsError) -> Finding {
            Finding(
                code: Code.certificateUnusable,
                message: "the key `\(entry.key)` of the Secret `\(namespace)/\(name)` cannot be sealed",
                cause: error.description)
        }
    }

    private func seal(_ job: Job) throws -> String {
        let sealed = try SealedSecretsBox.seal(
            plaintext: job.entry.value, certificate: certificate.certificate,
            label: scope.label(namespace: job.namespace, name: job.name), entropy: entropy)
        return Base64.encode(sealed)
    }

    /// Whatever would make the old ciphertext wrong goes into it. The lengths keep two neighbours from being shifted
    /// against each other, and the key keeps guesses from being tried on what stands in Git.
    private func fingerprint(of entry: ComposedSecret.Entry, namespace: String, name: String) -> String {
        let open = [scope.rawValue, namespace, name, entry.key].map { SecretBytes(text: $0) }
        let parts = open + [SecretBytes(certificate.certificate.fingerprint), entry.value]
        let message = SecretBytes(joining: parts.flatMap { [SecretBytes(SealedSecrets.bigEndian($0.count)), $0] })
        return Hex.encode(message.withBytes { Hash.hmacSHA256($0, key: fingerprintKey) })
    }

    private static func bigEndian(_ count: Int) -> [UInt8] {
        (0..<8).map { UInt8(truncatingIfNeeded: count >> (56 - 8 * $0)) }
    }

    private func object(_ composed: ComposedSecret, seals: Seals) -> Node {
        let secret = composed.secret
        var metadata: Node = ["name": Node(.string(secret.name)), "namespace": Node(.string(secret.namespace))]
        if let annotation = scope.annotation { metadata["annotations"] = [annotation: "true"] }
        let all = labels + [(Mark.component, secret.component)] + secret.labels
        if !all.isEmpty { metadata["labels"] = Node(.mapping(Mapping(all.map { ($0.0, Node(.string($0.1))) }))) }
        let data = composed.values.map { entry in
            (entry.key, Node(.string(seals[secret.namespace, secret.name, entry.key]?.ciphertext ?? "")))
        }
        return [
            "apiVersion": "bitnami.com/v1alpha1",
            "kind": "SealedSecret",
            "metadata": metadata,
            "spec": [
                "encryptedData": Node(.mapping(Mapping(data))),
                "template": ["metadata": metadata, "type": Node(.string(secret.type))],
            ],
        ]
    }
}

extension SealedSecretsScope {
    /// The annotation by which the controller knows the scope; none for the strict one.
    public var annotation: String? {
        self == .strict ? nil : "sealedsecrets.bitnami.com/\(rawValue)"
    }
}
