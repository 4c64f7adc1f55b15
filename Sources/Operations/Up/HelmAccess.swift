public import Crypto
import HTTP
public import Helm
public import Kubernetes
import Synchronization
import Values

/// A cluster's access as Helm's library takes it: a kubeconfig in memory, composed from what our own requests use.
///
/// The library reads a kubeconfig once. A token that was renewed since makes another cluster, so that a long run outlives its tokens.
public final class HelmAccess: Sendable {
    private let engine: LibHelm
    private let access: ClusterAccess
    private let last = Mutex<(text: SecretBytes, cluster: HelmCluster)?>(nil)

    /// An access.
    ///
    /// - Parameters:
    ///   - engine: Helm's library.
    ///   - access: how the cluster is reached.
    public init(engine: LibHelm, access: ClusterAccess) {
        self.engine = engine
        self.access = access
    }

    /// The cluster with credentials that hold now.
    ///
    /// - Throws: `KubernetesFailure` without credentials, `HelmFailure` without a library that reaches clusters, `Interrupted`.
    public func cluster() throws -> HelmCluster {
        let text = try Self.kubeconfig(access)
        return try last.withLock { last in
            if let last, last.text == text { return last.cluster }
            let cluster = try HelmCluster(engine: engine, kubeconfig: text)
            last = (text, cluster)
            return cluster
        }
    }

    /// A kubeconfig that needs no file and no other program.
    ///
    /// Fields: Kubernetes, `client-go/tools/clientcmd/api/v1`.
    ///
    /// - Parameter access: how the cluster is reached.
    /// - Throws: `KubernetesFailure` if there are no credentials to be had, `Interrupted`.
    public static func kubeconfig(_ access: ClusterAccess) throws -> SecretBytes {
        var cluster: Node = ["server": Node(.string(access.server))]
        if access.tls.isVerified {
            if let authorities = access.tls.authorities {
                cluster["certificate-authority-data"] = Node(.string(Base64.encode(authorities)))
            }
        } else {
            cluster["insecure-skip-tls-verify"] = true
        }
        if let name = access.tls.serverName { cluster["tls-server-name"] = Node(.string(name)) }
        if let proxy = access.proxy { cluster["proxy-url"] = Node(.string(proxy)) }
        if !access.isCompressed { cluster["disable-compression"] = true }
        let namespace = Node(.string(access.namespace))
        let head: Node = [
            "apiVersion": "v1", "kind": "Config", "current-context": "fairlead",
            "clusters": [["name": "fairlead", "cluster": cluster]],
            "contexts": [
                ["name": "fairlead", "context": ["cluster": "fairlead", "user": "fairlead", "namespace": namespace]]
            ],
        ]
        // What is secret is joined as bytes that wipe themselves; JSON is YAML.
        var open = JSON.write(head)
        open.removeLast()
        var parts = [SecretBytes(text: open + ",\"users\":[{\"name\":\"fairlead\",\"user\":{")]
        parts += try user(access)
        parts.append(SecretBytes(text: "}}]}"))
        return SecretBytes(joining: parts)
    }

    private static func user(_ access: ClusterAccess) throws -> [SecretBytes] {
        var fields: [[SecretBytes]] = []
        func add(_ name: String, _ value: SecretBytes) { fields.append([SecretBytes(text: "\"\(name)\":"), value]) }
        if let certificate = access.tls.certificate, let key = access.tls.key {
            add("client-certificate-data", quoted(Base64.encode(certificate)))
            add("client-key-data", key.withBytes { quoted(Base64.encode($0)) })
        }
        switch try access.credentials?.authorization() {
        case .bearer(let token)?: add("token", token.withBytes { quoted(String(decoding: $0, as: UTF8.self)) })
        case .basic(let user, let password)?:
            add("username", quoted(user))
            add("password", password.withBytes { quoted(String(decoding: $0, as: UTF8.self)) })
        case nil: break
        }
        if let user = access.impersonate { add("as", quoted(user)) }
        if let uid = access.impersonation.uid { add("as-uid", quoted(uid)) }
        if !access.impersonation.groups.isEmpty {
            add(
                "as-groups",
                SecretBytes(text: JSON.write(Node(.list(access.impersonation.groups.map { Node(.string($0)) })))))
        }
        return fields.enumerated().flatMap { index, field in index == 0 ? field : [SecretBytes(text: ",")] + field }
    }

    private static func quoted(_ text: String) -> SecretBytes { SecretBytes(text: JSON.write(Node(.string(text)))) }
}
