public import Diagnostics
public import Helm
public import Platform
public import Values

/// What a release puts into a cluster, found out without one.
public struct RenderedRelease: Sendable {
    /// The release.
    public let release: PlannedRelease
    /// The objects of the chart, without hooks.
    public let objects: [ChartObject]
    /// The objects that Helm makes at certain moments only (annotation `helm.sh/hook`); those of `helm test` are left out.
    public let hooks: [ChartObject]
    /// The definitions in `crds/`, which Helm installs once and never changes.
    public let definitions: [ChartObject]

    /// Renders releases side by side.
    ///
    /// - Parameters:
    ///   - releases: the releases.
    ///   - capabilities: what the charts are told about the cluster, see ``capabilities(of:)``.
    ///   - engine: who renders.
    /// - Returns: what could be rendered, in the same order, and what is wrong with the rest.
    public static func all(
        _ releases: [PlannedRelease], capabilities: Capabilities, engine: any HelmEngine
    ) -> (rendered: [RenderedRelease], findings: [Finding]) {
        let results = renderAll(releases.compactMap { $0.job.request(capabilities) }, engine: engine)
        var rendered: [RenderedRelease] = []
        var findings: [Finding] = []
        for (release, result) in zip(releases, results) {
            switch result {
            case .success(let files):
                let read = ChartObject.read(files, namespace: release.namespace)
                let crds = release.shelved.found.installedDefinitions(release.values)
                let definitions = ChartObject.read(crds, namespace: release.namespace)
                rendered.append(
                    RenderedRelease(
                        release: release, objects: read.objects.filter { !$0.isHook },
                        hooks: read.objects.filter(\.isHook), definitions: definitions.objects))
                findings += (read.findings + definitions.findings).map { $0.about(component: release.component) }
            case .failure(let failure):
                findings += failure.findings(component: release.component, values: release.values)
            }
        }
        return (rendered, findings)
    }

    /// What the cluster of a platform will serve once everything is installed: Kubernetes itself and what the members teach it.
    ///
    /// - Parameter resolution: the platform's graph.
    public static func capabilities(of resolution: Resolution) -> Capabilities { ChartCheck.capabilities(resolution) }

    /// The objects as they will stand in the cluster: the namespace of the release is filled in where one is due.
    ///
    /// - Parameter isNamespaced: whether objects of an `apiVersion` and a kind have a namespace; nil where the cluster does
    ///   not know the kind. Then the definitions of this release say so, and without them it counts as namespaced.
    /// - Returns: definitions first, then the objects in the chart's order, without hooks.
    public func nodes(isNamespaced: (_ apiVersion: String, _ kind: String) -> Bool?) -> [Node] {
        var own: [String: Bool] = [:]
        for object in definitions + objects where object.kind == "CustomResourceDefinition" {
            guard let group = object.node.at("spec", "group")?.string,
                let kind = object.node.at("spec", "names", "kind")?.string
            else { continue }
            own["\(group)/\(kind)"] = object.node.at("spec", "scope")?.string != "Cluster"
        }
        return (definitions + objects).map { object in
            let answer = isNamespaced(object.node["apiVersion"]?.string ?? "", object.kind)
            guard answer ?? own["\(object.group)/\(object.kind)"] ?? true else { return object.node }
            var node = object.node
            node.set(Node(.string(object.namespace)), at: ["metadata", "namespace"])
            return node
        }
    }
}
