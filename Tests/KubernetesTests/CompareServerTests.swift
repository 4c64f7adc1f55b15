import ClusterSupport
import Host
import Kubernetes
import Testing
import Values

/// The comparison against objects that a real server has filled up with its defaults.
@Suite(.needsCluster) struct CompareServerTests {
    /// One namespace for all samples: nothing is kept in it.
    private static let namespace = Result {
        let server = try TestCluster.shared
        let name = try server.makeNamespace("compare")
        CompareSamples.makeServiceAccount(server.cluster, name)
        return name
    }

    private func taken(_ sample: CompareSamples.Sample) throws -> (desired: Node, live: Node) {
        let object = try sample.object(namespace: try Self.namespace.get())
        return (object, try TestCluster.shared.cluster.apply(ApplyForm.of(object), dryRun: true).object)
    }

    @Test(arguments: CompareSamples.all)
    func `an object equals itself after the server took it`(_ sample: CompareSamples.Sample) throws {
        let (desired, live) = try taken(sample)
        #expect(LiveDifference.between(desired: desired, live: live).map(\.description) == [])
        #expect(OwnedFields.leftOver(live: live, desired: desired) == [])
    }

    @Test(arguments: CompareSamples.all)
    func `every changed scalar is found`(_ sample: CompareSamples.Sample) throws {
        let (desired, live) = try taken(sample)
        for (path, changed) in CompareSamples.mutations(of: desired) {
            #expect(!LiveDifference.between(desired: changed, live: live).isEmpty, "\(sample): \(path)")
        }
    }

    @Test func `a field that is no longer desired is found until it is applied away`() throws {
        let server = try TestCluster.shared
        try server.withNamespace("compare") { namespace in
            var object: Node = [
                "apiVersion": "apps/v1", "kind": "Deployment",
                "metadata": [
                    "name": "owned", "namespace": Node(.string(namespace)), "labels": ["app": "a", "old": "b"],
                ],
                "spec": [
                    "replicas": 2, "selector": ["matchLabels": ["app": "a"]],
                    "template": [
                        "metadata": ["labels": ["app": "a"]],
                        "spec": [
                            "containers": [
                                [
                                    "name": "one", "image": "x:1",
                                    "env": [["name": "A", "value": "1"], ["name": "B", "value": ""]],
                                    "ports": [["containerPort": 80]],
                                ], ["name": "two", "image": "x:2"],
                            ]
                        ],
                    ],
                ],
            ]
            let live = try server.cluster.apply(ApplyForm.of(object)).object
            #expect(OwnedFields.isApplied(live))
            #expect(OwnedFields.leftOver(live: live, desired: object) == [])
            #expect(OwnedFields.leftOver(live: live, manager: "another", desired: object) == [])
            object.set(["app": "a"], at: ["metadata", "labels"])
            var spec: Node = [
                "selector": ["matchLabels": ["app": "a"]],
                "template": ["metadata": ["labels": ["app": "a"]]],
            ]
            spec.set(
                [["name": "one", "image": "x:1", "env": [["name": "A", "value": "1"]]]],
                at: ["template", "spec", "containers"])
            object.set(spec, at: ["spec"])
            #expect(LiveDifference.between(desired: object, live: live) == [])
            #expect(
                Set(OwnedFields.leftOver(live: live, desired: object)) == [
                    "metadata.labels.old", "spec.replicas", "spec.template.spec.containers[name=\"two\"]",
                    "spec.template.spec.containers[name=\"one\"].env[name=\"B\"]",
                    "spec.template.spec.containers[name=\"one\"].ports",
                ])
            let after = try server.cluster.apply(ApplyForm.of(object)).object
            #expect(OwnedFields.leftOver(live: after, desired: object) == [])
        }
    }
}

/// The same for files that a person names: every object of every `*.yaml` below the folder `FAIRLEAD_TEST_MANIFESTS`,
/// such as renderings of upstream charts.
@Suite(
    .needsCluster,
    .enabled(
        if: Environment.process.nonEmpty("FAIRLEAD_TEST_MANIFESTS") != nil,
        "SKIPPED: FAIRLEAD_TEST_MANIFESTS is not set"))
struct CompareManifestTests {
    /// What 1.20 takes and throws away: to be missing is a true difference there.
    private static let unknownToOldServers = [
        "spec.ttlSecondsAfterFinished", "x-kubernetes-validations", "selectableFields", ".messageExpression",
        "spec.internalTrafficPolicy", "spec.trafficDistribution",
    ]

    /// Apply refuses fields that the server does not know, creation drops them.
    private func take(_ object: Node, _ cluster: Cluster) throws -> Node {
        do {
            return try cluster.apply(ApplyForm.of(object), dryRun: true).object
        } catch let failure as KubernetesFailure where failure.message.contains("not declared in schema") {
            return try cluster.create(object, dryRun: true)
        }
    }

    @Test func `manifests equal themselves after the server took them`() throws {
        let server = try TestCluster.shared
        let folder = Path(try #require(Environment.process.nonEmpty("FAIRLEAD_TEST_MANIFESTS")))
        let namespace = try server.makeNamespace("manifests")
        var counts = (same: 0, refused: 0, unserved: 0)
        for file in try CompareSamples.files(folder) {
            for var object in try YAML.parse(try Files.read(file), file: file.description) {
                guard let reference = ObjectReference(object) else { continue }
                do {
                    let type = try server.cluster.resource(reference.apiVersion, reference.kind)
                    if type.isNamespaced { object.set(Node(.string(namespace)), at: ["metadata", "namespace"]) }
                    let live = try take(object, server.cluster)
                    let differences = LiveDifference.between(desired: object, live: live).filter { difference in
                        !Self.unknownToOldServers.contains { difference.path.hasSuffix($0) }
                    }
                    #expect(differences.map(\.description) == [], "\(file) \(reference)")
                    #expect(OwnedFields.leftOver(live: live, desired: object) == [], "\(file) \(reference)")
                    counts.same += 1
                } catch let failure as KubernetesFailure {
                    if failure.kind == .notServed {
                        counts.unserved += 1
                    } else {
                        counts.refused += 1; print(file, failure)
                    }
                }
            }
        }
        print("compared \(counts.same), refused \(counts.refused), of kinds not served \(counts.unserved)")
        #expect(counts.same > 0)
    }
}
