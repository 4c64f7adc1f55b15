import Catalog
import Delivery
import Diagnostics
import Host
import Kubernetes
import Operations
import Platform
// Renderings are made by the renderer alone; a test that needs no template engine makes one by hand.
@testable import Rendering
import Testing
import Values

/// A platform of one member whose objects a test writes by hand.
struct ChangesFixture: Sendable {
    /// Name of the platform; the namespace of its objects bears it too.
    let name: String
    /// Whether the member has a chart, `shop` of the alias `shop`.
    var hasChart = false

    /// What is wanted: these objects, labelled as Fairlead labels them.
    func desired(_ objects: [Node], secrets: [SecretObject] = []) throws -> DesiredPlatform {
        let resolution = try resolution()
        let rendered = objects.map {
            RenderedObject(node: Mark.marked($0, platform: name, component: "shop"), stage: .with, origin: "by hand")
        }
        return DesiredPlatform(
            DeliveryInput(
                resolution: resolution, plan: Plan(resolution),
                rendering: Rendering(
                    components: [RenderedComponent(name: "shop", values: nil, objects: rendered, images: [])],
                    secrets: secrets),
                secrets: [], findings: []))
    }

    private func resolution() throws -> Resolution {
        let component = """
            apiVersion: fairlead.dev/v1alpha1
            kind: Component
            metadata: {name: shop, title: Shop, summary: Sells things., home: "https://example.org/shop"}
            spec:
              namespace: \(name)
              podSecurity: baseline
            \(hasChart ? "  chart: {repository: \"https://charts.example.org/shop\", alias: shop, name: shop, version: 1.0.0}" : "")

            """
        var sources = Sources()
        let (catalog, problems) = try Files.withTemporaryDirectory { (folder: Path) throws in
            try Files.makeDirectories(folder / "shop")
            try Files.writeAtomically(folder / "shop/component.yaml", Array(component.utf8))
            return try Catalog.load(folders: [folder], sources: &sources)
        }
        try #require(problems.filter { $0.component == "shop" }.isEmpty, "\(problems)")
        let file = """
            apiVersion: fairlead.dev/v1alpha1
            kind: Platform
            metadata: {name: \(name)}
            spec:
              domain: corner.example.org
              contact: ops@example.org
              profile: small
              delivery: {engine: helm, repository: "https://git.example.org/ops/corner.git"}
              components: {shop: {}}
            """
        let (read, found) = try SpecificationReader(catalog: catalog).read(
            try YAML.parseSingle(Array(file.utf8), file: "platform.yaml"))
        let specification = try #require(read, "\(found)")
        let (resolved, more) = Resolver.resolve(catalog: catalog, specification: specification)
        return try #require(resolved, "\(more)")
    }

    func map(_ object: String = "settings", colour: String = "red") -> Node {
        [
            "apiVersion": "v1", "kind": "ConfigMap", "metadata": metadata(object),
            "data": ["colour": Node(.string(colour))],
        ]
    }

    func deployment(
        _ object: String = "web", image: String = "registry.example.org/web:1", app: String = "web", replicas: Int64 = 2
    ) -> Node {
        let labels: Node = ["app": Node(.string(app))]
        return [
            "apiVersion": "apps/v1", "kind": "Deployment", "metadata": metadata(object),
            "spec": [
                "replicas": Node(.integer(replicas)), "selector": ["matchLabels": labels],
                "template": [
                    "metadata": ["labels": labels],
                    "spec": [
                        "containers": [
                            [
                                "name": "main", "image": Node(.string(image)),
                                "resources": ["requests": ["cpu": "1000m", "memory": "0.5Gi"]],
                                "env": [
                                    [
                                        "name": "COLOUR",
                                        "valueFrom": ["secretKeyRef": ["name": "keys", "key": "colour"]],
                                    ]
                                ],
                            ]
                        ]
                    ],
                ],
            ],
        ]
    }

    func service(address: String? = nil) -> Node {
        var node: Node = [
            "apiVersion": "v1", "kind": "Service", "metadata": metadata("web"),
            "spec": ["selector": ["app": "web"], "ports": [["port": 80, "protocol": "TCP"]]],
        ]
        if let address { node["spec"]?["clusterIP"] = Node(.string(address)) }
        return node
    }

    func job(image: String) -> Node {
        [
            "apiVersion": "batch/v1", "kind": "Job", "metadata": metadata("once"),
            "spec": [
                "template": [
                    "spec": [
                        "restartPolicy": "Never", "containers": [["name": "main", "image": Node(.string(image))]],
                    ]
                ]
            ],
        ]
    }

    func metadata(_ object: String) -> Node { ["name": Node(.string(object)), "namespace": Node(.string(name))] }
}
