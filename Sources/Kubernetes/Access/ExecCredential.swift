import Crypto
import Values

/// What an exec plug-in gives (API reference: `ExecCredential`, client.authentication.k8s.io).
struct ExecCredential: Sendable {
    /// The token.
    let token: SecretBytes?
    /// The client certificate, PEM.
    let certificate: [UInt8]?
    /// Its key, PEM.
    let key: SecretBytes?
    /// When it ends to be good, in seconds since 1970; nil: when the server refuses it.
    let expiration: Int64?

    /// Reads what a plug-in wrote. No message shows any of it.
    init(_ output: [UInt8], from plugin: ExecPlugin) throws {
        func fault(_ message: String) -> KubernetesFailure {
            .access(
                "the exec plug-in `\(plugin.name)` of \(plugin.owner) \(message)", at: plugin.place,
                hint: "run it by hand and look, or ask whoever made it")
        }
        let limits = YAML.Limits(bytes: 1 << 20, depth: 32, nodes: 10_000, expansion: 100)
        guard let node = try? YAML.parse(output, file: "ExecCredential", limits: limits).first else {
            throw fault("wrote no ExecCredential: it is neither JSON nor YAML")
        }
        guard node["kind"]?.string == "ExecCredential" else { throw fault("wrote something that is no ExecCredential") }
        guard node["apiVersion"]?.string == plugin.apiVersion else {
            throw fault("answers in another version than \(plugin.apiVersion)")
        }
        guard let status = node["status"], status.mapping != nil else {
            throw fault("wrote an ExecCredential without status")
        }
        func text(_ key: String) throws -> String? {
            guard let node = status[key], !node.isNull else { return nil }
            guard let text = node.string else { throw fault("wrote a \(key) that is no text") }
            return text.isEmpty ? nil : text
        }
        let bytes = try text("token").map { Array($0.utf8) }
        if let bytes {
            try TokenText.check(bytes, "the token that the exec plug-in `\(plugin.name)` wrote", plugin.place)
        }
        token = bytes.map { SecretBytes($0) }
        certificate = try text("clientCertificateData").map { Array($0.utf8) }
        key = try text("clientKeyData").map { SecretBytes(text: $0) }
        guard (certificate == nil) == (key == nil) else {
            throw fault("wrote a certificate without a key, or the other way")
        }
        guard token != nil || certificate != nil else { throw fault("wrote neither a token nor a certificate") }
        guard certificate.map({ $0.starts(with: "-----BEGIN ".utf8) }) ?? true,
            key.map({ $0.withBytes { $0.starts(with: "-----BEGIN ".utf8) } }) ?? true
        else { throw fault("wrote a certificate or a key that is no PEM") }
        // YAML has no dates here: what looks like one is a text.
        guard let time = try text("expirationTimestamp") else {
            expiration = nil
            return
        }
        guard let seconds = Timestamp.seconds(time) else { throw fault("wrote an expirationTimestamp that is no time") }
        expiration = seconds
    }
}
