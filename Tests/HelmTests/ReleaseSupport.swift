import ClusterSupport
import Crypto
import Helm
import Host
import Kubernetes
import Testing
import Values

/// A namespace of the test cluster as Helm sees it.
struct Shop {
    let cluster: TestCluster
    let namespace: String
    let releases: HelmReleases

    init(_ namespace: String, of cluster: TestCluster) throws {
        self.cluster = cluster
        self.namespace = namespace
        releases = try Shop.releases(kubeconfig: cluster.kubeconfig, namespace)
    }

    /// The releases of a namespace, for a process that has no test cluster of its own.
    static func releases(kubeconfig: Path, _ namespace: String) throws -> HelmReleases {
        let text = SecretBytes(try Files.read(kubeconfig))
        return try HelmCluster(engine: engine, kubeconfig: text).releases(in: namespace)
    }

    /// Lends a namespace that is removed afterwards.
    static func open<Output>(_ body: (Shop) throws -> Output) throws -> Output {
        let cluster = try TestCluster.shared
        return try cluster.withNamespace("helm") { try body(try Shop($0, of: cluster)) }
    }

    /// An object of the namespace.
    func object(_ kind: String, _ name: String, _ apiVersion: String = "v1") throws -> Node? {
        try cluster.cluster.get(ObjectReference(apiVersion, kind, namespace: namespace, name: name))
    }

    /// The versions of the map and of all records: nobody wrote if they are the same.
    func versions() throws -> [String] {
        let maps = ["web", "more"].map { ObjectReference("v1", "ConfigMap", namespace: namespace, name: $0) }
        let records = (1...4).map {
            ObjectReference("v1", "Secret", namespace: namespace, name: "sh.helm.release.v1.web.v\($0)")
        }
        return try (maps + records).map {
            try cluster.cluster.get($0)?.at("metadata", "resourceVersion")?.string ?? "-"
        }
    }

    /// Makes an object of the namespace that no release made.
    func make(_ object: Node) throws {
        var node = object
        node.set(Node(.string(namespace)), at: ["metadata", "namespace"])
        _ = try cluster.cluster.create(node)
    }

    @discardableResult
    func apply(_ request: ReleaseRequest) throws -> (status: ReleaseStatus, outcome: ReleaseOutcome) {
        try releases.apply(request, options: ReleaseOptions(timeoutSeconds: 5), records: self)
    }
}

extension Shop: ReleaseRecords {
    func removeRecord(_ name: String, namespace: String) throws {
        _ = try cluster.cluster.delete(ObjectReference("v1", "Secret", namespace: namespace, name: name))
    }
}

/// A request for release `web`: a ConfigMap `web` with one value, and what the templates add.
func web(_ number: Int = 1, platform: String = "test", _ more: [(String, String)] = []) throws -> ReleaseRequest {
    let map = """
        apiVersion: v1
        kind: ConfigMap
        metadata: {name: web}
        data: {number: "{{ .Values.number }}"}
        """
    let source = try chart([("templates/map.yaml", map)] + more)
    return ReleaseRequest(
        name: "web", chart: source, values: ["number": Node(.integer(Int64(number)))], platform: platform,
        component: "shop")
}

/// A template of an object that never becomes ready where no controller runs.
let neverReady = """
    apiVersion: apps/v1
    kind: Deployment
    metadata: {name: idle}
    spec:
      selector: {matchLabels: {a: b}}
      template: {metadata: {labels: {a: b}}, spec: {containers: [{name: idle, image: example.org/idle}]}}
    """

/// A template of a second map, which an installation's hook or a later revision brings.
func map(_ name: String, annotations: String = "") -> String {
    "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: \(name), annotations: {\(annotations)}}\n"
}

/// What Helm could not do.
func helmFailure(_ body: () throws -> Void) throws -> HelmFailure {
    try #require(throws: HelmFailure.self, performing: body)
}
