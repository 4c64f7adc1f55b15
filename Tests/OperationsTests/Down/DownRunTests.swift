import ClusterSupport
import HTTP
import Helm
import Host
import Kubernetes
import Operations
import Testing
import Values

@Suite(.needsCluster, .needsHelmLibrary)
struct DownRunTests {
    @Test func takesAPlatformDownAndKeepsItsData() throws {
        try UpTrial.run { trial in
            try trial.up()
            try trial.makeMap("mine", in: trial.fixture.base)
            let diary = DownDiary()
            let (plan, removed) = try trial.down(diary: diary)
            #expect(removed > 4)
            #expect(
                diary.all.filter { $0.hasPrefix("phase") } == [
                    "phase wave 1", "phase wave 0", "phase definitions", "phase ground",
                ], "\(diary.all)")
            #expect(try trial.remains() == ["ConfigMap X-base/mine", "PersistentVolumeClaim X-shop/orders"])
            #expect(
                try !trial.isThere("rbac.authorization.k8s.io/v1", "ClusterRole", nil, "fairlead:\(trial.fixture.name)")
            )
            #expect(plan.kept.contains { $0.reference.name == "orders" && $0.reason == "it holds data" })
            #expect(plan.kept.contains { $0.reference.name == trial.fixture.shop && $0.reason.contains("data") })
            #expect(plan.kept.contains { $0.reference.name == trial.fixture.base && $0.reason.contains("mine") })
            #expect(plan.foreign.map(\.reference.name) == ["mine"])
            // There is nothing left to do, and nothing is written for it, not even a Lease.
            let writes = trial.faults.writes.count
            let again = try trial.down()
            #expect(again.plan.isEmpty && again.removed == 0, "\(again.plan.steps.map(\.id))")
            #expect(trial.faults.writes.count == writes)
        }
    }

    @Test(.needsControllers) func removesDataWhenThatIsAskedFor() throws {
        try UpTrial.run { trial in
            try trial.up()
            try trial.down(deletesData: true)
            for namespace in [trial.fixture.base, trial.fixture.shop] {
                #expect(try !trial.isThere("v1", "Namespace", nil, namespace))
            }
            #expect(try trial.down(deletesData: true).plan.isEmpty)
        }
    }

    @Test func goesBackwards() throws {
        try UpTrial.run { trial in
            try trial.up()
            try trial.down()
            let deleted = trial.faults.writes.filter { $0.hasPrefix("DELETE") && !$0.contains("leases") }
            func place(_ part: String) -> Int? { deleted.firstIndex { $0.contains(part) } }
            let role = try #require(place("clusterroles"))
            let settings = try #require(place("configmaps/settings"))
            let policy = try #require(place("networkpolicies"))
            // What the shop stood on goes after the shop, the ground after everything.
            #expect(role < settings && settings < policy, "\(deleted)")
            let shop = try #require(place("deployments/shop"))
            #expect(shop < settings)
        }
    }

    @Test func takesAwayWhatLeftTheFile() throws {
        try UpTrial.run { trial in
            try trial.up()
            let diary = DownDiary()
            try trial.down(.init(hasShop: false), diary: diary)
            #expect(diary.all.first == "phase members that left the platform", "\(diary.all)")
            #expect(try trial.remains() == ["PersistentVolumeClaim X-shop/orders"])
        }
    }

    @Test func leavesWhatIsSomebodyElses() throws {
        try UpTrial.run { trial in
            try trial.up()
            let shop = Node(.string(trial.fixture.shop))
            let label: Node = ["fairlead.dev/platform": "another", "fairlead.dev/component": "shop"]
            try trial.make([
                "apiVersion": "v1", "kind": "ConfigMap",
                "metadata": ["name": "another", "namespace": shop, "labels": label],
            ])
            try trial.make([
                "apiVersion": "v1", "kind": "Secret", "type": "helm.sh/release.v1",
                "metadata": [
                    "name": "sh.helm.release.v1.theirs.v1", "namespace": shop,
                    "labels": ["owner": "helm", "name": "theirs", "version": "1", "status": "deployed"],
                ],
            ])
            try trial.make([
                "apiVersion": "v1", "kind": "PersistentVolumeClaim", "metadata": ["name": "theirs", "namespace": shop],
                "spec": ["accessModes": ["ReadWriteOnce"], "resources": ["requests": ["storage": "1Gi"]]],
            ])
            let (plan, _) = try trial.down(deletesData: true)
            #expect(Set(plan.foreign.map(\.reference.name)) == ["another", "sh.helm.release.v1.theirs.v1", "theirs"])
            #expect(try trial.isThere("v1", "ConfigMap", trial.fixture.shop, "another"))
            #expect(try trial.isThere("v1", "Secret", trial.fixture.shop, "sh.helm.release.v1.theirs.v1"))
            #expect(
                try trial.live("v1", "PersistentVolumeClaim", trial.fixture.shop, "theirs")?.at(
                    "metadata", "deletionTimestamp") == nil)
            #expect(
                try trial.live("v1", "Namespace", nil, trial.fixture.shop)?.at("metadata", "deletionTimestamp") == nil)
        }
    }

    @Test func doesNotTouchWhatWasMadeAnew() throws {
        try UpTrial.run { trial in
            try trial.up()
            let context = try trial.downContext()
            let plan = try DownPlan.read(context)
            _ = try trial.test.cluster.delete(
                ObjectReference("v1", "ConfigMap", namespace: trial.fixture.shop, name: "settings"))
            try trial.makeMap("settings", in: trial.fixture.shop)
            let diary = DownDiary()
            _ = try DownRun(context, observe: diary.note).run(plan)
            #expect(try trial.isThere("v1", "ConfigMap", trial.fixture.shop, "settings"))
            #expect(diary.all.contains { $0.hasPrefix("kept shop/before") }, "\(diary.all)")
        }
    }

    @Test func keepsDefinitionsOfWhichOthersHaveObjects() throws {
        try UpTrial.run { trial in
            try trial.up()
            let group = "\(trial.fixture.name).example.org"
            func definition(_ kind: String) -> Node {
                [
                    "apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition",
                    "metadata": [
                        "name": Node(.string("\(kind.lowercased())s.\(group)")),
                        "labels": [
                            "fairlead.dev/platform": Node(.string(trial.fixture.name)),
                            "fairlead.dev/component": "base",
                        ],
                    ],
                    "spec": [
                        "group": Node(.string(group)), "scope": "Namespaced",
                        "names": [
                            "kind": Node(.string(kind)), "plural": Node(.string("\(kind.lowercased())s")),
                            "singular": Node(.string(kind.lowercased())), "listKind": Node(.string("\(kind)List")),
                        ],
                        "versions": [
                            [
                                "name": "v1", "served": true, "storage": true,
                                "schema": [
                                    "openAPIV3Schema": ["type": "object", "x-kubernetes-preserve-unknown-fields": true]
                                ],
                            ]
                        ],
                    ],
                ]
            }
            try trial.make(definition("Cup"))
            try trial.make(definition("Dish"))
            let cup: Node = [
                "apiVersion": Node(.string("\(group)/v1")), "kind": "Cup",
                "metadata": ["name": "theirs", "namespace": "default"],
            ]
            for _ in 0..<100 {
                trial.test.cluster.forgetResources()
                if (try? trial.make(cup)) != nil { break }
                try Pause.wait(milliseconds: 100)
            }
            trial.cluster.forgetResources()
            let (plan, _) = try trial.down()
            #expect(try trial.isThere("apiextensions.k8s.io/v1", "CustomResourceDefinition", nil, "cups.\(group)"))
            #expect(try trial.isThere("\(group)/v1", "Cup", "default", "theirs"))
            #expect(try !trial.isThere("apiextensions.k8s.io/v1", "CustomResourceDefinition", nil, "dishs.\(group)"))
            #expect(plan.kept.contains { $0.reference.name == "cups.\(group)" })
            _ = try trial.test.cluster.delete(
                ObjectReference("apiextensions.k8s.io/v1", "CustomResourceDefinition", name: "cups.\(group)"))
        }
    }
}
