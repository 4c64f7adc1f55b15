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
        for application in applications(input, layout) {
            tree.add("applications/\(application.name).yaml", documents: application.documents)
        }
        tree.add("README.md", Runbook.text(input, layout: layout.tree))
        return tree
    }

    /// What hands a tree over: the root application and its project.
    ///
    /// - Parameter input: the platform.
    public func handover(_ input: DeliveryInput) -> [Node] {
        let layout = ArgoCDLayout(input)
        return [ArgoCDProject.root(layout), ArgoCDApplication.root(layout)]
    }

    /// Projects and applications.
    ///
    /// - Parameter input: the platform.
    public func ownObjects(_ input: DeliveryInput) -> [Node] {
        applications(input, ArgoCDLayout(input)).flatMap(\.documents)
    }

    /// One application for each member, and one for definitions that are a chart of their own.
    ///
    /// - Parameter input: the platform.
    public func units(_ input: DeliveryInput) -> [String: DeliveryUnits] {
        let layout = TreeLayout(input)
        return Dictionary(
            input.resolution.members.map { member in
                (
                    member.name,
                    DeliveryUnits(
                        definitions: member.component.definitions.chart?.release,
                        stages: layout.isInstalled(member) ? [member.name] : [])
                )
            }, uniquingKeysWith: { first, _ in first })
    }

    /// What the root application brings, by name.
    private func applications(_ input: DeliveryInput, _ layout: ArgoCDLayout) -> [(name: String, documents: [Node])] {
        var found: [(name: String, documents: [Node])] = [
            ("ground", [ArgoCDProject.ground(layout), ArgoCDApplication.ground(layout)])
        ]
        for member in input.resolution.members {
            if let chart = member.component.definitions.chart {
                found.append(
                    (
                        chart.release,
                        [
                            ArgoCDProject.definitions(chart, member: member, layout: layout),
                            ArgoCDApplication.definitions(chart, member: member, layout: layout),
                        ]
                    ))
            }
            if layout.tree.isInstalled(member) {
                found.append(
                    (
                        member.name,
                        [
                            ArgoCDProject.of(member, input: input, layout: layout),
                            ArgoCDApplication.of(member, input: input, layout: layout),
                        ]
                    ))
            }
        }
        return found
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
    }

    private func addBootstrap(_ input: DeliveryInput, _ layout: ArgoCDLayout, to tree: inout FileTree) {
        let first = Set([layout.engineNamespace] + layout.tree.sealingNamespaces)
        tree.add(
            "bootstrap/namespaces.yaml",
            documents: layout.namespaces.filter { first.contains($0.at("metadata", "name")?.string ?? "") })
        tree.add("bootstrap/root.yaml", documents: handover(layout.input))
    }
}
