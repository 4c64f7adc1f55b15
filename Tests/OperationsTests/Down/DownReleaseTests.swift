import ClusterSupport
import Helm
import Host
import Kubernetes
import Operations
import Testing
import Values

/// Charts that hold data themselves: Helm alone would take it along.
@Suite(.needsCluster, .needsHelmLibrary)
struct DownReleaseTests {
    @Test func keepsDisksOfChartsAndOfStatefulSets() throws {
        try UpTrial.run(script: [.init("*", .silent)]) { trial in
            try make(trial)
            let (plan, _) = try trial.down()
            let claims = ["data-store-0", "library"]
            #expect(
                Set(plan.kept.filter { $0.reference.kind == "PersistentVolumeClaim" }.map(\.reference.name))
                    == Set(claims))
            for name in claims {
                let claim = try #require(try trial.live("v1", "PersistentVolumeClaim", trial.fixture.base, name))
                #expect(claim.at("metadata", "deletionTimestamp") == nil)
                #expect(claim.at("metadata", "labels")?["fairlead.dev/component"]?.string == "base")
                #expect(claim.at("metadata", "ownerReferences") == nil)
            }
            #expect(try !trial.isThere("apps/v1", "StatefulSet", trial.fixture.base, "store"))
            #expect(
                try trial.live("v1", "PersistentVolumeClaim", trial.fixture.base, "data-storage-0")?.at(
                    "metadata", "labels") == nil)
            #expect(try trial.remains().allSatisfy { $0.hasPrefix("PersistentVolumeClaim") })
            // Nobody but the marks knows by now whose they are.
            try trial.down(deletesData: true)
            #expect(try trial.remains() == ["PersistentVolumeClaim X-base/data-storage-0"])
        }
    }

    private func make(_ trial: UpTrial) throws {
        for object in DesiredPlatform(try trial.fixture.input()).ground { try trial.make(object.node) }
        let chart = ChartBuilder(name: "store", version: "1.0.0")
            .adding(
                "templates/set.yaml",
                """
                apiVersion: apps/v1
                kind: StatefulSet
                metadata: {name: store}
                spec:
                  serviceName: store
                  selector: {matchLabels: {app: store}}
                  template:
                    metadata: {labels: {app: store}}
                    spec: {containers: [{name: main, image: "registry.example.org/main:1"}]}
                  volumeClaimTemplates:
                    - metadata: {name: data}
                      spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}

                """
            )
            .adding(
                "templates/disk.yaml",
                "apiVersion: v1\nkind: PersistentVolumeClaim\nmetadata: {name: library}\nspec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}\n"
            )
        let helm = try HelmAccess(engine: upEngine, access: trial.test.access).cluster()
        let isNew = try trial.test.cluster.version() >= ServerVersion(major: 1, minor: 22, text: "")
        _ = try helm.releases(in: trial.fixture.base).install(
            ReleaseRequest(
                name: "store", chart: .archive(try chart.archive()), platform: trial.fixture.name, component: "base"),
            options: ReleaseOptions(serverSideApply: isNew))
        let set = try #require(try trial.live("apps/v1", "StatefulSet", trial.fixture.base, "store"))
        // What Kubernetes makes for it, owned as the policy `Delete` has it; and one whose name only begins alike.
        for (name, isOwned) in [("data-store-0", true), ("data-storage-0", false)] {
            var metadata: Node = ["name": Node(.string(name)), "namespace": Node(.string(trial.fixture.base))]
            if isOwned {
                metadata["ownerReferences"] = [
                    [
                        "apiVersion": "apps/v1", "kind": "StatefulSet", "name": "store",
                        "uid": set.at("metadata", "uid") ?? "",
                    ]
                ]
            }
            try trial.make([
                "apiVersion": "v1", "kind": "PersistentVolumeClaim", "metadata": metadata,
                "spec": ["accessModes": ["ReadWriteOnce"], "resources": ["requests": ["storage": "1Gi"]]],
            ])
        }
    }
}
