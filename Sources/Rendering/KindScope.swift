/// Which kinds have no namespace.
///
/// The list holds Kubernetes' own (API reference 1.33) and those of the operators in the catalog; a component names further ones in
/// `clusterScoped`.
enum KindScope {
    private static let clusterScoped: Set<String> = [
        "APIService", "CertificateSigningRequest", "ClusterRole", "ClusterRoleBinding", "ComponentStatus", "CSIDriver",
        "CSINode",
        "CustomResourceDefinition", "FlowSchema", "IngressClass", "MutatingWebhookConfiguration", "Namespace", "Node",
        "PersistentVolume", "PriorityClass", "PriorityLevelConfiguration", "RuntimeClass", "StorageClass",
        "ValidatingAdmissionPolicy", "ValidatingAdmissionPolicyBinding", "ValidatingWebhookConfiguration",
        "VolumeAttachment",
        "ClusterIssuer", "GatewayClass", "ClusterImageCatalog", "VolumeSnapshotClass", "VolumeSnapshotContent",
    ]

    /// Whether objects of a kind have no namespace.
    ///
    /// - Parameters:
    ///   - kind: the kind.
    ///   - declared: `clusterScoped` of the component, as `Kind` or `group/Kind`.
    static func isClusterScoped(_ kind: String, declared: [String]) -> Bool {
        clusterScoped.contains(kind) || declared.contains { $0 == kind || $0.hasSuffix("/" + kind) }
    }
}
