import Catalog
import Crypto
import Platform
import Rendering
import Values

/// A chart: where it comes from, its values, and the release, all in the member's namespace.
///
/// Fields follow HelmRelease v2, HelmRepository v1, OCIRepository v1 and GitRepository v1 (fluxcd.io, `helmreleases`, `helmrepositories`,
/// `ocirepositories`, `gitrepositories`).
enum FluxRelease {
    /// How long a release may take to become ready.
    static let timeout = "20m"

    /// A member's chart with its values; nothing without a chart.
    static func files(of member: Member, _ layout: FluxLayout) -> [FluxFile] {
        member.chart.map { chart in
            files(chart, of: member, values: layout.input.rendering.component(member.name)?.values ?? [:], layout)
        } ?? []
    }

    static func files(_ chart: Chart, of member: Member, values: Node?, _ layout: FluxLayout) -> [FluxFile] {
        let map = values.map { self.values(chart, of: member, $0, layout) }
        return [FluxFile(name: "source.yaml", object: source(chart, of: member, layout))]
            + (map.map { [FluxFile(name: "chart-values.yaml", object: $0)] } ?? [])
            + [FluxFile(name: "release.yaml", object: release(chart, of: member, values: map, layout))]
    }

    /// The repository; of a registry the chart itself, by its tag.
    private static func source(_ chart: Chart, of member: Member, _ layout: FluxLayout) -> Node {
        func source(_ kind: String, _ spec: Node) -> Node {
            layout.object(
                "source.toolkit.fluxcd.io/v1", kind, chart.release, in: member.namespace, of: member.name, spec: spec)
        }
        if let git = chart.git, let revision = chart.revision {
            // Only the folder's top is kept: rules of this kind cannot take back what stands below a folder that is left out.
            let top = git.path.prefix { $0 != "/" }
            return source(
                "GitRepository",
                [
                    "interval": "12h", "url": Node(.string(chart.repository)),
                    "ref": [git.isCommit ? "commit" : "tag": Node(.string(revision))],
                    "ignore": Node(.string("/*\n!/\(top)\n")),
                ])
        }
        guard chart.isOCI else {
            return source("HelmRepository", ["interval": "1h", "url": Node(.string(chart.repository))])
        }
        return source(
            "OCIRepository",
            [
                "interval": "12h", "url": Node(.string("\(chart.repository)/\(chart.name)")),
                // A tag cannot hold a plus sign; Helm writes an underscore.
                "ref": ["tag": Node(.string(chart.version.replacing("+", with: "_")))],
                "layerSelector": [
                    "mediaType": "application/vnd.cncf.helm.chart.content.v1.tar+gzip", "operation": "copy",
                ],
            ])
    }

    /// The values, named after what they hold: a release and its values change in the same moment. They are not written into the release
    /// itself, because an object loses its nulls on the way, and null takes a chart's default away.
    private static func values(_ chart: Chart, of member: Member, _ values: Node, _ layout: FluxLayout) -> Node {
        let text = YAML.write(values)
        let mark = Hex.encode(Hash.sha256(Array(text.utf8)).prefix(5))
        return [
            "apiVersion": "v1", "kind": "ConfigMap",
            "metadata": [
                "name": Node(.string("\(chart.release)-values-\(mark)")), "namespace": Node(.string(member.namespace)),
                "labels": layout.tree.labels(component: member.name),
            ],
            "data": ["values.yaml": Node(.string(text))],
        ]
    }

    private static func release(_ chart: Chart, of member: Member, values: Node?, _ layout: FluxLayout) -> Node {
        var spec: Node = [
            "releaseName": Node(.string(chart.release)), "interval": "10m", "timeout": Node(.string(timeout)),
        ]
        if chart.isOCI {
            spec["chartRef"] = ["kind": "OCIRepository", "name": Node(.string(chart.release))]
        } else {
            let source: Node = [
                "kind": Node(.string(chart.git == nil ? "HelmRepository" : "GitRepository")),
                "name": Node(.string(chart.release)),
            ]
            var wanted: Node = ["chart": Node(.string(chart.git.map { "./" + $0.path } ?? chart.name))]
            // Of a folder in Git the revision says which one it is.
            if chart.git == nil { wanted["version"] = Node(.string(chart.version)) }
            wanted["interval"] = "12h"
            wanted["sourceRef"] = source
            spec["chart"] = [
                // The chart that Flux makes of this is known by them when the platform is taken down.
                "metadata": ["labels": layout.tree.labels(component: member.name)],
                "spec": wanted,
            ]
        }
        // A release that failed is tried again where it stands: taking it away or back would take more than it mends.
        let change: Node = ["crds": "CreateReplace", "strategy": ["name": "RetryOnFailure", "retryInterval": "1m"]]
        var upgrade = change
        // Whoever changes the engine is the engine: it must have written that it is done before it is restarted.
        if member.component.delivers(for: layout.specification.delivery.engine) { upgrade["disableWait"] = true }
        spec["install"] = change
        spec["upgrade"] = upgrade
        spec["driftDetection"] = ["mode": "enabled"]
        if let name = values?.at("metadata", "name") {
            spec["valuesFrom"] = [["kind": "ConfigMap", "name": name]]
        }
        spec["postRenderers"] = [["kustomize": ["patches": Node(.list(keeping))]]]
        return layout.object(
            "helm.toolkit.fluxcd.io/v2", "HelmRelease", chart.release, in: member.namespace, of: member.name, spec: spec
        )
    }

    /// What a chart brings and nobody can make again outlives its release, and so do definitions, with which every object of their kind
    /// would go (helm.sh, `helm.sh/resource-policy`).
    private static let keeping: [Node] =
        (DataKinds.patterns + [
            ("apiextensions.k8s.io", ["CustomResourceDefinition"])
        ]).map { group, kinds in
            var target: Node = ["kind": Node(.string(kinds.joined(separator: "|")))]
            if let group { target["group"] = Node(.string(group)) }
            let patch: Node = [
                "apiVersion": "v1", "kind": "any",
                "metadata": ["name": "any", "annotations": ["helm.sh/resource-policy": "keep"]],
            ]
            return ["target": target, "patch": Node(.string(YAML.write(patch)))]
        }
}
