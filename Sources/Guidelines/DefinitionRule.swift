import Catalog
package import Diagnostics
import Platform
import Rendering
import Values

/// Every kind of object that is rendered is one that the cluster knows, by itself or from a member.
package struct DefinitionRule: Guideline {
    package static let code = Code.definitionMissing
    package init() {}

    /// API groups of Kubernetes itself (API reference 1.33). Others that end alike, such as that of the gateways, are definitions.
    private static let builtIn: Set<String> = [
        "", "admissionregistration.k8s.io", "apiextensions.k8s.io", "apiregistration.k8s.io", "apps",
        "authentication.k8s.io",
        "authorization.k8s.io", "autoscaling", "batch", "certificates.k8s.io", "coordination.k8s.io",
        "discovery.k8s.io", "events.k8s.io",
        "flowcontrol.apiserver.k8s.io", "networking.k8s.io", "node.k8s.io", "policy", "rbac.authorization.k8s.io",
        "resource.k8s.io",
        "scheduling.k8s.io", "storage.k8s.io", "storagemigration.k8s.io",
    ]

    package func findings(_ input: GuidelineInput) -> [Finding] {
        let objects = input.rendering.components.flatMap { component in component.objects.map { (component.name, $0) } }
        var taught = Set(input.resolution.members.flatMap(\.component.definitions.groups))
        taught.formUnion(
            objects.compactMap { $1.kind == "CustomResourceDefinition" ? $1.node.at("spec", "group")?.string : nil })
        return objects.compactMap { component, object in
            guard !Self.builtIn.contains(object.group), !taught.contains(object.group) else { return nil }
            return Finding(
                code: Self.code,
                message: "\(object.kind)/\(object.name) is of \(object.group), which no member teaches the cluster",
                place: input.place(object.node, of: component), component: component,
                cause: "it comes from \(object.origin)",
                hint: "take in the component that owns \(object.group), or add the group to its `crds.groups`")
        }
    }
}
