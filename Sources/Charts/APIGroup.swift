/// API groups of objects.
enum APIGroup {
    /// The groups that a cluster serves by itself (API reference of Kubernetes 1.29 to 1.36).
    private static let builtIn: Set<String> = [
        "", "apps", "autoscaling", "batch", "extensions", "policy", "admissionregistration.k8s.io",
        "apiextensions.k8s.io",
        "apiregistration.k8s.io", "authentication.k8s.io", "authorization.k8s.io", "certificates.k8s.io",
        "coordination.k8s.io", "discovery.k8s.io", "events.k8s.io", "flowcontrol.apiserver.k8s.io",
        "internal.apiserver.k8s.io", "networking.k8s.io", "node.k8s.io", "rbac.authorization.k8s.io", "resource.k8s.io",
        "scheduling.k8s.io", "storage.k8s.io", "storagemigration.k8s.io",
    ]

    /// The group in an `apiVersion`; empty for the core group.
    static func of(_ apiVersion: String) -> String {
        let parts = apiVersion.split(separator: "/", omittingEmptySubsequences: false)
        return parts.count > 1 ? String(parts[0]) : ""
    }

    /// Whether somebody must teach the group to the cluster.
    static func isCustom(_ group: String) -> Bool { !builtIn.contains(group) }
}
