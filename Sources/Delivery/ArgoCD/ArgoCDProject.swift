import Catalog
import Platform
import Rendering
import Values

/// AppProjects: what an application may reach. Each component's allows only its own namespaces, repositories and cluster-scoped kinds.
enum ArgoCDProject {
    static func of(_ member: Member, input: DeliveryInput, layout: ArgoCDLayout) -> Node {
        let objects = input.rendering.component(member.name)?.objects ?? []
        var namespaces = Set(objects.compactMap(\.namespace)).union(member.component.extraNamespaces)
        namespaces.insert(member.namespace)
        let declared = member.component.clusterScoped.map { kind -> (group: String, kind: String) in
            let parts = kind.split(separator: "/").map(String.init)
            return parts.count > 1 ? (parts[0], parts[1]) : (group(of: kind), kind)
        }
        let rendered = objects.filter { $0.namespace == nil }.map { (group: $0.group, kind: $0.kind) }
        return project(
            member.name, layout: layout, summary: member.component.summary, namespaces: namespaces.sorted(),
            charts: member.chart.map { [$0] } ?? [], clusterKinds: declared + rendered, component: member.name)
    }

    static func ground(_ layout: ArgoCDLayout) -> Node {
        project(
            "ground", layout: layout, summary: "Namespaces and network policies.",
            namespaces: layout.input.rendering.namespaces.map(\.name), charts: [], clusterKinds: [("", "Namespace")])
    }

    static func definitions(_ chart: Chart, member: Member, layout: ArgoCDLayout) -> Node {
        project(
            chart.release, layout: layout, summary: "Custom resource definitions of \(member.component.title).",
            namespaces: [member.namespace], charts: [chart],
            clusterKinds: [("apiextensions.k8s.io", "CustomResourceDefinition")], component: member.name)
    }

    /// The project of the root application: it may make projects and applications, nothing else.
    static func root(_ layout: ArgoCDLayout) -> Node {
        var node = project(
            ArgoCDLayout.rootName, layout: layout, summary: "The applications of \(layout.specification.name).",
            namespaces: [layout.engineNamespace], charts: [], clusterKinds: [])
        node.set(
            [["group": "argoproj.io", "kind": "Application"], ["group": "argoproj.io", "kind": "AppProject"]],
            at: ["spec", "namespaceResourceWhitelist"])
        return node
    }

    private static func project(
        _ name: String, layout: ArgoCDLayout, summary: String, namespaces: [String], charts: [Chart],
        clusterKinds: [(group: String, kind: String)], component: String = Mark.ground
    ) -> Node {
        let repositories =
            [layout.specification.delivery.repository] + charts.map { ArgoCDApplication.repositoryURL($0) }
        let kinds = Set(clusterKinds.map { [$0.group, $0.kind] }).sorted { $0.lexicographicallyPrecedes($1) }
        return [
            "apiVersion": "argoproj.io/v1alpha1", "kind": "AppProject",
            "metadata": [
                "name": Node(.string(name)), "namespace": Node(.string(layout.engineNamespace)),
                "labels": layout.tree.labels(component: component),
                // Before every application; removed only after them.
                "annotations": ["argocd.argoproj.io/sync-wave": "-30"],
            ],
            "spec": [
                "description": Node(.string(summary)),
                "sourceRepos": Node(.list(repositories.map { Node(.string($0)) })),
                "destinations": Node(
                    .list(
                        namespaces.map { ["server": "https://kubernetes.default.svc", "namespace": Node(.string($0))] })
                ),
                "clusterResourceWhitelist": Node(
                    .list(kinds.map { ["group": Node(.string($0[0])), "kind": Node(.string($0[1]))] })),
            ],
        ]
    }

    /// API groups of Kubernetes' own cluster-scoped kinds (API reference 1.33).
    static func group(of kind: String) -> String {
        switch kind {
        case "ClusterRole", "ClusterRoleBinding": "rbac.authorization.k8s.io"
        case "CustomResourceDefinition": "apiextensions.k8s.io"
        case "MutatingWebhookConfiguration", "ValidatingWebhookConfiguration", "ValidatingAdmissionPolicy",
            "ValidatingAdmissionPolicyBinding":
            "admissionregistration.k8s.io"
        case "StorageClass", "CSIDriver": "storage.k8s.io"
        case "IngressClass": "networking.k8s.io"
        case "PriorityClass": "scheduling.k8s.io"
        case "RuntimeClass": "node.k8s.io"
        case "APIService": "apiregistration.k8s.io"
        case "ClusterIssuer": "cert-manager.io"
        case "GatewayClass": "gateway.networking.k8s.io"
        default: ""
        }
    }
}
