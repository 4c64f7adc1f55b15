/// The kinds that a Kubernetes cluster serves by itself, as `group/version/Kind`.
///
/// Helm's default capabilities know the built-in groups and versions, but no kinds, while a live cluster reports both
/// and charts ask for both (`.Capabilities.APIVersions.Has "policy/v1/PodDisruptionBudget"`). Only stable versions are
/// listed; the source is the API reference of Kubernetes 1.29 to 1.36. Helm's default also holds every old version that
/// its client library can still read (`policy/v1beta1`), whatever the target; that cannot be taken away.
enum KubernetesKinds {
    private static let kinds: [(version: String, since: Int, kinds: [String])] = [
        (
            "v1", 0,
            [
                "Binding", "ConfigMap", "Endpoints", "Event", "LimitRange", "Namespace", "Node", "PersistentVolume",
                "PersistentVolumeClaim", "Pod", "PodTemplate", "ReplicationController", "ResourceQuota", "Secret",
                "Service", "ServiceAccount",
            ]
        ),
        ("admissionregistration.k8s.io/v1", 0, ["MutatingWebhookConfiguration", "ValidatingWebhookConfiguration"]),
        (
            "admissionregistration.k8s.io/v1", 30, ["ValidatingAdmissionPolicy", "ValidatingAdmissionPolicyBinding"]
        ),
        ("admissionregistration.k8s.io/v1", 36, ["MutatingAdmissionPolicy", "MutatingAdmissionPolicyBinding"]),
        ("apiextensions.k8s.io/v1", 0, ["CustomResourceDefinition"]),
        ("apiregistration.k8s.io/v1", 0, ["APIService"]),
        ("apps/v1", 0, ["ControllerRevision", "DaemonSet", "Deployment", "ReplicaSet", "StatefulSet"]),
        ("authentication.k8s.io/v1", 0, ["SelfSubjectReview", "TokenReview"]),
        (
            "authorization.k8s.io/v1", 0,
            ["LocalSubjectAccessReview", "SelfSubjectAccessReview", "SelfSubjectRulesReview", "SubjectAccessReview"]
        ),
        ("autoscaling/v1", 0, ["HorizontalPodAutoscaler"]),
        ("autoscaling/v2", 0, ["HorizontalPodAutoscaler"]),
        ("batch/v1", 0, ["CronJob", "Job"]),
        ("certificates.k8s.io/v1", 0, ["CertificateSigningRequest"]),
        ("coordination.k8s.io/v1", 0, ["Lease"]),
        ("discovery.k8s.io/v1", 0, ["EndpointSlice"]),
        ("events.k8s.io/v1", 0, ["Event"]),
        ("flowcontrol.apiserver.k8s.io/v1", 29, ["FlowSchema", "PriorityLevelConfiguration"]),
        ("networking.k8s.io/v1", 0, ["Ingress", "IngressClass", "NetworkPolicy"]),
        ("networking.k8s.io/v1", 33, ["IPAddress", "ServiceCIDR"]),
        ("node.k8s.io/v1", 0, ["RuntimeClass"]),
        ("policy/v1", 0, ["PodDisruptionBudget"]),
        ("rbac.authorization.k8s.io/v1", 0, ["ClusterRole", "ClusterRoleBinding", "Role", "RoleBinding"]),
        ("resource.k8s.io/v1", 34, ["DeviceClass", "ResourceClaim", "ResourceClaimTemplate", "ResourceSlice"]),
        ("scheduling.k8s.io/v1", 0, ["PriorityClass"]),
        ("storage.k8s.io/v1", 0, ["CSIDriver", "CSINode", "CSIStorageCapacity", "StorageClass", "VolumeAttachment"]),
        ("storage.k8s.io/v1", 34, ["VolumeAttributesClass"]),
    ]

    /// What a version serves.
    ///
    /// - Parameter kubernetes: the version; of one that cannot be read everything is assumed.
    /// - Returns: `group/version` and `group/version/Kind`, each once.
    static func served(by kubernetes: String) -> [String] {
        let minor = KubernetesVersion.minor(kubernetes) ?? .max
        var result: [String] = []
        for row in kinds where row.since <= minor {
            if !result.contains(row.version) { result.append(row.version) }
            result += row.kinds.map { "\(row.version)/\($0)" }
        }
        return result
    }
}
