import Catalog
import Platform
import Rendering
public import Values

/// A repository for Argo CD: a root application that brings projects and applications in waves; each application takes the upstream
/// chart at its exact version with values from this repository, and our own manifests beside it.
///
/// Fields follow the Application and AppProject specifications of Argo CD 3 (argo-cd.readthedocs.io, `multiple_sources`,
/// `declarative-setup`, `sync-waves`). An application of wave 3 is created only when those of wave 2 are healthy, because the health
/// check of Application, which Argo CD left out since 1.8, is put back by the values of its own component.
public struct ArgoCD: DeliveryEngine {
    /// As `delivery.engine` says it.
    public let name = "argocd"

    /// The engine.
    public init() {}

    /// The repository.
    ///
    /// - Parameter input: the platform.
    public func tree(_ input: DeliveryInput) -> FileTree {
        let layout = ArgoCDLayout(input)
        var tree = FileTree()
        for component in input.rendering.components { addComponent(component, input, layout, to: &tree) }
        addGround(input, layout, to: &tree)
        addBootstrap(input, layout, to: &tree)
        for member in input.resolution.members where layout.tree.isInstalled(member) {
            tree.add(
                "applications/\(member.name).yaml",
                documents: [
                    ArgoCDProject.of(member, input: input, layout: layout),
                    ArgoCDApplication.of(member, input: input, layout: layout),
                ])
        }
        tree.add("README.md", Runbook.text(input, layout: layout.tree))
        return tree
    }

    /// What hands a tree over: the root application and its project.
    ///
    /// - Parameter input: the platform.
    public static func handover(_ input: DeliveryInput) -> [Node] { handover(ArgoCDLayout(input)) }

    private static func handover(_ layout: ArgoCDLayout) -> [Node] {
        [ArgoCDProject.root(layout), ArgoCDApplication.root(layout)]
    }

    private func addComponent(
        _ component: RenderedComponent, _ input: DeliveryInput, _ layout: ArgoCDLayout, to tree: inout FileTree
    ) {
        if let values = component.values {
            tree.add("components/\(component.name)/values.yaml", FileTree.header + YAML.write(values))
        }
        let secrets = input.secrets.filter { $0.component == component.name }
        for secret in secrets {
            let node = layout.staged(secret.object, wave: ArgoCDLayout.secretWave)
            tree.add(layout.tree.manifestPath(component.name, node), object: node)
        }
        for object in component.objects {
            let node = ArgoCDLayout.kept(layout.staged(object.node, wave: ArgoCDLayout.wave(object.stage)))
            tree.add(layout.tree.manifestPath(component.name, node), object: node)
        }
    }

    private func addGround(_ input: DeliveryInput, _ layout: ArgoCDLayout, to tree: inout FileTree) {
        tree.add("ground/namespaces.yaml", documents: layout.namespaces)
        for namespace in input.rendering.namespaces {
            let policies = input.rendering.policies.filter { $0.namespace == namespace.name }.map(\.node)
            if !policies.isEmpty { tree.add("ground/network-\(namespace.name).yaml", documents: policies) }
        }
        tree.add(
            "applications/ground.yaml", documents: [ArgoCDProject.ground(layout), ArgoCDApplication.ground(layout)])
        for member in input.resolution.members {
            guard let chart = member.component.definitions.chart else { continue }
            tree.add(
                "applications/\(chart.release).yaml",
                documents: [
                    ArgoCDProject.definitions(chart, member: member, layout: layout),
                    ArgoCDApplication.definitions(chart, member: member, layout: layout),
                ])
        }
    }

    private func addBootstrap(_ input: DeliveryInput, _ layout: ArgoCDLayout, to tree: inout FileTree) {
        let first = Set([layout.engineNamespace] + layout.tree.sealingNamespaces)
        tree.add(
            "bootstrap/namespaces.yaml",
            documents: layout.namespaces.filter { first.contains($0.at("metadata", "name")?.string ?? "") })
        tree.add("bootstrap/root.yaml", documents: Self.handover(layout))
    }
}
