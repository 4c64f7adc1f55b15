public import Crypto
import Kubernetes
public import Secrets
import Values

/// Finds the values of credentials: in the credential store, else in the cluster.
public struct SecretSource: Sendable {
    private let store: CredentialStore?
    private let cluster: (any ProbeCluster)?

    /// A source.
    ///
    /// - Parameters:
    ///   - store: the credential store.
    ///   - cluster: asked for what the store does not know.
    public init(store: CredentialStore?, cluster: (any ProbeCluster)?) {
        self.store = store
        self.cluster = cluster
    }

    /// A credential's value; nil if it is nowhere.
    ///
    /// - Parameter secret: the credential.
    /// - Throws: `KubernetesFailure`, `Interrupted`.
    public func value(_ secret: ProbeSecret) throws -> SecretBytes? {
        if let id = secret.credential, let value = store?.get(id) { return value }
        guard let place = secret.place,
            let object = try cluster?.probeObject(
                ObjectReference("v1", "Secret", namespace: place.namespace, name: place.name)),
            let text = object["data"]?[place.key]?.string, var bytes = Base64.decode(text)
        else { return nil }
        return SecretBytes(wiping: &bytes)
    }
}
