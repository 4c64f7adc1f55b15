import Diagnostics
import ClusterSupport
import Crypto
import Host
import Kubernetes
@testable import Operations
import Testing
import Values

/// The doctor against a real API server.
@Suite(.needsCluster) struct DoctorClusterTests {
    private func context(_ cluster: Cluster, namespace: String, probes: Bool = false) throws -> DoctorContext {
        try DoctorFixture.context(
            cluster, desired: try DoctorFixture.desired(namespace: namespace), probesStorage: probes)
    }

    @Test func aRealServerIsLookedAt() throws {
        let test = try TestCluster.shared
        try test.withNamespace("doctor") { namespace in
            let report = try Doctor.examine(try context(test.cluster, namespace: namespace))
            for result in report.results { #expect(result.code != .checkNotDone, "\(result)") }
            #expect(report.server == (try test.cluster.version().text))
            let rights = report.sections.first { $0.name == "rights" }?.results.map(\.outcome)
            #expect(rights == [.ok])
            #expect(report.sections.first { $0.name == "time" }?.results.map(\.outcome) == [.ok])
            #expect(report.sections.first { $0.name == "kinds" }?.results.map(\.outcome) == [.ok])
        }
    }

    @Test func aUserWithoutRightsIsTold() throws {
        let test = try TestCluster.shared
        try test.withNamespace("doctor") { namespace in
            let report = try Doctor.examine(try context(test.restricted, namespace: namespace))
            let rights = report.sections.first { $0.name == "rights" }?.results ?? []
            #expect(rights.allSatisfy { $0.outcome == .failure })
            #expect(
                rights.contains {
                    $0.message
                        == "you may not get, list, watch, create, patch and delete deployments.apps in \(namespace)"
                }, "\(rights)")
            #expect(report.sections.first { $0.name == "room" }?.results.first?.outcome == .skipped)
        }
    }

    @Test func somebodyElsesObjectIsNamed() throws {
        let test = try TestCluster.shared
        try test.withNamespace("doctor") { namespace in
            _ = try test.cluster.create([
                "apiVersion": "v1", "kind": "PersistentVolumeClaim",
                "metadata": [
                    "name": "orders", "namespace": Node(.string(namespace)),
                    "annotations": ["meta.helm.sh/release-name": "old", "meta.helm.sh/release-namespace": "attic"],
                ],
                "spec": ["accessModes": ["ReadWriteOnce"], "resources": ["requests": ["storage": "1Mi"]]],
            ])
            let results = try ForeignObjectCheck().run(try context(test.cluster, namespace: namespace))
            #expect(
                results.first?.message
                    == "PersistentVolumeClaim \(namespace)/orders exists and belongs to the Helm release attic/old")
            #expect(results.first?.outcome == .failure)
        }
    }

    @Test func nodesAndTheirRoomAreRead() throws {
        let test = try TestCluster.shared
        let name = "doctor-\(Hex.encode(try SystemEntropy().bytes(4)))"
        let reference = ObjectReference("v1", "Node", name: name)
        _ = try test.cluster.create(["apiVersion": "v1", "kind": "Node", "metadata": ["name": Node(.string(name))]])
        defer { _ = try? test.cluster.delete(reference) }
        _ = try test.cluster.patch(
            reference,
            merge: ["status": ["allocatable": ["cpu": "1500m", "memory": "2Gi", "example.org/gpu": "3"]]],
            subresource: "status")
        let rooms = NodeRoom.all(try test.cluster.all("", "Node") ?? [], pods: [], ignoring: [])
        let room = try #require(rooms.first { $0.name == name })
        #expect(room.allocatable == ["cpu": 1.5, "memory": 2_147_483_648, "example.org/gpu": 3])
    }

    @Test func aTrialWithoutProvisionerFailsAndLeavesNothing() throws {
        let test = try TestCluster.shared
        let name = "doctor-\(Hex.encode(try SystemEntropy().bytes(4)))"
        _ = try test.cluster.create([
            "apiVersion": "storage.k8s.io/v1", "kind": "StorageClass", "provisioner": "example.org/nobody",
            "metadata": [
                "name": Node(.string(name)), "annotations": ["storageclass.kubernetes.io/is-default-class": "true"],
            ],
        ])
        defer { _ = try? test.cluster.delete(ObjectReference("storage.k8s.io/v1", "StorageClass", name: name)) }
        let clock = Counter()
        let context = DoctorContext(
            desired: try DoctorFixture.desired(), cluster: test.cluster, store: nil, transport: test.transport,
            clock: Clock(now: { 0 }, monotonicMilliseconds: { clock.next() }), pause: { _ in })
        let results = try StorageProbeCheck().run(context)
        #expect(results.contains { $0.outcome == .failure && $0.code == .storageProbe }, "\(results)")
        let left = try (test.cluster.all("", "Namespace") ?? []).filter {
            $0.at("metadata", "labels", StorageProbeCheck.label) != nil && $0.at("metadata", "deletionTimestamp") == nil
        }
        #expect(left.isEmpty)
    }

    @Test func noSecretOfTheClusterIsInTheArchive() throws {
        let test = try TestCluster.shared
        try test.withNamespace("doctor") { namespace in
            let canary = "realCanary-\(Hex.encode(try SystemEntropy().bytes(8)))"
            _ = try test.cluster.create([
                "apiVersion": "v1", "kind": "Secret", "metadata": ["name": "s", "namespace": Node(.string(namespace))],
                "stringData": ["key": Node(.string(canary))],
            ])
            _ = try test.cluster.create([
                "apiVersion": "v1", "kind": "Service",
                "metadata": [
                    "name": "leak", "namespace": Node(.string(namespace)),
                    "annotations": ["leak": Node(.string(canary))],
                ], "spec": ["ports": [["port": 80]]],
            ])
            let files = try SupportBundle.files(
                try context(test.cluster, namespace: namespace), report: nil, plan: [:], version: "1")
            let text = files.map { String(decoding: $0.bytes, as: UTF8.self) }.joined()
            #expect(text.contains("\"leak\""))
            #expect(!text.contains(canary))
            #expect(!text.contains(Base64.encode(Array(canary.utf8))))
        }
    }
}
