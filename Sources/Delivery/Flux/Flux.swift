import Platform
import Rendering
public import Values

/// A repository for Flux: sources, HelmReleases and Kustomizations that depend on each other as the plan's edges say.
///
/// `infra/` and `apps/` hold a folder for each member, with a folder for each of its stages; every folder has a kustomization that lists what is
/// in it. `cluster/` leads to all of them.
public struct Flux: DeliveryEngine {
    /// As `delivery.engine` says it.
    public let name = "flux"

    /// The engine.
    public init() {}

    /// The repository.
    ///
    /// - Parameter input: the platform.
    public func tree(_ input: DeliveryInput) -> FileTree {
        let layout = FluxLayout(input)
        let stages = FluxStages(layout)
        var tree = FileTree()
        addStage(stages.ground, to: &tree)
        var folders: [FluxArea: [String]] = [:]
        for member in stages.members {
            for stage in member.all { addStage(stage, to: &tree) }
            let folder = layout.folder(of: member.name)
            tree.add("\(folder)/sync.yaml", documents: member.all.map { FluxKustomization.of($0, layout) })
            tree.add("\(folder)/kustomization.yaml", documents: [FluxFiles.kustomization(["sync.yaml"])])
            folders[layout.area(of: member.name), default: []].append(member.name)
        }
        for (area, names) in folders {
            tree.add("\(area.rawValue)/kustomization.yaml", documents: [FluxFiles.kustomization(names)])
        }
        tree.add("cluster/ground.yaml", documents: [FluxKustomization.of(stages.ground, layout)])
        let areas = FluxArea.allCases.filter { folders[$0] != nil }.map { "../\($0.rawValue)" }
        tree.add("cluster/kustomization.yaml", documents: [FluxFiles.kustomization(["ground.yaml"] + areas)])
        addBootstrap(input, layout, to: &tree)
        tree.add("README.md", Runbook.text(input, layout: layout.tree))
        return tree
    }

    private func addStage(_ stage: FluxStage, to tree: inout FileTree) {
        for file in stage.all { tree.add("\(stage.folder)/\(file.name)", object: file.object) }
        let prefix = stage.folder + "/"
        let names = tree.paths.filter { $0.hasPrefix(prefix) }.map { String($0.dropFirst(prefix.count)) }
        tree.add("\(stage.folder)/kustomization.yaml", documents: [FluxFiles.kustomization(names)])
    }

    private func addBootstrap(_ input: DeliveryInput, _ layout: FluxLayout, to tree: inout FileTree) {
        let first = Set([layout.engineNamespace] + layout.tree.sealingNamespaces)
        tree.add(
            "bootstrap/namespaces.yaml",
            documents: layout.namespaces.filter { first.contains($0.at("metadata", "name")?.string ?? "") })
        if let engine = input.resolution.deliverer, let values = input.rendering.component(engine.name)?.values {
            tree.add("bootstrap/values.yaml", FileTree.header + YAML.write(values))
        }
        tree.add("bootstrap/sync.yaml", documents: handover(input))
    }

    /// The repository as a source, and the Kustomization that brings all others.
    ///
    /// - Parameter input: the platform.
    public func handover(_ input: DeliveryInput) -> [Node] {
        let layout = FluxLayout(input)
        return [FluxKustomization.source(layout), FluxKustomization.root(layout)]
    }

    /// Kustomizations, sources, values and releases.
    ///
    /// - Parameter input: the platform.
    public func ownObjects(_ input: DeliveryInput) -> [Node] {
        let layout = FluxLayout(input)
        let stages = FluxStages(layout)
        return [FluxKustomization.of(stages.ground, layout)]
            + stages.members.flatMap { member in
                member.all.flatMap { stage in
                    [FluxKustomization.of(stage, layout)] + stage.release.map(\.object)
                }
            }
    }

    /// The Kustomizations of the members' stages.
    ///
    /// - Parameter input: the platform.
    public func units(_ input: DeliveryInput) -> [String: DeliveryUnits] {
        let stages = FluxStages(FluxLayout(input)).members
        return Dictionary(
            stages.map { ($0.name, DeliveryUnits(definitions: $0.definitions?.name, stages: $0.stages.map(\.name))) },
            uniquingKeysWith: { first, _ in first })
    }
}
