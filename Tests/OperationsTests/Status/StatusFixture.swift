import Catalog
import ClusterSupport
import Delivery
import Diagnostics
import HTTP
import Host
import Kubernetes
import Operations
import Platform
// Renderings are made by the renderer alone; a test that needs no template engine makes one by hand.
@testable import Rendering
import Testing
import Values

/// A platform of a reader of files, a shop that needs it, and as many further members as a test wants; all with charts but the shop.
struct StatusFixture: Sendable {
    let name: String
    var engine = "helm"
    /// Members beside `base` and `shop`.
    var further = 0

    init(_ name: String = "st\(UInt32.random(in: 0 ... .max))", engine: String = "helm", further: Int = 0) {
        self.name = name
        self.engine = engine
        self.further = further
    }

    func space(_ member: String) -> String { "\(name)-\(member)" }
    var furtherNames: [String] { (0..<further).map { "more\($0 + 10)" } }
    var charts: [String] { ["base"] + furtherNames + (engine == "argocd" ? ["argo-cd"] : []) }
    var spaces: [String] { (charts + ["shop"]).map(space) }

    private var components: [String: String] {
        var all = [
            "base": chart("base", "provides: {text-extraction: {properties: {url: \"http://base\"}}}"),
            "shop": """
            apiVersion: fairlead.dev/v1alpha1
            kind: Component
            metadata: {name: shop, title: Shop, summary: Sells things., home: "https://example.org/shop"}
            spec:
              namespace: \(space("shop"))
              podSecurity: baseline
              requires:
                reader: {capability: text-extraction, reason: orders come on paper}
              gates: [{object: Deployment/shop, condition: Available}]
            """,
        ]
        for name in furtherNames { all[name] = chart(name, "") }
        if engine == "argocd" {
            all["argo-cd"] = chart(
                "argo-cd", "provides: {gitops: {properties: {engine: argocd, namespace: \(space("argo-cd"))}}}")
        }
        return all
    }

    private func chart(_ member: String, _ more: String) -> String {
        """
        apiVersion: fairlead.dev/v1alpha1
        kind: Component
        metadata: {name: \(member), title: The \(member), summary: Stands below., home: "https://example.org/\(member)"}
        spec:
          namespace: \(space(member))
          podSecurity: baseline
          chart: {repository: "https://charts.example.org/\(member)", alias: \(member), name: \(member), version: 1.0.0}
          gates: [{object: Deployment/\(member), condition: Available}]
          \(more)
        """
    }

    func desired() throws -> DesiredPlatform {
        var sources = Sources()
        let components = components
        let (catalog, problems) = try Files.withTemporaryDirectory { (folder: Path) throws in
            for (name, text) in components {
                try Files.makeDirectories(folder / name)
                try Files.writeAtomically(folder / name / "component.yaml", Array((text + "\n").utf8))
            }
            return try Catalog.load(folders: [folder], sources: &sources)
        }
        try #require(problems.filter { components[$0.component ?? ""] != nil }.isEmpty, "\(problems)")
        let file = """
            apiVersion: fairlead.dev/v1alpha1
            kind: Platform
            metadata: {name: \(name)}
            spec:
              domain: corner.example.org
              contact: ops@example.org
              profile: small
              delivery: {engine: \(engine), repository: "https://git.example.org/ops/corner.git", path: platform}
              components: {base: {}, shop: {}\(furtherNames.map { ", \($0): {}" }.joined())}
            """
        let (read, found) = try SpecificationReader(catalog: catalog).read(
            try YAML.parseSingle(Array(file.utf8), file: "platform.yaml"))
        let specification = try #require(read, "\(found)")
        let (resolved, more) = Resolver.resolve(catalog: catalog, specification: specification)
        let resolution = try #require(resolved, "\(more)")
        return DesiredPlatform(
            DeliveryInput(
                resolution: resolution, plan: Plan(resolution), rendering: rendering(resolution), secrets: [],
                findings: []))
    }

    private func rendering(_ resolution: Resolution) -> Rendering {
        func objects(_ member: String) -> [RenderedObject] {
            let place = Node(.string(space(member)))
            var nodes: [Node] = [
                [
                    "apiVersion": "v1", "kind": "ConfigMap", "metadata": ["name": "settings", "namespace": place],
                    "data": ["a": "b"],
                ]
            ]
            if member == "shop" { nodes.append(deployment("shop")) }
            return nodes.map {
                RenderedObject(
                    node: Mark.marked($0, platform: name, component: member), stage: .with, origin: "by hand")
            }
        }
        let namespaces = Dictionary(grouping: resolution.members, by: \.namespace)
        return Rendering(
            components: resolution.members.map {
                RenderedComponent(
                    name: $0.name, values: $0.chart == nil ? nil : [:], objects: objects($0.name), images: [])
            },
            namespaces: namespaces.keys.sorted().map { name in
                NamespacePlan(name: name, podSecurity: .baseline, members: namespaces[name]?.map(\.name) ?? [])
            },
            policies: [], secrets: [], facts: [])
    }

    /// A deployment as the chart of a member brings it, or as the shop has it.
    func deployment(_ member: String, replicas: Int64 = 1) -> Node {
        let labels: Node = ["app": Node(.string(member))]
        var node: Node = [
            "apiVersion": "apps/v1", "kind": "Deployment",
            "metadata": ["name": Node(.string(member)), "namespace": Node(.string(space(member)))],
            "spec": [
                "replicas": Node(.integer(replicas)), "selector": ["matchLabels": labels],
                "template": [
                    "metadata": ["labels": labels],
                    // A pod is taken before its account has a token.
                    "spec": [
                        "automountServiceAccountToken": false,
                        "containers": [["name": "main", "image": "registry.example.org/main:1"]],
                    ],
                ],
            ],
        ]
        if charts.contains(member) {
            node.set("\(member)-1.0.0", at: ["metadata", "labels", "helm.sh/chart"])
            node.set(Node(.string(member)), at: ["metadata", "annotations", "meta.helm.sh/release-name"])
            node.set(Node(.string(space(member))), at: ["metadata", "annotations", "meta.helm.sh/release-namespace"])
        }
        return node
    }

    /// Helm's record of a member's release.
    func record(_ member: String, status: String = "deployed", revision: Int64 = 1) -> Node {
        [
            "apiVersion": "v1", "kind": "Secret", "type": "helm.sh/release.v1",
            "metadata": [
                "name": Node(.string("sh.helm.release.v1.\(member).v\(revision)")),
                "namespace": Node(.string(space(member))),
                "labels": [
                    "owner": "helm", "name": Node(.string(member)), "status": Node(.string(status)),
                    "version": Node(.string("\(revision)")),
                ],
            ],
        ]
    }

    /// Brings everything, or everything but what a test leaves out.
    func apply(_ desired: DesiredPlatform, to cluster: Cluster, without: Set<String> = []) throws {
        for object in desired.ground { _ = try cluster.create(object.node) }
        for member in desired.members where !without.contains(member.name) && member.isInstalled {
            for object in member.objects { _ = try cluster.create(object.node) }
            guard member.release != nil else { continue }
            _ = try cluster.create(deployment(member.name))
            _ = try cluster.create(record(member.name))
        }
    }

    /// Lends a cluster in which the platform stands.
    static func trial(
        _ fixture: StatusFixture = StatusFixture(), script: [Simulator.Rule] = [], without: Set<String> = [],
        _ body: (StatusTrial) throws -> Void
    ) throws {
        let test = try TestCluster.shared
        let desired = try fixture.desired()
        defer {
            for space in fixture.spaces {
                _ = try? test.cluster.delete(ObjectReference("v1", "Namespace", name: space))
            }
        }
        try fixture.apply(desired, to: test.cluster, without: without)
        let simulator = Simulator(test.cluster, script: script, namespaces: fixture.spaces)
        simulator.look()
        simulator.look()
        let faults = FaultyTransport(test.transport)
        let cluster = test.cluster(over: faults)
        try body(
            StatusTrial(
                fixture: fixture, test: test, desired: desired, cluster: cluster, faults: faults, simulator: simulator))
        #expect(faults.writes.isEmpty, "looking writes nothing")
        #expect(simulator.failures.isEmpty, "\(simulator.failures)")
    }
}

/// A platform on a real API server.
struct StatusTrial {
    let fixture: StatusFixture
    let test: TestCluster
    let desired: DesiredPlatform
    let cluster: Cluster
    let faults: FaultyTransport
    let simulator: Simulator

    func status() throws -> PlatformStatus { try PlatformStatus.read(desired: desired, cluster: cluster) }
}
