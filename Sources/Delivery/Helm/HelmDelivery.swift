import Catalog
import Platform
import Rendering
import Values

/// A folder for stock Helm and kubectl: values and manifests of each component, in the order of the plan, and a script that goes it.
///
/// For a cluster without a GitOps engine. `fairlead up` does the same steps, and waits at the gates with reasons.
public struct HelmDelivery: DeliveryEngine {
    /// As `delivery.engine` says it.
    public let name = "helm"

    /// The engine.
    public init() {}

    /// The folder.
    ///
    /// - Parameter input: the platform.
    public func tree(_ input: DeliveryInput) -> FileTree {
        let layout = TreeLayout(input)
        var tree = FileTree()
        tree.add("ground/namespaces.yaml", documents: Ground.namespaces(input))
        for namespace in input.rendering.namespaces {
            let policies = input.rendering.policies.filter { $0.namespace == namespace.name }.map(\.node)
            if !policies.isEmpty { tree.add("ground/network-\(namespace.name).yaml", documents: policies) }
        }
        for component in input.rendering.components {
            if let values = component.values {
                tree.add("components/\(component.name)/values.yaml", FileTree.header + YAML.write(values))
            }
            for secret in input.secrets where secret.component == component.name {
                tree.add(
                    layout.manifestPath(component.name, secret.object, below: Self.secretFolder), object: secret.object)
            }
            for object in component.objects {
                tree.add(
                    layout.manifestPath(component.name, object.node, below: object.stage.rawValue), object: object.node)
            }
        }
        tree.add("install.sh", InstallScript.text(input, layout: layout))
        tree.add("README.md", Runbook.text(input, layout: layout))
        return tree
    }

    static let secretFolder = "secrets"
}
