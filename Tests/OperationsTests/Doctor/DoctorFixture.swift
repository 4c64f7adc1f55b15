import Catalog
import Crypto
import Delivery
import Diagnostics
import HTTP
import Host
import Kubernetes
@testable import Operations
import Platform
@testable import Rendering
import Secrets
import Synchronization
import Testing
import Values

/// A small platform and a cluster made of data.
enum DoctorFixture {
    static let store: [String: [String: String]] = [
        "store": [
            "component.yaml": """
            apiVersion: fairlead.dev/v1alpha1
            kind: Component
            metadata: {name: store, title: Store, summary: Keeps copies elsewhere., home: "https://example.org/store"}
            spec:
              namespace: fairlead
              provides:
                backup-target:
                  properties: {endpoint: "https://s3.example.org", bucket: copies, path: a, region: eu-1, store: elsewhere}
                  credentials: {access-key: {shared: access-key}, secret-key: {shared: secret-key}}
              credentials:
                access-key: {random: {alphabet: alphanumeric, length: 20}}
                secret-key: {random: {alphabet: alphanumeric, length: 40}}
            """
        ],
        "seals": [
            "component.yaml": """
            apiVersion: fairlead.dev/v1alpha1
            kind: Component
            metadata: {name: seals, title: Seals, summary: Opens sealed values., home: "https://example.org/seals"}
            spec:
              namespace: fairlead
              provides:
                secret-delivery: {properties: {kind: sealed-secrets}}
            """
        ],
        "disks": [
            "component.yaml": """
            apiVersion: fairlead.dev/v1alpha1
            kind: Component
            metadata: {name: disks, title: Disks, summary: Disks of the cluster., home: "https://example.org/disks"}
            spec:
              namespace: fairlead
              provides:
                block-storage: {properties: {class: "", store: cluster}}
            """
        ],
        "shop": [
            "component.yaml": """
            apiVersion: fairlead.dev/v1alpha1
            kind: Component
            metadata: {name: shop, title: Shop, summary: Sells things., home: "https://example.org/shop"}
            spec:
              namespace: shop
              podSecurity: baseline
              crds: {groups: [shop.example.org]}
              requires:
                disk: {capability: block-storage, reason: orders are kept there}
                copies: {capability: backup-target, reason: copies are kept there}
              images: [{image: "registry.example.org/shop:1.0.0", for: shop}]
            """
        ],
    ]

    /// The platform, rendered by hand.
    static func desired(namespace: String = "shop", disk: String = "1Gi") throws -> DesiredPlatform {
        var sources = Sources()
        let (catalog, problems) = try Catalog.reading(store, sources: &sources)
        try #require(problems.filter { $0.severity == .error }.isEmpty, "\(problems)")
        let file = """
            apiVersion: fairlead.dev/v1alpha1
            kind: Platform
            metadata: {name: corner}
            spec:
              domain: corner.example.org
              contact: ops@example.org
              delivery: {engine: helm}
              cluster: {kubernetes: "1.20"}
              components: {shop: {namespace: \(namespace)}, store: {}, disks: {}, seals: {}}
            """
        let (read, found) = try SpecificationReader(catalog: catalog).read(
            try YAML.parseSingle(Array(file.utf8), file: "platform.yaml"))
        let specification = try #require(read, "\(found)")
        let (resolved, more) = Resolver.resolve(catalog: catalog, specification: specification)
        let resolution = try #require(resolved, "\(more)")
        let objects: [Node] = [
            [
                "apiVersion": "apps/v1", "kind": "Deployment",
                "metadata": ["name": "shop", "namespace": Node(.string(namespace))],
                "spec": [
                    "replicas": 2, "selector": ["matchLabels": ["app": "shop"]],
                    "template": [
                        "metadata": ["labels": ["app": "shop"]],
                        "spec": [
                            "containers": [
                                [
                                    "name": "shop", "image": "registry.example.org/shop:1.0.0",
                                    "resources": ["requests": ["cpu": "500m", "memory": "256Mi"]],
                                ]
                            ]
                        ],
                    ],
                ],
            ],
            [
                "apiVersion": "v1", "kind": "PersistentVolumeClaim",
                "metadata": ["name": "orders", "namespace": Node(.string(namespace))],
                "spec": [
                    "accessModes": ["ReadWriteOnce"], "resources": ["requests": ["storage": Node(.string(disk))]],
                ],
            ],
        ]
        let rendering = Rendering(
            components: [
                RenderedComponent(
                    name: "shop", objects: objects.map { RenderedObject(node: $0, origin: "shop") },
                    images: [ImageUse(image: "registry.example.org/shop:1.0.0", purpose: "shop")])
            ],
            namespaces: [NamespacePlan(name: namespace, podSecurity: .baseline, members: ["shop"])],
            facts: resolution.bindings.map { BindingFacts(binding: $0, properties: $0.offer.properties) })
        return DesiredPlatform(
            DeliveryInput(
                resolution: resolution, plan: Plan(resolution), rendering: rendering, secrets: [], findings: []))
    }

    static func planned(_ node: Node, _ member: String) -> PlannedObject? {
        ObjectReference(node).map { PlannedObject(node: node, reference: $0, member: member, isFromChart: false) }
    }

    /// The platform's credentials: a canary in each.
    static func credentials() throws -> CredentialStore {
        var store = try CredentialStore(recipients: [], entropy: SystemEntropy())
        store.set(
            CredentialID(component: "store", name: "access-key"), .single(SecretBytes(text: "ACCESSCANARY00000001")))
        store.set(CredentialID(component: "store", name: "secret-key"), .single(SecretBytes(text: storeCanary)))
        return store
    }

    static let storeCanary = "canary/of+the\"store\\7Qx9"

    static func context(
        _ cluster: any ClusterView, desired: DesiredPlatform, transport: any HTTPTransport = Answers(),
        probesStorage: Bool = false, clock: Clock = .system
    ) throws -> DoctorContext {
        DoctorContext(
            desired: desired, cluster: cluster, store: try credentials(), transport: transport, clock: clock,
            resolve: { $0 == "known.corner.example.org" ? ["192.0.2.1"] : [] }, probesStorage: probesStorage,
            pause: { _ in })
    }
}

/// A network of two services: an object store and a registry.
struct Answers: HTTPTransport {
    var status = 200
    let requests = Requests()

    final class Requests: Sendable {
        let all = Mutex<[String]>([])
    }

    func send(_ request: HTTPRequest) throws -> HTTPResponse {
        requests.all.withLock { $0.append("\(request.method) \(request.url)") }
        return HTTPResponse(status: status)
    }

    func stream(
        _ request: HTTPRequest, idleMilliseconds: Int, body: (ArraySlice<UInt8>) throws -> StreamDecision
    ) throws -> HTTPResponse { try send(request) }
}

/// A cluster made of data.
final class DataCluster: ClusterView {
    let objects: Mutex<[Node]>
    let refused: Set<String>
    let removed = Mutex<[String]>([])
    let minor: Int

    init(_ objects: [Node], minor: Int = 33, refused: Set<String> = []) {
        self.objects = Mutex(objects)
        self.refused = refused
        self.minor = minor
    }

    static let kinds: [(String, String, String, Bool)] = [
        ("v1", "Namespace", "namespaces", false), ("v1", "Node", "nodes", false), ("v1", "Pod", "pods", true),
        ("v1", "Service", "services", true), ("v1", "Secret", "secrets", true), ("v1", "ConfigMap", "configmaps", true),
        ("v1", "Event", "events", true), ("v1", "PersistentVolumeClaim", "persistentvolumeclaims", true),
        ("v1", "PersistentVolume", "persistentvolumes", false), ("apps/v1", "Deployment", "deployments", true),
        ("apps/v1", "DaemonSet", "daemonsets", true), ("storage.k8s.io/v1", "StorageClass", "storageclasses", false),
        ("networking.k8s.io/v1", "NetworkPolicy", "networkpolicies", true),
        ("networking.k8s.io/v1", "IngressClass", "ingressclasses", false),
        ("apiextensions.k8s.io/v1", "CustomResourceDefinition", "customresourcedefinitions", false),
    ]

    func serverVersion() throws -> ServerVersion { ServerVersion(major: 1, minor: minor, text: "v1.\(minor).0") }
    func timeOfServer() throws -> Int64? { Clock.system.now() }
    func servedTypes() throws -> [ResourceType] {
        Self.kinds.map { apiVersion, kind, plural, isNamespaced in
            let parts = apiVersion.split(separator: "/").map(String.init)
            return ResourceType(
                group: parts.count > 1 ? parts[0] : "", version: parts.last ?? "", kind: kind, plural: plural,
                isNamespaced: isNamespaced, verbs: ["get", "list", "create", "delete", "patch", "watch"])
        }
    }
    func isAllowed(_ verb: String, _ type: ResourceType, namespace: String?) throws -> Bool {
        !refused.contains(type.plural)
    }
    func objects(_ type: ResourceType, namespace: String?, metadataOnly: Bool) throws -> [Node] {
        if refused.contains(type.plural) { throw KubernetesFailure(.forbidden, "\(type.plural) are not for you") }
        return objects.withLock { all in
            all.filter {
                $0["kind"]?.string == type.kind
                    && (namespace == nil || $0.at("metadata", "namespace")?.string == namespace)
            }
        }
    }
    func object(_ reference: ObjectReference) throws -> Node? {
        objects.withLock { all in all.first { ObjectReference($0)?.identity == reference.identity } }
    }
    func make(_ object: Node, dryRun: Bool) throws -> Node {
        if !dryRun { objects.withLock { $0.append(object) } }
        return object
    }
    func remove(_ reference: ObjectReference) throws {
        removed.withLock { $0.append(reference.description) }
        objects.withLock { all in all.removeAll { ObjectReference($0)?.identity == reference.identity } }
    }
    func log(_ pod: ObjectReference, container: String, lines: Int, previous: Bool) throws -> String {
        "connecting with password=\(DoctorFixture.storeCanary) and \(Self.canary)\n"
    }

    /// The value of a Secret of the cluster.
    static let canary = "clusterCanary8fK2pLm"
}

/// Milliseconds that go on by ten thousand at each look.
final class Counter: Sendable {
    private let value = Mutex<Int64>(0)
    func next() -> Int64 {
        value.withLock {
            $0 += 10_000
            return $0
        }
    }
}
