import Catalog
import Diagnostics
import HTTP
import Host
import Kubernetes
@testable import Operations
@testable import Platform
@testable import Rendering
import Testing
import Values

/// Each check's judgement over data.
@Suite struct DoctorJudgementTests {
    private func outcomes(_ results: [DoctorResult]) -> [DoctorResult.Outcome] { results.map(\.outcome) }
    private func marks() throws -> OwnMarks { OwnMarks(try DoctorFixture.desired()) }

    private func node(
        _ name: String, cpu: String = "4", memory: String = "8Gi", gpus: Int = 0, labels: [(String, Node)] = [],
        taint: Bool = false
    ) -> Node {
        [
            "metadata": ["name": Node(.string(name)), "labels": Node(.mapping(Mapping(labels)))],
            "spec": ["taints": taint ? [["key": "a", "effect": "NoSchedule"]] : []],
            "status": [
                "allocatable": [
                    "cpu": Node(.string(cpu)), "memory": Node(.string(memory)),
                    "example.org/gpu": Node(.string("\(gpus)")),
                ]
            ],
        ]
    }

    @Test func versions() {
        let version = ServerVersion(major: 1, minor: 24, text: "v1.24.1")
        let results = ServerCheck.judge(
            version, asked: "1.33", ranges: [("a", ">=1.25.0-0"), ("b", ">=1.20"), ("c", "what")], uncounted: ["d"])
        #expect(outcomes(results) == [.warning, .failure, .ok, .skipped, .skipped])
        #expect(results.compactMap(\.code) == [.serverVersion, .serverVersion])
        #expect(outcomes(ServerCheck.judge(version, asked: "1.24", ranges: [], uncounted: [])) == [.ok])
        let old = ServerVersion(major: 1, minor: 19, text: "v1.19")
        #expect(ServerCheck.judge(old, asked: "1.19", ranges: [], uncounted: []).first?.outcome == .failure)
    }

    @Test func kindsThatNobodyServesOrBrings() throws {
        let budget: Node = [
            "apiVersion": "policy/v1", "kind": "PodDisruptionBudget", "metadata": ["name": "a", "namespace": "n"],
        ]
        let own: Node = [
            "apiVersion": "shop.example.org/v1", "kind": "Order", "metadata": ["name": "b", "namespace": "n"],
        ]
        let objects = [budget, own].compactMap { DoctorFixture.planned($0, "shop") }
        let old = ResourceType(
            group: "policy", version: "v1beta1", kind: "PodDisruptionBudget", plural: "poddisruptionbudgets",
            isNamespaced: true, verbs: [])
        let results = ServedKindsCheck.judge(objects, served: [old], taught: ["shop.example.org"])
        #expect(outcomes(results) == [.ok, .failure])
        #expect(results.last?.cause == "it serves the kind as policy/v1beta1")
    }

    @Test func roomIsWhatNobodyAskedFor() throws {
        let pods: [Node] = [
            [
                "metadata": ["namespace": "other"], "status": ["phase": "Running"],
                "spec": ["nodeName": "a", "containers": [["resources": ["requests": ["cpu": "3500m"]]]]],
            ],
            [
                "metadata": ["namespace": "shop"], "status": ["phase": "Running"],
                "spec": ["nodeName": "a", "containers": [["resources": ["requests": ["cpu": "3"]]]]],
            ],
            [
                "metadata": ["namespace": "other"], "status": ["phase": "Succeeded"],
                "spec": ["nodeName": "a", "containers": [["resources": ["requests": ["cpu": "3"]]]]],
            ],
        ]
        let rooms = NodeRoom.all([node("a"), node("b", taint: true)], pods: pods, ignoring: ["shop"])
        #expect(rooms.map { $0.free["cpu"] } == [0.5, 4])
        #expect(rooms.map(\.isOpen) == [true, false])
        let deployment: Node = [
            "apiVersion": "apps/v1", "kind": "Deployment", "metadata": ["name": "d", "namespace": "shop"],
            "spec": ["replicas": 2, "template": ["spec": ["containers": [["resources": ["requests": ["cpu": "1"]]]]]]],
        ]
        let large: Node = [
            "apiVersion": "v1", "kind": "Pod", "metadata": ["name": "p", "namespace": "shop"],
            "spec": ["containers": [["resources": ["requests": ["memory": "64Gi"]]]]],
        ]
        let demands = [deployment, large].compactMap { DoctorFixture.planned($0, "shop") }.compactMap(PodDemand.init)
        let results = RoomCheck.judge(rooms, demands: demands, uncounted: ["x"])
        #expect(outcomes(results) == [.failure, .failure, .failure, .skipped])
        #expect(results.first?.message == "processor time: the plan asks for 2 cores, 0.5 cores are free")
        #expect(results[2].message.contains("fits onto no node"))
        #expect(RoomCheck.judge([], demands: [], uncounted: []).first?.code == .roomShort)
    }

    @Test func disksAgainstWhatIsLeft() {
        let demand = DiskDemand(member: "shop", title: "", storageClass: "fast", bytes: 8e9, number: 2, isShared: false)
        let left: Node = ["storageClassName": "fast", "capacity": "10G"]
        #expect(outcomes(RoomCheck.disks([demand], capacities: [])) == [.ok])
        #expect(outcomes(RoomCheck.disks([demand], capacities: [left])) == [.failure])
        #expect(outcomes(RoomCheck.disks([demand], capacities: [left, left])) == [.ok])
    }

    @Test func graphicsProcessors() {
        var model = Specification.Model(
            name: "m", weights: "w", serves: .chat, context: 1000, gpus: 2, replicas: 1, node: [:])
        model.engine = nil
        let need = GPUCheck.Need(
            resource: "example.org/gpu", runtimeClass: "fast", members: ["engine"], models: [model])
        func judge(_ nodes: [Node], classes: [String] = ["fast"]) -> [DoctorResult] {
            GPUCheck.judge(
                need, rooms: NodeRoom.all(nodes, pods: [], ignoring: []),
                declared: [Specification.GPU(product: "H1", count: 2, memory: "80Gi")], plugins: [],
                runtimeClasses: classes)
        }
        let label = [("example.org/gpu.product", Node(.string("H1")))]
        #expect(outcomes(judge([node("a", gpus: 2, labels: label)])) == [.ok, .ok, .ok])
        #expect(
            outcomes(judge([node("a", gpus: 1, labels: label), node("b", gpus: 1)])) == [.ok, .failure, .failure, .ok])
        #expect(outcomes(judge([node("a")], classes: [])) == [.failure, .failure])
        #expect(judge([node("a")]).first?.cause == "no node offers example.org/gpu, and there is no device plugin")
    }

    @Test func storageClasses() {
        func storageClass(_ name: String, _ policy: String = "Retain", standard: Bool = false)
            -> StorageClassCheck.Class
        {
            .init([
                "metadata": [
                    "name": Node(.string(name)),
                    "annotations": ["storageclass.kubernetes.io/is-default-class": standard ? "true" : "false"],
                ], "provisioner": "rancher.io/local-path", "reclaimPolicy": Node(.string(policy)),
            ])
        }
        func demand(_ name: String?, shared: Bool = false) -> DiskDemand {
            DiskDemand(member: "db", title: "", storageClass: name, bytes: 1, number: 1, isShared: shared)
        }
        func judge(_ classes: [StorageClassCheck.Class], _ demands: [DiskDemand]) -> [DoctorResult] {
            StorageClassCheck.judge(classes, demands: demands, databases: ["db"], drivers: nil)
        }
        #expect(outcomes(judge([storageClass("a")], [demand(nil)])) == [.failure])
        #expect(outcomes(judge([storageClass("a", standard: true)], [demand(nil)])) == [.ok])
        #expect(
            outcomes(judge([storageClass("a", standard: true), storageClass("b", standard: true)], [demand(nil)]))
                == [.warning, .ok])
        #expect(outcomes(judge([storageClass("a", "Delete")], [demand("a")])) == [.ok, .warning])
        #expect(outcomes(judge([storageClass("a")], [demand("b")])) == [.failure])
        #expect(outcomes(judge([storageClass("a")], [demand("a", shared: true)])) == [.ok, .failure])
        #expect(outcomes(judge([], [])) == [.ok])
    }

    @Test func ingressClasses() throws {
        func ingressClass(_ name: String, _ labels: [(String, Node)] = [], standard: Bool = false) -> Node {
            [
                "metadata": [
                    "name": Node(.string(name)), "labels": Node(.mapping(Mapping(labels))),
                    "annotations": ["ingressclass.kubernetes.io/is-default-class": standard ? "true" : "false"],
                ], "spec": ["controller": "example.org/other"],
            ]
        }
        let marks = try marks()
        func judge(_ classes: [Node], brought: Bool) -> [DoctorResult.Outcome] {
            outcomes(
                IngressCheck.judge(
                    "main", consumers: ["shop"], provider: "door", isBrought: brought, classes: classes, planned: nil,
                    marks: marks))
        }
        #expect(judge([], brought: true) == [.ok])
        #expect(judge([], brought: false) == [.failure])
        #expect(judge([ingressClass("main")], brought: false) == [.ok])
        #expect(judge([ingressClass("main")], brought: true) == [.failure])
        #expect(judge([ingressClass("main", [("fairlead.dev/platform", "corner")])], brought: true) == [.ok])
        #expect(judge([ingressClass("nginx", standard: true)], brought: true) == [.ok, .warning])
    }

    @Test func addressesForServices() {
        func judge(_ change: (inout LoadBalancerCheck.Signs) -> Void) -> [DoctorResult.Outcome] {
            var signs = LoadBalancerCheck.Signs()
            change(&signs)
            return outcomes(LoadBalancerCheck.judge(signs, members: ["door"]))
        }
        #expect(judge { _ in } == [.warning])
        #expect(judge { $0.clouds = ["kind"] } == [.warning])
        #expect(judge { $0.clouds = ["aws"] } == [.ok])
        #expect(judge { $0.pools = ["p"] } == [.ok])
        #expect(judge { $0.waiting = ["a/b"] } == [.failure])
        #expect(judge { signs in (signs.served, signs.waiting) = (["a/c"], ["a/b"]) } == [.ok, .warning])
    }

    @Test func hostNames() {
        let results = HostNameCheck.judge(
            [
                ("a.x", ["a"], .success(["192.0.2.1"])), ("b.x", ["b"], .success([])),
                ("c.x", ["c"], .success(["192.0.2.9"])), ("d.x", ["d"], .failure(TimedOut(milliseconds: 5000))),
            ], wildcard: ["192.0.2.1"], domain: "x", expected: ["192.0.2.1"])
        #expect(outcomes(results) == [.ok, .ok, .warning, .warning, .warning])
        #expect(results.last?.message == "d.x cannot be looked up: no answer within 5 seconds")
    }

    @Test func hostsOfRoutes() {
        let objects: [(member: String, node: Node)] = [
            ("a", ["kind": "Ingress", "spec": ["rules": [["host": "a.x"]]]]),
            ("b", ["kind": "HTTPRoute", "spec": ["hostnames": ["b.x", "c.x"]]]),
            (
                "door",
                ["kind": "Gateway", "spec": ["listeners": [["hostname": "c.x"], ["hostname": "d.x"], ["port": 80]]]]
            ),
        ]
        let hosts = HostNameCheck.named(in: objects, besides: ["a.x": ["e"]])
        #expect(hosts.map(\.host) == ["a.x", "b.x", "c.x", "d.x"])
        #expect(hosts.map(\.members) == [["a", "e"], ["b"], ["b"], ["door"]])
    }

    @Test func waysInAreShown() {
        for kind in ["Ingress", "Gateway", "HTTPRoute"] {
            let shown = ObjectShape.shown(["kind": Node(.string(kind)), "spec": ["hostnames": ["a.x"]]])
            #expect(shown.at("spec", "hostnames") == ["a.x"], "\(kind)")
        }
    }

    @Test func clocks() {
        #expect(ClockCheck.judge(server: 100, before: 100, after: 101).outcome == .ok)
        #expect(ClockCheck.judge(server: 110, before: 100, after: 101).outcome == .warning)
        #expect(ClockCheck.judge(server: 20, before: 100, after: 101).outcome == .failure)
        #expect(ClockCheck.judge(server: 500, before: 100, after: 101).message.contains("behind"))
    }

    @Test func definitions() throws {
        func definition(_ annotations: [(String, Node)], version: String = "v1") -> Node {
            [
                "metadata": ["name": "orders.shop.example.org", "annotations": Node(.mapping(Mapping(annotations)))],
                "spec": [
                    "group": "shop.example.org", "names": ["kind": "Order"],
                    "versions": [["name": Node(.string(version)), "served": true]],
                ],
            ]
        }
        let order: Node = [
            "apiVersion": "shop.example.org/v1", "kind": "Order", "metadata": ["name": "b", "namespace": "n"],
        ]
        let objects = [order].compactMap { DoctorFixture.planned($0, "shop") }
        let marks = try marks()
        func judge(_ existing: [Node]) -> [DoctorResult.Outcome] {
            outcomes(
                DefinitionCheck.judge(existing, taught: ["shop.example.org": "shop"], objects: objects, marks: marks))
        }
        #expect(judge([]) == [.ok])
        #expect(judge([definition([])]) == [.warning])
        #expect(judge([definition([], version: "v2")]) == [.warning, .warning])
        #expect(
            judge([definition([("meta.helm.sh/release-name", "other"), ("meta.helm.sh/release-namespace", "x")])]) == [
                .failure
            ])
        #expect(judge([definition([("argocd.argoproj.io/tracking-id", "foreign:apps/Deployment:a/b")])]) == [.failure])
    }

    @Test func namespacesAndLevels() throws {
        let plan = NamespacePlan(name: "shop", podSecurity: .privileged, members: ["shop"])
        func namespace(_ phase: String, labels: [(String, Node)] = []) -> Node {
            [
                "metadata": ["name": "shop", "labels": Node(.mapping(Mapping(labels)))],
                "status": ["phase": Node(.string(phase))],
            ]
        }
        let marks = try marks()
        func judge(_ existing: [Node]) -> [DoctorResult.Outcome] {
            outcomes(NamespaceCheck.judge(existing, planned: [plan], marks: marks))
        }
        #expect(judge([]) == [.ok])
        #expect(judge([namespace("Terminating")]) == [.failure])
        #expect(judge([namespace("Active")]) == [.ok])
        #expect(judge([namespace("Active", labels: [("fairlead.dev/platform", "other")])]) == [.failure, .warning])
        let strict = namespace("Active", labels: [("pod-security.kubernetes.io/enforce", "restricted")])
        let version = ServerVersion(major: 1, minor: 30, text: "v1.30")
        #expect(
            outcomes(PodSecurityCheck.judge([plan], existing: [strict], version: version, marks: marks))
                == [.failure, .skipped])
        let old = ServerVersion(major: 1, minor: 20, text: "v1.20")
        #expect(outcomes(PodSecurityCheck.judge([plan], existing: [strict], version: old, marks: marks)) == [.skipped])
    }

    @Test func objectStores() {
        func judge(_ status: Int, _ code: String = "") -> DoctorResult {
            ObjectStoreCheck.judge(
                HTTPResponse(status: status, body: Array("<Code>\(code)</Code>".utf8)), bucket: "b",
                origin: "https://s",
                region: "r", provider: "store", consumers: ["shop"])
        }
        #expect(judge(200).outcome == .ok)
        #expect(judge(404, "NoSuchBucket").message == "there is no bucket b")
        #expect(judge(403, "SignatureDoesNotMatch").hint?.contains("secret key is wrong") == true)
        #expect(judge(400, "AuthorizationHeaderMalformed").message.contains("region"))
        #expect(judge(500).outcome == .failure)
    }
}
