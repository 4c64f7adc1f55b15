import Catalog
import Platform
import Rendering
import Values

/// Applications: the upstream chart with our values by reference, our manifests beside it, and the wave of the plan.
enum ArgoCDApplication {
    static func of(_ member: Member, input: DeliveryInput, layout: ArgoCDLayout) -> Node {
        var sources: [Node] = []
        if let chart = member.chart {
            sources.append(
                chartSource(chart, values: "$values/" + layout.tree.path("components/\(member.name)/values.yaml")))
        }
        var own: Node = ["repoURL": layout.repository, "targetRevision": layout.revision]
        if layout.tree.hasManifests(member) {
            own["path"] = Node(.string(layout.tree.path("components/\(member.name)/manifests")))
        }
        if member.chart != nil { own["ref"] = "values" }
        sources.append(own)
        return application(
            member.name, project: member.name, namespace: member.namespace, sources: sources,
            wave: input.plan.wave(of: member.name) ?? 0, serverSide: member.component.chart?.serverSideApply ?? false,
            isRemovable: !member.component.delivers(for: layout.specification.delivery.engine), component: member.name,
            layout: layout)
    }

    static func ground(_ layout: ArgoCDLayout) -> Node {
        application(
            "ground", project: "ground", namespace: layout.engineNamespace,
            sources: [
                [
                    "repoURL": layout.repository, "targetRevision": layout.revision,
                    "path": Node(.string(layout.tree.path("ground"))),
                ]
            ],
            wave: ArgoCDLayout.groundWave, serverSide: false, layout: layout)
    }

    static func definitions(_ chart: Chart, member: Member, layout: ArgoCDLayout) -> Node {
        application(
            chart.release, project: chart.release, namespace: member.namespace,
            sources: [chartSource(chart, values: nil)],
            // Definitions are larger than the annotation of a client-side apply may be.
            wave: ArgoCDLayout.definitionsWave, serverSide: true, component: member.name, layout: layout)
    }

    static func root(_ layout: ArgoCDLayout) -> Node {
        application(
            ArgoCDLayout.rootName, project: ArgoCDLayout.rootName, namespace: layout.engineNamespace,
            sources: [
                [
                    "repoURL": layout.repository, "targetRevision": layout.revision,
                    "path": Node(.string(layout.tree.path("applications"))),
                ]
            ],
            wave: 0, serverSide: false, layout: layout)
    }

    private static func chartSource(_ chart: Chart, values: String?) -> Node {
        var helm: Node = ["releaseName": Node(.string(chart.release))]
        if let values { helm["valueFiles"] = [Node(.string(values))] }
        if let git = chart.git, let revision = chart.revision {
            return [
                "repoURL": Node(.string(chart.repository)), "path": Node(.string(git.path)),
                "targetRevision": Node(.string(revision)), "helm": helm,
            ]
        }
        return [
            "repoURL": Node(.string(repositoryURL(chart))), "chart": Node(.string(chart.name)),
            "targetRevision": Node(.string(chart.version)), "helm": helm,
        ]
    }

    /// Argo CD names an OCI registry without its scheme.
    static func repositoryURL(_ chart: Chart) -> String {
        chart.isOCI ? String(chart.repository.dropFirst("oci://".count)) : chart.repository
    }

    private static func application(
        _ name: String, project: String, namespace: String, sources: [Node], wave: Int, serverSide: Bool,
        isRemovable: Bool = false, component: String = Mark.ground,
        layout: ArgoCDLayout
    ) -> Node {
        // Namespaces come from the ground with their labels; a retry rides out webhooks and definitions that are a moment late.
        var options: [Node] = ["CreateNamespace=false"]
        if serverSide { options.append("ServerSideApply=true") }
        var metadata: Node = [
            "name": Node(.string(name)), "namespace": Node(.string(layout.engineNamespace)),
            "labels": layout.tree.labels(component: component),
        ]
        // Who leaves the platform is taken away with what it brought; data is marked to stay. The engine itself, the ground and
        // definitions have no such end: taking them away would take everything.
        if isRemovable { metadata["finalizers"] = ["resources-finalizer.argocd.argoproj.io"] }
        if wave != 0 { metadata["annotations"] = ["argocd.argoproj.io/sync-wave": Node(.string(String(wave)))] }
        return [
            "apiVersion": "argoproj.io/v1alpha1", "kind": "Application", "metadata": metadata,
            "spec": [
                "project": Node(.string(project)), "sources": Node(.list(sources)),
                "destination": ["server": "https://kubernetes.default.svc", "namespace": Node(.string(namespace))],
                "syncPolicy": [
                    "automated": ["prune": true, "selfHeal": true],
                    "retry": ["limit": 20, "backoff": ["duration": "10s", "factor": 2, "maxDuration": "5m"]],
                    "syncOptions": Node(.list(options)),
                ],
            ],
        ]
    }
}
