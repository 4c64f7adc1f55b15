public import Rendering
public import Values

/// What one member may read in a store: its own Secrets' values and nothing else.
public struct StoreGrant: Sendable {
    /// The member.
    public let component: String
    /// Its namespace.
    public let namespace: String
    /// The paths that it may read, in order.
    public let paths: [String]
    private let layout: StoreLayout

    /// The grants of all members that have something in the store, in the order of their names.
    ///
    /// - Parameters:
    ///   - secrets: all Secrets.
    ///   - layout: where their values are.
    public static func all(_ secrets: [SecretObject], layout: StoreLayout) -> [StoreGrant] {
        let stored = secrets.filter { !StoreLayout.values(of: $0).isEmpty }
        return Dictionary(grouping: stored, by: \.component).sorted { $0.key < $1.key }.compactMap { component, own in
            own.first.map {
                StoreGrant(
                    component: component, namespace: $0.namespace, paths: own.map(layout.path).sorted(),
                    layout: layout)
            }
        }
    }

    /// The service account.
    public var account: String { StoreLayout.account(of: component) }

    /// The name of the role and of the policy; another platform may use the same store.
    public var name: String { "\(layout.platform)-\(component)" }

    /// The policy in the store's own form: reading, and of nothing but the member's paths.
    public var policy: String {
        "# Made by fairlead for `\(component)` in the namespace `\(namespace)`.\n"
            + paths.map { "path \"\(layout.mount)/data/\($0)\" {\n  capabilities = [\"read\"]\n}\n" }.joined()
    }

    /// The role by which the service account gets the policy; fields of the login with Kubernetes' tokens.
    public var role: Node {
        [
            "bound_service_account_names": [Node(.string(account))],
            "bound_service_account_namespaces": [Node(.string(namespace))],
            "token_policies": [Node(.string(name))],
            // Long enough to read, short enough to be of no use to who finds it.
            "token_ttl": 1200,
        ]
    }

    /// The service account as an object.
    func accountObject(labels: [(String, String)]) -> Node {
        [
            "apiVersion": "v1", "kind": "ServiceAccount", "metadata": metadata(labels),
            "automountServiceAccountToken": false,
        ]
    }

    /// Name, namespace and labels of what is named after the account.
    func metadata(_ labels: [(String, String)]) -> Node {
        [
            "name": Node(.string(account)), "namespace": Node(.string(namespace)),
            "labels": Node(
                .mapping(Mapping((labels + [(Mark.component, component)]).map { ($0.0, Node(.string($0.1))) }))),
        ]
    }
}
