import Catalog
import Delivery
import Diagnostics
import Host
import Platform
@testable import Rendering
import Testing
import Values

/// A graph with everything that a dependency may come from: a provider that comes to nothing, definitions as a chart of their own, a late
/// edge, and a member of every stage.
enum FluxFixture {
    private static func component(_ name: String, _ spec: String) -> String {
        """
        apiVersion: fairlead.dev/v1alpha1
        kind: Component
        metadata: {name: \(name), title: \(name), summary: A part., home: "https://example.org/\(name)"}
        spec:
          namespace: \(name)
          podSecurity: restricted
        \(spec)

        """
    }

    private static func chart(_ name: String) -> String {
        "{repository: \"https://charts.example.org/x\", alias: x, name: \(name), version: 1.0.0}"
    }

    private static let components = [
        "flux": component(
            "flux", "  chart: \(chart("flux2"))\n  provides: {gitops: {properties: {engine: flux, namespace: flux}}}"),
        "driver": component(
            "driver",
            """
              chart: \(chart("driver"))
              crds: {groups: [drivers.example.org], kinds: [drivers.example.org/v1/Driver], chart: \(chart("driver-crds"))}
              provides: {gpu: {properties: {resource: example.org/gpu, runtimeClass: none}}}
              gates: [{object: Driver/main, condition: Loaded}, {http: /healthz, port: 80}]
            """),
        "disk": component(
            "disk",
            "  requires: {gpu: {capability: gpu}}\n  provides: {block-storage: {properties: {class: fast, store: here}}}"
        ),
        "seer": component(
            "seer",
            "  chart: \(chart("seer"))\n  provides: {traces: {properties: {url: \"http://seer\", otlp: \"http://seer\"}}}"
        ),
        "app": component(
            "app",
            """
              chart: \(chart("app"))
              requires: {disk: {capability: block-storage}, traces: {capability: traces, late: true}}
            """),
    ]

    static func input(repository: String = "https://git.example.org/x.git", revision: String = "main") throws
        -> DeliveryInput
    {
        var sources = Sources()
        let (catalog, problems) = try Files.withTemporaryDirectory { (folder: Path) throws in
            for (name, text) in components { try put(text, folder / name / "component.yaml") }
            return try Catalog.load(folders: [folder], sources: &sources)
        }
        try #require(problems.filter { components[$0.component ?? ""] != nil }.isEmpty, "\(problems)")
        let file = """
            apiVersion: fairlead.dev/v1alpha1
            kind: Platform
            metadata: {name: corner}
            spec:
              domain: corner.example.org
              contact: ops@example.org
              delivery: {engine: flux, repository: "\(repository)", revision: \(revision)}
              choose: {block-storage: disk, gpu: driver, traces: seer}
              components: {app: {}, seer: {}}
            """
        let (read, found) = try SpecificationReader(catalog: catalog).read(
            try YAML.parseSingle(Array(file.utf8), file: "platform.yaml"))
        let specification = try #require(read, "\(found)")
        let (resolved, more) = Resolver.resolve(catalog: catalog, specification: specification)
        let resolution = try #require(resolved, "\(more)")
        return DeliveryInput(
            resolution: resolution, plan: Plan(resolution), rendering: rendering(resolution),
            secrets: [.init(component: "app", object: object("bitnami.com/v1alpha1", "SealedSecret", "app"))],
            findings: [])
    }

    private static func object(_ apiVersion: String, _ kind: String, _ name: String) -> Node {
        [
            "apiVersion": Node(.string(apiVersion)), "kind": Node(.string(kind)),
            "metadata": ["name": Node(.string(name)), "namespace": "app"],
        ]
    }

    private static func rendering(_ resolution: Resolution) -> Rendering {
        func rendered(_ node: Node, _ stage: RenderedObject.Stage) -> RenderedObject {
            RenderedObject(node: node, stage: stage, origin: "by hand")
        }
        let objects = [
            rendered(object("batch/v1", "Job", "prepare"), .before),
            rendered(object("rabbitmq.com/v1beta1", "RabbitmqCluster", "queue"), .before),
            rendered(object("rabbitmq.com/v1beta1", "User", "queue"), .before),
            rendered(object("v1", "PersistentVolumeClaim", "data"), .with),
            rendered(object("v1", "ConfigMap", "a:b"), .after),
        ]
        return Rendering(
            components: resolution.members.map {
                RenderedComponent(
                    name: $0.name, values: $0.chart == nil ? nil : ["none": nil, "number": 1],
                    objects: $0.name == "app" ? objects : [])
            },
            namespaces: resolution.members.map {
                NamespacePlan(name: $0.namespace, podSecurity: .restricted, members: [$0.name])
            })
    }
}
