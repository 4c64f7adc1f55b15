import Kubernetes
import Operations
import Testing
import Values

/// Each kind of risk, found where it is and not found beside it.
@Suite struct ChangesRiskTests {
    private func change(
        _ apiVersion: String, _ kind: String, _ action: ObjectChange.Action, _ paths: [String] = [],
        desired: String? = nil, live: String? = nil
    ) -> ObjectChange {
        ObjectChange(
            reference: ObjectReference(apiVersion, kind, namespace: "shop", name: "web"), owner: "shop", action: action,
            differences: paths.map { FieldDifference(path: $0, desired: desired, live: live) })
    }

    private func kinds(_ change: ObjectChange, _ desired: Node? = nil, _ live: Node? = nil) -> [Risk.Kind] {
        Risk.of(change, desired: desired, live: live).map(\.kind)
    }

    private let template = "spec.template.spec.containers[name=\"main\"].image"

    @Test func newPodsRestart() {
        let desired: Node = ["spec": ["replicas": 3]]
        #expect(kinds(change("apps/v1", "Deployment", .change, [template]), desired) == [.restarts])
        #expect(kinds(change("apps/v1", "DaemonSet", .change, [template])) == [.restarts])
        #expect(kinds(change("apps/v1", "Deployment", .change, ["spec.replicas"]), desired) == [.none])
        #expect(kinds(change("v1", "ConfigMap", .change, ["data.colour"])) == [.none])
    }

    @Test func aSinglePodIsMissed() {
        #expect(kinds(change("apps/v1", "StatefulSet", .change, [template])) == [.downtime, .restarts])
        #expect(kinds(change("apps/v1", "StatefulSet", .change, [template]), ["spec": ["replicas": 3]]) == [.restarts])
        let recreate: Node = ["spec": ["replicas": 3, "strategy": ["type": "Recreate"]]]
        #expect(kinds(change("apps/v1", "Deployment", .change, [template]), recreate) == [.downtime, .restarts])
        #expect(
            kinds(change("apps/v1", "Deployment", .change, ["spec.replicas"]), ["spec": ["replicas": 0]]) == [.downtime]
        )
        #expect(kinds(change("v1", "Service", .delete)) == [.downtime])
        #expect(kinds(change("apps/v1", "Deployment", .replace)) == [.immutableField, .downtime])
    }

    @Test func dataIsNamed() {
        #expect(kinds(change("v1", "PersistentVolumeClaim", .delete)) == [.dataLoss])
        #expect(kinds(change("postgresql.cnpg.io/v1", "Cluster", .replace)) == [.immutableField, .dataLoss])
        #expect(kinds(change("apiextensions.k8s.io/v1", "CustomResourceDefinition", .delete)) == [.dataLoss])
        let path = ["spec.resources.requests.storage"]
        #expect(
            kinds(change("v1", "PersistentVolumeClaim", .change, path, desired: "\"900Mi\"", live: "\"1Gi\"")) == [
                .dataLoss
            ])
        #expect(
            kinds(change("v1", "PersistentVolumeClaim", .change, path, desired: "\"1Gi\"", live: "\"900Mi\"")) == [
                .none
            ])
        #expect(
            kinds(change("v1", "PersistentVolumeClaim", .change, path, desired: "\"much\"", live: "\"1Gi\"")) == [.none]
        )
        #expect(
            kinds(
                change(
                    "storage.k8s.io/v1", "StorageClass", .replace, ["reclaimPolicy"], desired: "\"Delete\"",
                    live: "\"Retain\""))
                == [.immutableField, .dataLoss])
    }

    @Test func whoReadsASecretIsNamed() {
        let change = change("v1", "Secret", .change, ["data.key"])
        let risks = Risk.of(change, desired: nil, live: nil, readers: ["Deployment a", "Deployment b"])
        #expect(
            risks == [
                Risk(.credentialChange, "its credentials change; Deployment a, Deployment b must restart to read them")
            ])
        #expect(kinds(self.change("bitnami.com/v1alpha1", "SealedSecret", .change, ["metadata.labels.a"])) == [.none])
        #expect(kinds(self.change("bitnami.com/v1alpha1", "SealedSecret", .delete)) == [.credentialChange])
    }

    @Test func versionsThatAreServedNoLonger() {
        func definition(_ versions: [String]) -> Node {
            ["spec": ["versions": Node(.list(versions.map { ["name": Node(.string($0)), "served": true] }))]]
        }
        let change = change("apiextensions.k8s.io/v1", "CustomResourceDefinition", .change, ["spec.versions"])
        #expect(kinds(change, definition(["v1"]), definition(["v1beta1", "v1"])) == [.versionRemoval])
        #expect(kinds(change, definition(["v1", "v2"]), definition(["v1"])) == [.none])
    }

    @Test func doorsThatOpen() {
        func policy(_ ingress: [Node], types: [Node] = ["Ingress"]) -> Node {
            ["spec": ["podSelector": [:], "policyTypes": Node(.list(types)), "ingress": Node(.list(ingress))]]
        }
        let from: Node = ["from": [["podSelector": ["matchLabels": ["app": "web"]]]]]
        let change = change("networking.k8s.io/v1", "NetworkPolicy", .change, ["spec.ingress"])
        #expect(kinds(change, policy([from]), policy([])) == [.networkOpening])
        #expect(kinds(change, policy([]), policy([from])) == [.none])
        #expect(
            kinds(change, policy([], types: ["Ingress"]), policy([], types: ["Ingress", "Egress"])) == [.networkOpening]
        )
        #expect(kinds(self.change("networking.k8s.io/v1", "NetworkPolicy", .delete)) == [.networkOpening])
        #expect(kinds(self.change("networking.k8s.io/v1", "NetworkPolicy", .create)) == [.none])
    }
}
