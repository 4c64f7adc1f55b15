import Rendering
import Values

/// Secrets as `ExternalSecret` objects, which the External Secrets operator puts together from values of a store.
///
/// The form is that of external-secrets/external-secrets, `apis/externalsecrets/v1`.
public struct ExternalSecrets: SecretDelivery {
    /// The name of the kind.
    public static let kind = "external-secrets"
    /// The ClusterSecretStore for stores that know one reader only; the operator's component brings it.
    public static let sharedStore = "fairlead"

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
        let grants = layout.kind == .vault ? StoreGrant.all(all, layout: layout) : []
        return .read(all.map(object), grants: grants, labels: labels, access: store)
    }

    private func object(_ secret: SecretObject) -> Node {
        let stored = StoredSecret(secret: secret, labels: labels)
        guard !stored.isOpen else { return stored.object }
        let path = Node(.string(layout.path(of: secret)))
        let data = StoreLayout.values(of: secret).map { value -> Node in
            [
                "secretKey": Node(.string(value.key)),
                "remoteRef": ["key": path, "property": Node(.string(value.key))],
            ]
        }
        let templates = secret.data.map {
            ($0.key, Node(.string(StoreTemplate.text($0.parts, values: "."))))
        }
        let isShared = layout.kind != .vault
        return [
            "apiVersion": "external-secrets.io/v1",
            "kind": "ExternalSecret",
            "metadata": stored.metadata,
            "spec": [
                "refreshInterval": Node(.string(refresh)),
                "secretStoreRef": [
                    "kind": isShared ? "ClusterSecretStore" : "SecretStore",
                    "name": Node(
                        .string(isShared ? Self.sharedStore : StoreLayout.account(of: secret.component))),
                ],
                "target": [
                    "name": Node(.string(secret.name)),
                    "template": [
                        "type": Node(.string(secret.type)), "metadata": ["labels": stored.labelNode],
                        "data": Node(.mapping(Mapping(templates))),
                    ],
                ],
                "data": Node(.list(data)),
            ],
        ]
    }

    private func store(_ grant: StoreGrant) -> Node {
        [
            "apiVersion": "external-secrets.io/v1",
            "kind": "SecretStore",
            "metadata": grant.metadata(labels),
            "spec": [
                "provider": [
                    "vault": [
                        "server": Node(.string(layout.url)), "path": Node(.string(layout.mount)), "version": "v2",
                        "auth": [
                            "kubernetes": [
                                "mountPath": Node(.string(layout.login)), "role": Node(.string(grant.name)),
                                "serviceAccountRef": ["name": Node(.string(grant.account))],
                            ]
                        ],
                    ]
                ]
            ],
        ]
    }
}
