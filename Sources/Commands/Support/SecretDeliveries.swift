import Catalog
import CommandTree
import Crypto
import Host
import Platform
import Rendering
import Secrets
import Values

/// Which way secret values go into the cluster: what the offer says that the members' Secrets are bound to, whoever makes it.
enum SecretDeliveries {
    /// The Secrets in the form of their delivery.
    ///
    /// - Parameters:
    ///   - platform: the rendered platform.
    ///   - store: the values.
    ///   - previous: what was sealed the last time.
    ///   - invocation: for `--certificate`.
    /// - Throws: `FindingsError` if a credential is missing or a certificate cannot be used.
    static func deliver(
        _ platform: RenderedPlatform, store: CredentialStore, previous: Seals, _ invocation: Invocation
    ) throws -> DeliveredSecrets {
        let composed = try platform.rendering.secrets.map { try SecretComposer.compose($0, store: store) }
        // What no Git holds needs no form of its own: `up` hands it over itself.
        guard let provider = platform.resolution.secretDelivery,
            let delivery = try delivery(of: provider, platform, store: store, invocation)
        else { return .none }
        return try delivery.deliver(composed, previous: previous)
    }

    private static func delivery(
        of provider: Member, _ platform: RenderedPlatform, store: CredentialStore, _ invocation: Invocation
    ) throws -> (any SecretDelivery)? {
        let labels = [
            ("app.kubernetes.io/managed-by", "fairlead"),
            ("app.kubernetes.io/part-of", platform.resolution.specification.name),
            (Mark.platform, platform.resolution.specification.name),
        ]
        let kind = provider.component.secretDeliveryKind
        if kind == SealedSecrets.kind {
            let certificate: SealingCertificate
            if let file = invocation.option("certificate") {
                certificate = try SealingCertificate(file: Path(file), clock: invocation.clock)
            } else {
                certificate = try SealingCertificate(store: store, provider: provider.name, clock: invocation.clock)
            }
            return SealedSecrets(
                certificate: certificate, fingerprintKey: store.fingerprintKey,
                scope: provider.options["scope"]?.string.flatMap(SealedSecretsScope.init) ?? .strict, labels: labels,
                entropy: SystemEntropy())
        }
        guard let layout = StoreLayout(platform.resolution, platform.rendering) else { return nil }
        let refresh = provider.options["refresh"]?.string ?? "5m"
        switch kind {
        case ExternalSecrets.kind: return ExternalSecrets(layout: layout, refresh: refresh, labels: labels)
        case VaultStaticSecrets.kind: return VaultStaticSecrets(layout: layout, refresh: refresh, labels: labels)
        default: return nil
        }
    }
}
