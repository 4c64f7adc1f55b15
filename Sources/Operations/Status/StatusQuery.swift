import Kubernetes
import Rendering

/// One list that the status is read off.
struct StatusQuery: Sendable {
    var type: ResourceType
    var labels: String?
    var fields: String?
    var metadataOnly = false

    /// What is listed for a platform: workloads and what stands beside them whoever brought them, and of each kind that Fairlead
    /// renders what bears the platform's label.
    static func all(_ desired: DesiredPlatform) -> [StatusQuery] {
        var queries = known.map { StatusQuery(type: $0) }
        // Pods that have ended tell nothing about what runs, and there may be many.
        queries.append(StatusQuery(type: pods, fields: "status.phase!=Succeeded"))
        if desired.members.contains(where: { $0.release != nil || $0.definitions != nil }) {
            queries.append(StatusQuery(type: secrets, labels: "owner=helm,status!=superseded", metadataOnly: true))
        }
        if desired.engineMember != nil {
            let kinds = desired.engine == "flux" ? [kustomizations, helmReleases] : [applications]
            queries += kinds.map { StatusQuery(type: $0) }
        }
        var seen = Set(queries.filter { $0.labels == nil }.map { key($0.type) })
        for object in desired.objects {
            let reference = object.reference
            let type = guess(reference)
            guard seen.insert(key(type)).inserted else { continue }
            queries.append(
                StatusQuery(
                    type: type, labels: "\(Mark.platform)=\(desired.name)",
                    metadataOnly: silent.contains(reference.kind) && builtIn.contains(reference.group)))
        }
        return queries
    }

    static func key(_ type: ResourceType) -> String { "\(type.group)/\(type.kind)" }
    static func key(_ reference: ObjectReference) -> String { "\(reference.group)/\(reference.kind)" }

    static let workloads: Set<String> = ["Deployment", "StatefulSet", "DaemonSet", "Job"]
    static let pods = type("", "v1", "Pod", "pods")
    static let secrets = type("", "v1", "Secret", "secrets")
    static let applications = type("argoproj.io", "v1alpha1", "Application", "applications")
    static let kustomizations = type("kustomize.toolkit.fluxcd.io", "v1", "Kustomization", "kustomizations")
    static let helmReleases = type("helm.toolkit.fluxcd.io", "v2", "HelmRelease", "helmreleases")

    static let workloadTypes = [
        type("apps", "v1", "Deployment", "deployments"), type("apps", "v1", "StatefulSet", "statefulsets"),
        type("apps", "v1", "DaemonSet", "daemonsets"), type("batch", "v1", "Job", "jobs"),
    ]
    private static let known =
        workloadTypes + [
            type("", "v1", "PersistentVolumeClaim", "persistentvolumeclaims"), type("", "v1", "Service", "services"),
            type("networking.k8s.io", "v1", "Ingress", "ingresses"),
        ]

    /// Kinds without a state: that they are there is all that can be said.
    private static let silent: Set<String> = [
        "ConfigMap", "Secret", "ServiceAccount", "Role", "RoleBinding", "ClusterRole", "ClusterRoleBinding",
        "NetworkPolicy",
        "PriorityClass", "StorageClass", "IngressClass", "LimitRange", "ResourceQuota",
    ]
    private static let builtIn: Set<String> = [
        "", "rbac.authorization.k8s.io", "networking.k8s.io", "scheduling.k8s.io", "storage.k8s.io",
    ]

    private static func type(_ group: String, _ version: String, _ kind: String, _ plural: String) -> ResourceType {
        ResourceType(group: group, version: version, kind: kind, plural: plural, isNamespaced: true, verbs: ["list"])
    }

    /// The kind as it is served by all likelihood, so that discovery is asked only where the guess fails.
    /// Definitions name their plurals as English does, which the API machinery guesses alike (`UnsafeGuessKindToResource`).
    static func guess(_ reference: ObjectReference) -> ResourceType {
        let singular = reference.kind.lowercased()
        let plural =
            singular.hasSuffix("s")
            ? singular + "es"
            : singular.hasSuffix("y") ? String(singular.dropLast()) + "ies" : singular + "s"
        let version = reference.apiVersion.split(separator: "/").last.map(String.init) ?? reference.apiVersion
        return ResourceType(
            group: reference.group, version: version, kind: reference.kind, plural: plural,
            isNamespaced: reference.namespace != nil, verbs: ["list"])
    }
}
