import Kubernetes
@testable import Operations
import TestSupport
import Testing
import Values

@Suite struct DoctorPlanTests {
    @Test(arguments: [
        ("500m", 0.5), ("2", 2), ("1Ki", 1024), ("1.5Gi", 1_610_612_736), ("1e3", 1000), ("100n", 1e-7), ("3E", 3e18),
    ])
    func quantitiesAreRead(_ text: String, _ number: Double) throws {
        #expect(abs(try #require(Amount.parse(text)) - number) <= number * 1e-9)
    }

    @Test(arguments: ["", "x", "-1", "1e400", "nan", "inf", "Gi", "1Qi", "0x10Gi1"])
    func whatIsNoQuantityIsNone(_ text: String) { #expect(Amount.parse(text) == nil) }

    @Test(arguments: [
        (">=1.25.0-0", 24, false), (">=1.25.0-0", 25, true), (">= 1.20.0 < 1.30.0", 30, false), ("^1.24", 33, true),
        ("~1.24", 25, false), ("<1.20 || >=1.30", 31, true), ("<1.20 || >=1.30", 25, false), ("*", 20, true),
        (">=1.22.0-0,<2", 36, true), ("1.x", 20, true), (">1.21.3", 21, true), ("!=1.22", 22, false),
    ])
    func rangesAreHeldAgainstVersions(_ range: String, _ minor: Int, _ holds: Bool) {
        #expect(VersionRange.holds(range, ServerVersion(major: 1, minor: minor, text: "v1.\(minor)")) == holds)
    }

    @Test(arguments: ["1.2 - 1.4", "banana", ">=", ">=1.two"])
    func whatIsNoRangeIsNotJudged(_ range: String) {
        #expect(VersionRange.holds(range, ServerVersion(major: 1, minor: 30, text: "v1.30")) == nil)
    }

    @Test func anyTextIsReadWithoutATrap() {
        var generator = SeededGenerator(seed: 9)
        for _ in 0..<2000 {
            let letters = Array("0123456789.<>=~^|!-+xX*, v")
            let text = String(
                (0..<Int.random(in: 0..<12, using: &generator)).compactMap { _ in
                    letters.randomElement(using: &generator)
                })
            _ = VersionRange.holds(text, ServerVersion(major: 1, minor: 30, text: ""))
            _ = Amount.parse(text)
        }
    }

    @Test func aPodAsksForItsContainersOrItsLargestInitialOne() {
        let pod: Node = [
            "initContainers": [
                ["resources": ["requests": ["cpu": "2"]]],
                ["restartPolicy": "Always", "resources": ["requests": ["cpu": "100m"]]],
            ],
            "containers": [
                ["resources": ["requests": ["cpu": "500m"], "limits": ["cpu": "4", "memory": "1Gi"]]],
                ["resources": ["requests": ["memory": "64Mi"]]],
            ],
            "overhead": ["memory": "1Mi"],
        ]
        let demand = PodDemand.of(pod: pod)
        #expect(demand["cpu"] == 2)
        #expect(demand["memory"] == Double((1024 + 64 + 1) << 20))
    }

    @Test func aDatabaseOfAnOperatorCounts() throws {
        let object = try #require(
            DoctorFixture.planned(
                [
                    "apiVersion": "postgresql.example.org/v1", "kind": "Cluster",
                    "metadata": ["name": "db", "namespace": "shop"],
                    "spec": ["instances": 3, "resources": ["requests": ["memory": "1Gi"]], "storage": ["size": "8Gi"]],
                ], "shop"))
        let demand = try #require(PodDemand(object))
        #expect(demand.number == .pods(3))
        #expect(demand.requests == ["memory": 1_073_741_824])
    }

    @Test func hostsOfImagesAreRead() {
        #expect(RegistryCheck.host(of: "nginx:1.25") == "docker.io")
        #expect(RegistryCheck.host(of: "library/nginx") == "docker.io")
        #expect(RegistryCheck.host(of: "quay.io/a/b@sha256:0") == "quay.io")
        #expect(RegistryCheck.host(of: "localhost:5000/x") == "localhost:5000")
    }

    @Test func endpointsOfTheClusterAreKnown() {
        #expect(ObjectStoreCheck.isInCluster("http://rgw.rook.svc"))
        #expect(ObjectStoreCheck.isInCluster("http://rgw.rook.svc.cluster.local:80/x"))
        #expect(!ObjectStoreCheck.isInCluster("https://s3.example.org"))
        #expect(!ObjectStoreCheck.isInCluster("https://svc.example.org/a.svc"))
    }
}
