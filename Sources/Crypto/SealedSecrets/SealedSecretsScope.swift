/// Where a sealed value may be unsealed. The scope goes into the encryption as its label, so that a value moved
/// elsewhere cannot be opened.
public enum SealedSecretsScope: String, Sendable, Hashable, CaseIterable {
    /// Only under this name in this namespace.
    case strict
    /// Under any name in this namespace.
    case namespaceWide = "namespace-wide"
    /// Anywhere in the cluster.
    case clusterWide = "cluster-wide"

    /// The label of a Secret, by the rule of the Sealed Secrets controller.
    ///
    /// - Parameters:
    ///   - namespace: the namespace of the Secret.
    ///   - name: the name of the Secret.
    /// - Returns: the bytes of `namespace/name`, of `namespace`, or none.
    public func label(namespace: String, name: String) -> [UInt8] {
        switch self {
        case .strict: Array("\(namespace)/\(name)".utf8)
        case .namespaceWide: Array(namespace.utf8)
        case .clusterWide: []
        }
    }
}
