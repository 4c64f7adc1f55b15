public import Platform
public import Rendering

/// Where the values of Secrets stand in a key-value store outside of Git: one path for each Secret, one key for each value in it.
///
/// The path belongs to the Secret and not to the credential, because Vault Secrets Operator reads one path for one Secret, and because
/// who may read a path may read all of it.
public struct StoreLayout: Sendable, Equatable {
    /// Whose API the store speaks.
    public enum Kind: String, Sendable {
        /// HashiCorp's Vault and OpenBao: key-value store of version 2.
        case vault
        /// Secrets of a namespace of Kubernetes.
        case kubernetes
        /// 1Password Connect.
        case onePassword = "onepassword"
    }

    /// Whose API the store speaks.
    public let kind: Kind
    /// The base URL by which the cluster reaches it.
    public let url: String
    /// Where the key-value store is mounted; a namespace of Kubernetes, or a vault of 1Password.
    public let mount: String
    /// Where the login with service accounts is mounted.
    public let login: String
    /// What every path begins with.
    public let prefix: String
    /// The platform.
    public let platform: String

    /// Makes a layout.
    ///
    /// - Parameters: as the properties say.
    public init(
        kind: Kind, url: String, mount: String, login: String = "kubernetes", prefix: String, platform: String
    ) {
        self.kind = kind
        self.url = url
        self.mount = mount
        self.login = login
        self.prefix = prefix
        self.platform = platform
    }

    /// The path of a Secret's values below the mount; the name of the item where paths are not known. No namespace has a dot in it.
    ///
    /// - Parameter secret: the Secret.
    public func path(of secret: SecretObject) -> String {
        [prefix, secret.namespace, secret.name].joined(separator: kind == .vault ? "/" : ".")
    }

    /// The key of a credential's value. No name of a credential has an underscore.
    ///
    /// - Parameters:
    ///   - id: the credential.
    ///   - field: its field, for credentials of several parts.
    public static func key(_ id: CredentialID, field: String?) -> String {
        (id.description.split(separator: "/").map(String.init) + [field].compactMap { $0 }).joined(separator: "_")
    }

    /// The values that a Secret is put together from, each once, in the order in which they are needed.
    ///
    /// - Parameter secret: the Secret.
    public static func values(of secret: SecretObject) -> [(key: String, credential: CredentialID, field: String?)] {
        var seen: Set<String> = []
        return secret.data.flatMap(\.parts).compactMap { part in
            let found: (CredentialID, String?)
            switch part {
            case .literal: return nil
            case .credential(let id, let field, _): found = (id, field)
            case .sha256(let id): found = (id, nil)
            }
            let key = key(found.0, field: found.1)
            return seen.insert(key).inserted ? (key, found.0, found.1) : nil
        }
    }

    /// The name of what a member signs in as: service account, login, and the role and policy of the store.
    ///
    /// - Parameter component: the member.
    public static func account(of component: String) -> String { "\(component)-secrets" }
}
