import ClusterSupport
import Kubernetes
import Operations
import Testing
import Values

@Suite(.needsCluster)
struct SyncTests {
    private func desired(_ node: Node, platform: String) throws -> DesiredObject {
        var node = node
        node.set(Node(.string(platform)), at: ["metadata", "labels", "fairlead.dev/platform"])
        return try #require(DesiredObject(node, owner: "shop", stage: .with))
    }

    private func map(_ namespace: String, _ data: Node) -> Node {
        [
            "apiVersion": "v1", "kind": "ConfigMap", "metadata": ["name": "m", "namespace": Node(.string(namespace))],
            "data": data,
        ]
    }

    @Test func writesOnlyWhatDiffers() throws {
        let test = try TestCluster.shared
        try test.withNamespace("sync") { (namespace: String) throws in
            let faults = FaultyTransport(test.transport)
            let sync = ObjectSync(cluster: test.cluster(over: faults), platform: namespace)
            let first = try desired(map(namespace, ["a": "1", "b": "2"]), platform: namespace)
            #expect(try sync.bring(first).action == .create)
            #expect(try sync.bring(first).action == .none)
            #expect(faults.writes.count == 1)
            // A field that is not wanted any more goes.
            let second = try desired(map(namespace, ["a": "1"]), platform: namespace)
            let change = try sync.bring(second)
            #expect(change.action == .change)
            #expect(change.differences.map(\.path) == ["data.b"])
            let live = try test.cluster.get(second.reference)
            #expect(live?["data"]?.mapping?.keys.map { $0 } == ["a"])
        }
    }

    @Test func leavesOthersAlone() throws {
        let test = try TestCluster.shared
        try test.withNamespace("sync") { (namespace: String) throws in
            let sync = ObjectSync(cluster: test.cluster, platform: namespace)
            let wanted = try desired(map(namespace, ["a": "1"]), platform: namespace)
            for (labels, annotations, words) in [
                ([:], [:], "there before") as (Node, Node, String),
                (["fairlead.dev/platform": "other"], [:], "platform `other`"),
                ([:], ["meta.helm.sh/release-name": "r", "meta.helm.sh/release-namespace": "n"], "Helm release n/r"),
                ([:], ["argocd.argoproj.io/tracking-id": "app:/ConfigMap:n/m"], "application `app`"),
            ] {
                var there = map(namespace, ["a": "theirs"])
                there.set(labels, at: ["metadata", "labels"])
                there.set(annotations, at: ["metadata", "annotations"])
                _ = try test.cluster.create(there)
                let failure = try #require(throws: KubernetesFailure.self) { try sync.bring(wanted) }
                #expect(failure.message.contains(words), "\(failure)")
                #expect(failure.hint?.contains("--adopt") == true)
                let adopting = ObjectSync(cluster: test.cluster, platform: namespace, adopts: true)
                let live = try test.cluster.get(wanted.reference)
                #expect(adopting.change(wanted, live: live).action == (words.contains("other") ? .refused : .change))
                _ = try test.cluster.delete(wanted.reference)
            }
        }
    }

    @Test func neverMarksTheClustersOwnNamespaces() throws {
        let test = try TestCluster.shared
        let wanted = try desired(
            ["apiVersion": "v1", "kind": "Namespace", "metadata": ["name": "kube-system"]], platform: "p")
        let faults = FaultyTransport(test.transport)
        let change = try ObjectSync(cluster: test.cluster(over: faults), platform: "p", adopts: true).bring(wanted)
        #expect(change.action == .none)
        #expect(faults.writes.isEmpty)
    }

    @Test func makesAJobAnewThatCannotBeChanged() throws {
        let test = try TestCluster.shared
        try test.withNamespace("sync") { (namespace: String) throws in
            func job(_ image: String) -> Node {
                [
                    "apiVersion": "batch/v1", "kind": "Job",
                    "metadata": ["name": "j", "namespace": Node(.string(namespace))],
                    "spec": [
                        "template": [
                            "spec": [
                                "restartPolicy": "Never", "containers": [["name": "c", "image": Node(.string(image))]],
                            ]
                        ]
                    ],
                ]
            }
            let sync = ObjectSync(cluster: test.cluster, platform: namespace)
            try sync.bring(try desired(job("a:1"), platform: namespace))
            let change = try sync.bring(try desired(job("a:2"), platform: namespace))
            #expect(change.action == .replace)
            let live = try test.cluster.get(ObjectReference("batch/v1", "Job", namespace: namespace, name: "j"))
            #expect(live?.at("spec", "template", "spec", "containers")?.list?.first?["image"]?.string == "a:2")
            let broken = try #require(throws: KubernetesFailure.self) {
                try sync.bring(try desired(job(""), platform: namespace))
            }
            #expect(broken.kind == .invalid)
            let kept = try test.cluster.get(ObjectReference("batch/v1", "Job", namespace: namespace, name: "j"))
            #expect(kept != nil)
        }
    }
}
