import Catalog
import Charts
import ClusterSupport
import Delivery
import Diagnostics
import Helm
import Host
import Kubernetes
import Operations
import Platform
// Renderings are made by the renderer alone; a test that needs no template engine makes one by hand.
@testable import Rendering
import Synchronization
import Testing
import Values

/// Helm's library of this machine; a Go runtime can be loaded only once.
let upEngine = LibHelm(places: HelmLibraryPlaces(environment: .process))

extension Trait where Self == ConditionTrait {
    /// Skips, with the reason in the report, where Helm's library is not installed.
    static var needsHelmLibrary: Self {
        .enabled(if: upEngine.isPresent, "SKIPPED: libhelm_c.so is not here: run scripts/install-helm-library")
    }
}

/// A platform of a chart and of own objects, in namespaces that no other test has.
struct UpFixture: Sendable {
    /// What the platform is made of.
    struct Shape: Sendable {
        var engine = "helm"
        /// Whether the member `shop` is in it.
        var hasShop = true
        /// A value of the chart and of the shop's map.
        var colour = "red"
        var repository = "https://git.example.org/ops/corner.git"
    }

    let name: String
    var base: String { "\(name)-base" }
    var shop: String { "\(name)-shop" }
    var argo: String { "\(name)-argo" }

    private func components(_ shape: Shape) -> [String: String] {
        var all = [
            "base": """
            apiVersion: fairlead.dev/v1alpha1
            kind: Component
            metadata: {name: base, title: Base, summary: Stands below., home: "https://example.org/base"}
            spec:
              namespace: \(base)
              podSecurity: baseline
              chart: {repository: "https://charts.example.org/base", alias: base, name: base, version: 1.0.0}
              provides:
                gpu: {properties: {resource: example.org/gpu, runtimeClass: none}}
              gates: [{object: Deployment/base, condition: Available}]
            """,
            "shop": """
            apiVersion: fairlead.dev/v1alpha1
            kind: Component
            metadata: {name: shop, title: Shop, summary: Sells things., home: "https://example.org/shop"}
            spec:
              namespace: \(shop)
              podSecurity: baseline
              requires:
                base: {capability: gpu, reason: it stands on it}
              gates: [{object: Deployment/shop, condition: Available}]
            """,
        ]
        if shape.engine == "argocd" {
            all["argo-cd"] = """
                apiVersion: fairlead.dev/v1alpha1
                kind: Component
                metadata: {name: argo-cd, title: Argo CD, summary: Brings what stands in Git., home: "https://example.org/argo-cd"}
                spec:
                  namespace: \(argo)
                  podSecurity: baseline
                  chart: {repository: "https://charts.example.org/argo", alias: argo, name: argo-cd, version: 1.0.0}
                  provides:
                    gitops: {properties: {engine: argocd, namespace: \(argo)}}
                  gates: [{object: Deployment/argo-cd, condition: Available}]
                """
        }
        if shape.engine == "flux" {
            all["flux"] = """
                apiVersion: fairlead.dev/v1alpha1
                kind: Component
                metadata: {name: flux, title: Flux, summary: Brings what stands in Git., home: "https://example.org/flux"}
                spec:
                  namespace: \(argo)
                  podSecurity: baseline
                  chart: {repository: "https://charts.example.org/argo", alias: argo, name: argo-cd, version: 1.0.0, release: flux}
                  provides:
                    gitops: {properties: {engine: flux, namespace: \(argo)}}
                  gates: [{object: Deployment/argo-cd, condition: Available}]
                """
        }
        return all
    }

    func input(_ shape: Shape = Shape()) throws -> DeliveryInput {
        var sources = Sources()
        let components = components(shape)
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
              delivery: {engine: \(shape.engine), repository: "\(shape.repository)", path: platform}
              components:
                base: {}\(shape.hasShop ? "\n    shop: {}" : "")
            """
        let (read, found) = try SpecificationReader(catalog: catalog).read(
            try YAML.parseSingle(Array(file.utf8), file: "platform.yaml"))
        let specification = try #require(read, "\(found)")
        let (resolved, more) = Resolver.resolve(catalog: catalog, specification: specification)
        let resolution = try #require(resolved, "\(more)")
        return DeliveryInput(
            resolution: resolution, plan: Plan(resolution), rendering: rendering(resolution, shape), secrets: [],
            findings: [])
    }

    private func rendering(_ resolution: Resolution, _ shape: Shape) -> Rendering {
        func object(_ node: Node, _ stage: RenderedObject.Stage) -> RenderedObject {
            RenderedObject(
                node: Mark.marked(node, platform: name, component: "shop"), stage: stage, origin: "by hand")
        }
        let place = Node(.string(shop))
        let shopObjects = [
            object(
                [
                    "apiVersion": "v1", "kind": "ConfigMap", "metadata": ["name": "settings", "namespace": place],
                    "data": ["colour": Node(.string(shape.colour)), "shape": "round"],
                ], .before),
            object(
                [
                    "apiVersion": "v1", "kind": "PersistentVolumeClaim",
                    "metadata": ["name": "orders", "namespace": place],
                    "spec": ["accessModes": ["ReadWriteOnce"], "resources": ["requests": ["storage": "1Gi"]]],
                ], .with),
            object(Self.deployment("shop", in: shop), .with),
            object(
                [
                    "apiVersion": "rbac.authorization.k8s.io/v1", "kind": "ClusterRole",
                    "metadata": ["name": Node(.string("fairlead:\(name)"))],
                    "rules": [],
                ], .after),
        ]
        let policy = RenderedObject(
            node: Mark.marked(
                [
                    "apiVersion": "networking.k8s.io/v1", "kind": "NetworkPolicy",
                    "metadata": ["name": "closed", "namespace": Node(.string(base))],
                    "spec": ["podSelector": [:], "policyTypes": ["Ingress"]],
                ], platform: name, component: Mark.ground), stage: .with, origin: "by hand")
        let namespaces = Dictionary(grouping: resolution.members, by: \.namespace)
        return Rendering(
            components: resolution.members.map {
                RenderedComponent(
                    name: $0.name, values: $0.chart == nil ? nil : ["colour": Node(.string(shape.colour))],
                    objects: $0.name == "shop" ? shopObjects : [], images: [])
            },
            namespaces: namespaces.keys.sorted().map { name in
                NamespacePlan(name: name, podSecurity: .baseline, members: namespaces[name]?.map(\.name) ?? [])
            },
            policies: [policy], secrets: [], facts: [])
    }

    static func deployment(_ name: String, in namespace: String) -> Node {
        let labels: Node = ["app": Node(.string(name))]
        return [
            "apiVersion": "apps/v1", "kind": "Deployment",
            "metadata": ["name": Node(.string(name)), "namespace": Node(.string(namespace))],
            "spec": [
                "replicas": 1, "selector": ["matchLabels": labels],
                "template": [
                    "metadata": ["labels": labels],
                    "spec": ["containers": [["name": "main", "image": "registry.example.org/main:1"]]],
                ],
            ],
        ]
    }

    /// The charts, packed into a folder as `--charts` takes it.
    func releases(_ input: DeliveryInput, in folder: Path) throws -> [PlannedRelease] {
        for (alias, name) in [("base", "base"), ("argo", "argo-cd")] {
            let deployment = YAML.write(Self.deployment(name, in: "NAMESPACE"))
            let chart = ChartBuilder(name: name, version: "1.0.0")
                .adding(
                    "templates/deployment.yaml", deployment.replacing("NAMESPACE", with: "{{ .Release.Namespace }}")
                )
                .adding(
                    "templates/map.yaml",
                    "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: \(name)}\ndata: {colour: {{ .Values.colour | quote }}}\n"
                )
                .adding("values.yaml", "colour: none\n")
            try Files.makeDirectories(folder / alias)
            try Files.writeAtomically(folder / alias / "\(name)-1.0.0.tgz", try chart.archive())
        }
        let (found, problems) = PlannedRelease.all(
            input.resolution, input.rendering, shelf: ChartShelf(folder: folder, engine: upEngine, downloads: false))
        try #require(problems.isEmpty, "\(problems)")
        return found
    }

    /// A run of it, with short waits.
    func context(_ cluster: Cluster, _ shape: Shape = Shape(), publisher: (any TreePublisher)? = nil) throws
        -> UpContext
    {
        let input = try input(shape)
        let releases = try Files.withTemporaryDirectory { try self.releases(input, in: $0) }
        let helm = HelmAccess(engine: upEngine, access: cluster.access)
        var context = UpContext(
            desired: DesiredPlatform(input), cluster: cluster, helm: { try helm.cluster() }, releases: releases,
            sealingKey: { _ in Node(.null) }, publisher: publisher)
        context.lookMilliseconds = 50
        context.patienceSeconds = 30
        context.outageSeconds = 20
        return context
    }
}

/// What a run told.
final class UpDiary: Sendable {
    private let lines = Mutex<[String]>([])
    var all: [String] { lines.withLock { $0 } }

    @Sendable func note(_ event: UpEvent) {
        let line: String? =
            switch event {
            case .phase(_, let phase): "phase \(phase.title)"
            case .began: nil
            case .waiting(let step, let reasons):
                "waiting \(step.id): \(reasons.map { "\($0.reference): \($0.sentence)" }.joined(separator: "; "))"
            case .done(let step, let outcome, _): "done \(step.id) \(outcome)"
            case .failed(let step, let error): "failed \(step.id): \(error)"
            case .note(let step, let text): "note \(step.id): \(text)"
            }
        if let line { lines.withLock { $0.append(line) } }
    }
}

/// A platform on a real API server, with somebody who plays the controllers.
final class UpTrial {
    let test: TestCluster
    let fixture: UpFixture
    let faults: FaultyTransport
    let cluster: Cluster
    private let simulator: Simulator

    /// Lends one, and takes it away afterwards.
    static func run(on own: TestCluster? = nil, script: [Simulator.Rule] = [], _ body: (UpTrial) throws -> Void) throws
    {
        let test = try own ?? TestCluster.shared
        let trial = UpTrial(test, UpFixture(name: "up\(UInt32.random(in: 0 ... .max))"), script)
        defer { trial.end() }
        try body(trial)
    }

    private init(_ test: TestCluster, _ fixture: UpFixture, _ script: [Simulator.Rule]) {
        self.test = test
        self.fixture = fixture
        faults = FaultyTransport(test.transport)
        cluster = test.cluster(
            over: faults, retry: RetryPolicy(attempts: 2, firstPause: 50, longestPause: 100, total: 2000))
        simulator = Simulator(
            test.cluster, script: script, namespaces: [fixture.base, fixture.shop, fixture.argo], interval: 60)
        simulator.start()
    }

    private func end() {
        simulator.stop()
        for namespace in [fixture.base, fixture.shop, fixture.argo] {
            _ = try? test.cluster.delete(ObjectReference("v1", "Namespace", name: namespace))
        }
        for reference in [
            ObjectReference("rbac.authorization.k8s.io/v1", "ClusterRole", name: "fairlead:\(fixture.name)"),
            ObjectReference(
                "coordination.k8s.io/v1", "Lease", namespace: "kube-system", name: "fairlead-\(fixture.name)"),
        ] { _ = try? test.cluster.delete(reference) }
    }

    func play(_ script: [Simulator.Rule]) { simulator.play(script) }

    /// Brings the platform up as the command does.
    @discardableResult
    func up(
        _ shape: UpFixture.Shape = .init(), diary: UpDiary = UpDiary(), change: (inout UpContext) -> Void = { _ in }
    ) throws -> Int {
        var context = try fixture.context(cluster, shape)
        change(&context)
        let lock = PlatformLock(cluster, platform: fixture.name)
        defer { lock.release() }
        return try UpRun(context, check: { try lock.check() }, observe: diary.note).run()
    }

    func live(_ apiVersion: String, _ kind: String, _ namespace: String?, _ name: String) throws -> Node? {
        try test.cluster.get(ObjectReference(apiVersion, kind, namespace: namespace, name: name))
    }

    private func labelled(_ object: Node, _ name: String) -> String {
        object.at("metadata", "labels")?[name]?.string ?? ""
    }

    /// What is in the cluster of the platform, without what differs from run to run.
    func state() throws -> [String] {
        var lines: [String] = []
        for (apiVersion, kind) in [
            ("v1", "ConfigMap"), ("apps/v1", "Deployment"), ("v1", "PersistentVolumeClaim"), ("v1", "Secret"),
            ("networking.k8s.io/v1", "NetworkPolicy"),
        ] {
            for namespace in [fixture.base, fixture.shop] {
                for object in try test.cluster.list(try test.cluster.resource(apiVersion, kind), namespace: namespace)
                    .items
                {
                    let name = object.at("metadata", "name")?.string ?? ""
                    if name == "kube-root-ca.crt" || object["type"]?.string == "kubernetes.io/service-account-token" {
                        continue
                    }
                    if object["type"]?.string == "helm.sh/release.v1" {
                        // How often Helm had to try differs.
                        if labelled(object, "status") == "deployed" {
                            lines.append("record \(namespace) \(labelled(object, "fairlead.dev/digest"))")
                        }
                        continue
                    }
                    let content = JSON.write(object["data"] ?? object["spec"] ?? Node(.null))
                    lines.append(
                        "\(kind) \(namespace)/\(name) \(JSON.write(object.at("metadata", "labels") ?? Node(.null))) \(content)"
                    )
                }
            }
        }
        return lines.map { $0.replacing(fixture.name, with: "X") }.sorted()
    }
}
