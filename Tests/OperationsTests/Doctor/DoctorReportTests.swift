import Synchronization
import Crypto
import Diagnostics
import Helm
import Host
import Kubernetes
@testable import Operations
import Testing
import Values

/// All checks together, on a cluster made of data.
@Suite struct DoctorReportTests {
    private struct Broken: DoctorCheck {
        let name = "broken"
        let title = "Broken"
        func run(_ context: DoctorContext) throws -> [DoctorResult] {
            throw KubernetesFailure(.server, "it is on fire")
        }
    }

    private struct Slow: DoctorCheck {
        let name = "slow"
        let title = "Slow"
        let timeLimit: Int? = 50
        func run(_ context: DoctorContext) throws -> [DoctorResult] {
            try Pause.wait(milliseconds: 2000)
            return []
        }
    }

    private static let storageClass: Node = [
        "apiVersion": "storage.k8s.io/v1", "kind": "StorageClass", "provisioner": "example.org/disks",
        "metadata": ["name": "a", "annotations": ["storageclass.kubernetes.io/is-default-class": "true"]],
        "reclaimPolicy": "Delete",
    ]
    private static let node: Node = [
        "apiVersion": "v1", "kind": "Node", "metadata": ["name": "one"],
        "status": ["allocatable": ["cpu": "8", "memory": "16Gi"]],
    ]

    @Test func aFitClusterIsFit() throws {
        let cluster = DataCluster([Self.storageClass, Self.node], minor: 20)
        let network = Answers()
        let report = try Doctor.examine(
            DoctorFixture.context(cluster, desired: try DoctorFixture.desired(), transport: network))
        #expect(!report.isFailed(strict: false), "\(report.text())")
        #expect(report.sections.map(\.name).count == Set(report.sections.map(\.name)).count)
        #expect(
            network.requests.all.withLock {
                $0.contains("GET https://s3.example.org/copies/?list-type=2&max-keys=1&prefix=a")
            })
        #expect(network.requests.all.withLock { $0.contains("GET https://registry.example.org/v2/") })
        #expect(report.text().contains("corner on Kubernetes v1.20.0: fit"))
        #expect(report.node["fit"]?.bool == true)
        #expect(!JSON.write(report.node).contains("canary"))
    }

    @Test func whatIsNotAllowedIsSkippedAndRightsAreNamed() throws {
        let cluster = DataCluster([Self.storageClass], minor: 20, refused: ["nodes", "deployments"])
        let report = try Doctor.examine(DoctorFixture.context(cluster, desired: try DoctorFixture.desired()))
        let rights = report.sections.first { $0.name == "rights" }?.results ?? []
        #expect(
            rights.contains {
                $0.outcome == .failure
                    && $0.message == "you may not get, list, watch, create, patch and delete deployments.apps in shop"
            }, "\(rights)")
        #expect(report.sections.first { $0.name == "room" }?.results.map(\.outcome) == [.skipped])
    }

    @Test func aCheckThatFailsOrHangsIsAFinding() throws {
        let context = try DoctorFixture.context(DataCluster([]), desired: try DoctorFixture.desired())
        let report = try Doctor.examine(context, checks: [Broken(), Slow()])
        #expect(report.results.map(\.code) == [.checkNotDone, .checkNotDone])
        #expect(report.results.first?.message == "it is on fire")
        #expect(report.isFailed(strict: true))
        #expect(!report.isFailed(strict: false))
    }

    @Test func everyFindingSaysWhatToDo() throws {
        let cluster = DataCluster([], refused: ["deployments"])
        let report = try Doctor.examine(
            DoctorFixture.context(cluster, desired: try DoctorFixture.desired(), transport: Answers(status: 503)))
        #expect(report.isFailed(strict: false))
        for finding in report.findings.all {
            #expect(finding.hint != nil, "\(finding)")
            #expect(finding.message.first?.isUppercase != true || finding.message.hasPrefix("Kubernetes"), "\(finding)")
            #expect(!finding.message.hasSuffix("."), "\(finding)")
        }
    }

    @Test func aTrialIsTakenBack() throws {
        let cluster = DataCluster([Self.storageClass, Self.node])
        let time = Steps()
        let context = try DoctorFixture.context(
            cluster, desired: try DoctorFixture.desired(), probesStorage: true, clock: time.clock)
        let results = try StorageProbeCheck().run(context)
        // Nobody binds claims in a cluster of data.
        #expect(results.map(\.code) == [.storageProbe])
        let removed = cluster.removed.withLock { $0 }
        #expect(removed.count == 1)
        #expect(removed.first?.hasPrefix("Namespace fairlead-doctor-") == true)
    }

    @Test func aTrialIsTakenBackWhenSomebodyAsksToStop() throws {
        let cluster = DataCluster([Self.storageClass, Self.node])
        let context = DoctorContext(
            desired: try DoctorFixture.desired(), cluster: cluster, store: nil, transport: Answers(),
            pause: { _ in throw Interrupted(signal: 2) })
        #expect(throws: Interrupted(signal: 2)) { try Doctor.examine(context, checks: [StorageProbeCheck()]) }
        #expect(cluster.removed.withLock { $0.map { $0.prefix(26) } } == ["Namespace fairlead-doctor-"])
        #expect(cluster.objects.withLock { all in !all.contains { $0["kind"]?.string == "Namespace" } })
    }

    @Test func aTrialOfAKilledDoctorIsNamed() throws {
        let left: Node = [
            "apiVersion": "v1", "kind": "Namespace",
            "metadata": ["name": "fairlead-doctor-x", "labels": ["fairlead.dev/doctor": "probe"]],
        ]
        let results = try StorageProbeCheck().run(
            try DoctorFixture.context(DataCluster([left]), desired: try DoctorFixture.desired()))
        #expect(results.map(\.outcome) == [.warning, .skipped])
        #expect(results.first?.hint?.contains("kubectl delete namespace fairlead-doctor-x") == true)
    }

    @Test func aTrialThatWouldStayIsNotBegun() throws {
        var keeping = Self.storageClass
        keeping["reclaimPolicy"] = "Retain"
        var waiting = Self.storageClass
        waiting["volumeBindingMode"] = "WaitForFirstConsumer"
        for storageClass in [keeping, waiting] {
            let cluster = DataCluster([storageClass, Self.node])
            let results = try StorageProbeCheck().run(
                try DoctorFixture.context(cluster, desired: try DoctorFixture.desired(), probesStorage: true))
            #expect(results.map(\.outcome) == [.skipped])
            #expect(cluster.removed.withLock { $0.isEmpty })
        }
    }

    @Test func noSecretIsInTheArchive() throws {
        let canary = DataCluster.canary
        let lines = "first line of a key 0001\nsecond line of a key 0002"
        let cluster = DataCluster([
            Self.node,
            [
                "apiVersion": "v1", "kind": "Secret", "type": "Opaque", "metadata": ["name": "s", "namespace": "shop"],
                "data": [
                    "password": Node(.string(Base64.encode(Array(canary.utf8)))),
                    "pem": Node(.string(Base64.encode(Array(lines.utf8)))),
                ],
            ],
            [
                "apiVersion": "v1", "kind": "ConfigMap", "metadata": ["name": "c", "namespace": "shop"],
                "data": ["config.yaml": "inConfigMap5678"],
            ],
            [
                "apiVersion": "v1", "kind": "Pod",
                "metadata": [
                    "name": "p", "namespace": "shop",
                    "annotations": [
                        "kubectl.kubernetes.io/last-applied-configuration": "lastApplied1234",
                        "note": Node(.string("postgres://u:\(canary)@db/x and second line of a key 0002")),
                    ],
                ],
                "spec": [
                    "containers": [
                        [
                            "name": "c", "image": "i",
                            "env": [
                                ["name": "API_TOKEN", "value": "literalToken99"],
                                ["name": "LOG_LEVEL", "value": "debug"],
                                ["name": "FROM", "valueFrom": ["secretKeyRef": ["name": "s", "key": "password"]]],
                            ],
                        ]
                    ]
                ],
                "status": ["containerStatuses": [["name": "c", "ready": false, "restartCount": 3]]],
            ],
            [
                "apiVersion": "v1", "kind": "Event", "metadata": ["name": "e", "namespace": "shop"], "type": "Warning",
                "message": Node(.string("failed with \(Hex.encode(Array(canary.utf8))) and Bearer abcdefgh12345678")),
            ],
        ])
        let context = try DoctorFixture.context(cluster, desired: try DoctorFixture.desired())
        let files = try SupportBundle.files(
            context, report: nil, plan: ["x": Node(.string(DoctorFixture.storeCanary))], version: "1")
        let packed = try Archive.pack(files.map { ($0.path, $0.bytes) })
        let unpacked = try #require(Archive.unpack(packed))
        #expect(unpacked.map(\.path) == files.map(\.path))
        let text = unpacked.map { $0.path + String(decoding: $0.bytes, as: UTF8.self) }.joined(separator: "\n")
        for secret in [
            canary, Base64.encode(Array(canary.utf8)), Hex.encode(Array(canary.utf8)), DoctorFixture.storeCanary,
            "of+the", "second line of a key", "inConfigMap5678", "lastApplied1234", "literalToken99",
            "abcdefgh12345678",
            "ACCESSCANARY00000001",
        ] { #expect(!text.contains(secret), "\(secret)") }
        for wanted in ["config.yaml", "\"password\"", "debug", "shop", "p-c.log", "p-c-before.log", "Opaque"] {
            #expect(text.contains(wanted), "\(wanted)")
        }
    }

    /// A clock that goes on by ten seconds whenever somebody looks.
    private final class Steps: Sendable {
        private let now = Counter()
        var clock: Clock {
            let now = now
            return Clock(now: { 0 }, monotonicMilliseconds: { now.next() })
        }
    }
}
