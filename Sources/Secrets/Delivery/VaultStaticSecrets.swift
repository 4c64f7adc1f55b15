import Rendering
import Values

/// Secrets as `VaultStaticSecret` objects, which Vault Secrets Operator puts together from values in Vault or OpenBao.
///
/// The form is that of hashicorp/vault-secrets-operator, `api/v1beta1`.
public struct VaultStaticSecrets: SecretDelivery {
    /// The name of the kind.
    public static let kind = "vault"

    private let layout: StoreLayout
    private let refresh: String
    private let labels: [(String, String)]

    /// Makes the delivery.
    ///
    /// - Parameters:
    ///   - layout: where the values are.
    ///   - refresh: how often the operator looks, such as `5m`.
    ///   - labels: labels for every object and Secret, before the Secret's own.
    public init(layout: StoreLayout, refresh: String, labels: [(String, String)] = []) {
        self.layout = layout
        self.refresh = refresh
        self.labels = labels
    }

    /// The objects; nothing is sealed.
    ///
    /// - Parameters:
    ///   - secrets: what is to be delivered.
    ///   - previous: not used.
    public func deliver(_ secrets: [ComposedSecret], previous: Seals) -> DeliveredSecrets {
        let all = secrets.map(\.secret)
        let grants = StoreGrant.all(all, layout: layout)
        return .read(all.map(object), grants: grants, labels: labels, access: login)
    }

    private func object(_ secret: SecretObject) -> Node {
        let stored = StoredSecret(secret: secret, labels: labels)
        guard !stored.isOpen else { return stored.object }
        let templates = secret.data.map { entry -> (String, Node) in
            (entry.key, ["text": Node(.string(StoreTemplate.text(entry.parts, values: ".Secrets")))])
        }
        return [
            "apiVersion": "secrets.hashicorp.com/v1beta1",
            "kind": "VaultStaticSecret",
            "metadata": stored.metadata,
            "spec": [
                "type": "kv-v2", "mount": Node(.string(layout.mount)), "path": Node(.string(layout.path(of: secret))),
                "vaultAuthRef": Node(.string(StoreLayout.account(of: secret.component))),
                "refreshAfter": Node(.string(refresh)),
                "destination": [
                    "name": Node(.string(secret.name)), "create": true, "type": Node(.string(secret.type)),
                    "labels": stored.labelNode,
                    // What stands in the store goes into the Secret through the templates only.
                    "transformation": [
                        "excludeRaw": true, "excludes": [".*"], "templates": Node(.mapping(Mapping(templates))),
                    ],
                ],
            ],
        ]
    }

    private func login(_ grant: StoreGrant) -> Node {
        [
            "apiVersion": "secrets.hashicorp.com/v1beta1",
            "kind": "VaultAuth",
            "metadata": grant.metadata(labels),
            "spec": [
                "method": "kubernetes", "mount": Node(.string(layout.login)),
                "kubernetes": ["role": Node(.string(grant.name)), "serviceAccount": Node(.string(grant.account))],
            ],
        ]
    }
}
