import Helm
import Kubernetes
@testable import Operations
import Testing
import Values

struct StatusAttributionTests {
    private let fixture = StatusFixture("at")
    private let desired: DesiredPlatform

    init() throws { desired = try fixture.desired() }

    private func object(
        _ kind: String, _ name: String, _ namespace: String, labels: Node = [:], annotations: Node = [:],
        owners: [Node] = []
    ) -> Node {
        [
            "apiVersion": kind == "Pod" ? "v1" : "apps/v1", "kind": Node(.string(kind)),
            "metadata": [
                "name": Node(.string(name)), "namespace": Node(.string(namespace)), "uid": Node(.string("uid-\(name)")),
                "labels": labels, "annotations": annotations, "ownerReferences": Node(.list(owners)),
            ],
        ]
    }

    private func owner(_ objects: Node...) -> [String?] { Attribution(desired).owners(of: objects) }

    @Test func ownLabelsWin() {
        let labels: Node = ["fairlead.dev/platform": "at", "fairlead.dev/component": "shop"]
        #expect(owner(object("Deployment", "x", "at-base", labels: labels)) == ["shop"])
        let others: Node = ["fairlead.dev/platform": "other", "fairlead.dev/component": "shop"]
        #expect(owner(object("Deployment", "x", "at-shop", labels: others)) == [nil])
    }

    @Test func releasesAndApplications() {
        let release: Node = ["meta.helm.sh/release-name": "base", "meta.helm.sh/release-namespace": "at-base"]
        #expect(owner(object("Deployment", "x", "elsewhere", annotations: release)) == ["base"])
        let foreign: Node = ["meta.helm.sh/release-name": "mine", "meta.helm.sh/release-namespace": "at-base"]
        #expect(owner(object("Deployment", "x", "at-base", annotations: foreign)) == [nil])
        let tracked: Node = ["argocd.argoproj.io/tracking-id": "shop:apps/Deployment:at-shop/x"]
        #expect(owner(object("Deployment", "x", "elsewhere", annotations: tracked)) == ["shop"])
    }

    @Test func podsFollowTheirOwners() {
        let release: Node = ["meta.helm.sh/release-name": "base", "meta.helm.sh/release-namespace": "at-base"]
        let deployment = object("Deployment", "x-y", "elsewhere", annotations: release)
        let pod = object("Pod", "x-y-1-2", "elsewhere", owners: [["kind": "ReplicaSet", "name": "x-y-1", "uid": "r"]])
        #expect(owner(pod, deployment) == ["base", "base"])
        let set = object(
            "StatefulSet", "s", "elsewhere", owners: [["kind": "Prometheus", "name": "p", "uid": "uid-x-y"]])
        let below = object("Pod", "s-0", "elsewhere", owners: [["kind": "StatefulSet", "name": "s", "uid": "uid-s"]])
        #expect(owner(below, set, deployment) == ["base", "base", "base"])
        #expect(
            owner(object("Pod", "lost", "elsewhere", owners: [["kind": "ReplicaSet", "name": "q", "uid": "q"]])) == [
                nil
            ])
    }

    @Test func theOnlyMemberOfTheNamespace() {
        #expect(owner(object("Deployment", "x", "at-shop")) == ["shop"])
        #expect(owner(object("Deployment", "x", "kube-system")) == [nil])
        #expect(owner(object("Deployment", "x", "at-base", labels: ["app.kubernetes.io/instance": "base"])) == ["base"])
    }

    @Test func brokenObjectsAreNobodys() {
        #expect(owner(Node(.null), ["kind": 3], ["metadata": ["ownerReferences": "no"]]) == [nil, nil, nil])
    }

    // MARK: Judgement

    @Test func pendingForLongIsAFailure() throws {
        func state(_ status: String, ageSeconds: Int64) throws -> ReadinessState.Level {
            var record = fixture.record("base", status: status)
            record.set("2026-01-01T00:00:00Z", at: ["metadata", "creationTimestamp"])
            let release = try #require(ReleaseStatus(record: record))
            return ReleaseReadiness.state(release, now: 1_767_225_600 + ageSeconds).level
        }
        #expect(try state("pending-install", ageSeconds: 60) == .progressing)
        #expect(try state("pending-install", ageSeconds: 7200) == .failed)
        #expect(try state("deployed", ageSeconds: 7200) == .ready)
        #expect(try state("failed", ageSeconds: 1) == .failed)
    }

    @Test func restartsOfTheLastHour() {
        func pod(_ made: String, _ count: Int64, _ end: String) -> Node {
            [
                "metadata": ["creationTimestamp": Node(.string(made))],
                "status": [
                    "containerStatuses": [
                        [
                            "restartCount": Node(.integer(count)),
                            "lastState": ["terminated": ["finishedAt": Node(.string(end))]],
                        ]
                    ]
                ],
            ]
        }
        let now: Int64 = 1_767_225_600
        #expect(PodCounts([pod("2025-12-31T23:30:00Z", 4, "2025-12-31T23:40:00Z")], now: now).inLastHour == 4)
        #expect(PodCounts([pod("2025-12-01T00:00:00Z", 40, "2025-12-31T23:40:00Z")], now: now).inLastHour == 1)
        #expect(PodCounts([pod("2025-12-01T00:00:00Z", 40, "2025-12-31T20:00:00Z")], now: now).inLastHour == 0)
        #expect(PodCounts([pod("2025-12-31T23:30:00Z", -4, ""), ["status": 3]], now: now).inLastHour == 0)
    }

    @Test func onlyTheNewestJobOfAScheduleCounts() {
        func job(_ name: String, _ made: String) -> Node {
            var node = object("Job", name, "at-shop", owners: [["kind": "CronJob", "name": "c", "uid": "c"]])
            node.set(Node(.string(made)), at: ["metadata", "creationTimestamp"])
            return node
        }
        let jobs = [
            job("b", "2026-01-02T00:00:00Z"), job("c", "2026-01-03T00:00:00Z"), job("a", "2026-01-01T00:00:00Z"),
        ]
        let evidence = StatusEvidence(
            lists: StatusLists(), objects: jobs, pods: [], byIdentity: [:], now: 0)
        #expect(Workloads(evidence).current.compactMap { $0.at("metadata", "name")?.string } == ["c"])
    }

    @Test func thePluralIsGuessedAsTheServerDoes() {
        for (kind, plural) in [
            ("SealedSecret", "sealedsecrets"), ("NetworkPolicy", "networkpolicies"), ("Prometheus", "prometheuses"),
            ("Ingress", "ingresses"), ("Certificate", "certificates"), ("StorageClass", "storageclasses"),
        ] {
            #expect(StatusQuery.guess(ObjectReference("g/v1", kind, namespace: "n", name: "x")).plural == plural)
        }
    }

    // MARK: Argo CD

    @Test func applicationsOfArgoCD() throws {
        let fixture = StatusFixture("ag", engine: "argocd")
        let desired = try fixture.desired()
        func application(_ name: String, sync: String, health: String) -> Node {
            [
                "apiVersion": "argoproj.io/v1alpha1", "kind": "Application",
                "metadata": ["name": Node(.string(name)), "namespace": "ag-argo-cd"],
                "status": [
                    "sync": ["status": Node(.string(sync)), "revision": "abc"],
                    "health": ["status": Node(.string(health))],
                ],
            ]
        }
        var lists = StatusLists()
        lists.seen = ["apps/Deployment", "/ConfigMap", "argoproj.io/Application", "/Namespace"]
        lists.objects = [application("base", sync: "Synced", health: "Degraded")]
        let status = StatusJudgement(desired, lists: lists, now: 0).status
        let base = try #require(status.component("base"))
        #expect(base.state == .failed)
        #expect(base.application == .init(name: "base", sync: "Synced", health: "Degraded", revision: "abc"))
        #expect(base.release == nil)
        let shop = try #require(status.component("shop"))
        #expect(shop.state == .missing)
        #expect(shop.problems.contains { $0.reference.kind == "Application" })
        #expect(shop.waitsFor.contains("base"))
    }

    @Test func nobodyMayRead() throws {
        var lists = StatusLists()
        lists.unseen = [.init(kind: "Deployment", reason: "no")]
        let status = StatusJudgement(desired, lists: lists, now: 0).status
        #expect(status.component("base")?.state == .unknown)
        #expect(status.ground.state == .unknown)
        #expect(!status.isReady)
    }
}
