public import Crypto
public import Diagnostics
import Platform
import Values

/// The plain Secret that gives the Sealed Secrets controller its key, so that a new cluster opens what was sealed before.
public enum SealingKeySecret {
    /// The Secret's name.
    public static let name = "fairlead-sealing-key"
    /// The label by which the controller finds its keys (bitnami-labs/sealed-secrets, `pkg/controller/keys.go`).
    public static let label = "sealedsecrets.bitnami.com/sealed-secrets-key"

    /// The Secret as YAML, for `kubectl apply` at the other end of a pipe. It is the platform's most valuable secret.
    ///
    /// - Parameters:
    ///   - store: the store.
    ///   - provider: the component that provides `secret-delivery`.
    ///   - namespace: the controller's namespace.
    ///   - entropy: for trying whether key and certificate belong together.
    /// - Returns: one YAML document.
    /// - Throws: `FindingsError` if the store lacks the key, or key and certificate do not belong together.
    public static func manifest(
        store: CredentialStore, provider: String, namespace: String, entropy: any EntropySource
    ) throws(FindingsError) -> SecretBytes {
        let id = CredentialID(component: provider, name: SealingCertificate.credentialName)
        guard let pem = store.get(id, field: "certificate"), let key = store.get(id, field: "private") else {
            throw SealingCertificate.absent(id)
        }
        guard belongTogether(certificate: pem, key: key, entropy: entropy) else {
            throw FindingsError(findings: [
                Finding(
                    code: Code.certificateUnusable,
                    message: "the key and the certificate of `\(id)` do not belong together",
                    cause: "the controller could not open what is sealed to the certificate",
                    hint: "take the last good version of the store out of Git")
            ])
        }
        // JSON texts are YAML texts, and base64 needs no quotes.
        let head = """
            apiVersion: v1
            kind: Secret
            metadata:
              name: \(name)
              namespace: \(JSON.write(Node(.string(namespace))))
              labels:
                \(label): active
            type: kubernetes.io/tls
            data:
              tls.crt:\u{20}
            """
        return SecretBytes(joining: [
            SecretBytes(text: head), Base64.encode(pem), SecretBytes(text: "\n  tls.key: "), Base64.encode(key),
            SecretBytes(text: "\n"),
        ])
    }

    private static func belongTogether(
        certificate: SecretBytes, key: SecretBytes, entropy: any EntropySource
    ) -> Bool {
        let probe = SecretBytes(text: "probe")
        guard let certificate = try? Certificate(pem: certificate.withBytes { $0 }),
            let sealed = try? SealedSecretsBox.seal(
                plaintext: probe, certificate: certificate, label: [], entropy: entropy),
            let opened = try? SealedSecretsBox.open(ciphertext: sealed, privateKeyPEM: key, label: [])
        else { return false }
        return opened == probe
    }
}
