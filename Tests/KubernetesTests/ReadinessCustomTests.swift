import ClusterSupport
import Host
import Kubernetes
import Testing
import Values

/// The simulator plays the controllers of custom resources, on a server of its own with definitions of our own.
@Suite(.needsOwnCluster) struct ReadinessCustomTests {
    private static let kinds: [(group: String, version: String, kind: String, plural: String, hasStatus: Bool)] = [
        ("argoproj.io", "v1alpha1", "Application", "applications", false),
        ("bitnami.com", "v1alpha1", "SealedSecret", "sealedsecrets", true),
        ("cert-manager.io", "v1", "Certificate", "certificates", true),
        ("postgresql.cnpg.io", "v1", "Cluster", "clusters", true),
        ("postgresql.cnpg.io", "v1", "Database", "databases", true),
        ("objectbucket.io", "v1alpha1", "ObjectBucketClaim", "objectbucketclaims", true),
    ]

    private func definition(_ entry: (group: String, version: String, kind: String, plural: String, hasStatus: Bool))
        -> Node
    {
        var version: Node = [
            "name": Node(.string(entry.version)), "served": true, "storage": true,
            "schema": ["openAPIV3Schema": ["type": "object", "x-kubernetes-preserve-unknown-fields": true]],
        ]
        if entry.hasStatus { version["subresources"] = ["status": [:]] }
        return [
            "apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition",
            "metadata": ["name": Node(.string("\(entry.plural).\(entry.group)"))],
            "spec": [
                "group": Node(.string(entry.group)), "scope": "Namespaced", "versions": [version],
                "names": ["kind": Node(.string(entry.kind)), "plural": Node(.string(entry.plural))],
            ],
        ]
    }

    private func wait(_ what: String, _ isDone: () throws -> Bool) throws {
        for _ in 0..<300 {
            if try isDone() { return }
            try Pause.wait(milliseconds: 100)
        }
        Issue.record("never came: \(what)")
    }

    @Test func `custom resources become ready, and an application is pruned`() throws {
        let server = try TestCluster(controllers: false)
        let cluster = server.cluster
        for entry in Self.kinds {
            let made = try cluster.create(definition(entry))
            let reference = try #require(ObjectReference(made))
            try wait("\(entry.kind) is served") {
                try cluster.get(reference).map { Readiness.of($0, now: Clock.system.now()).isReady } ?? false
            }
        }
        try wait("discovery") {
            cluster.forgetResources()
            return Self.kinds.allSatisfy { (try? cluster.resource("\($0.group)/\($0.version)", $0.kind)) != nil }
        }
        let namespace = try server.makeNamespace("custom")
        let map = ObjectReference("v1", "ConfigMap", namespace: namespace, name: "listed")
        let kept = ObjectReference("v1", "ConfigMap", namespace: namespace, name: "kept")
        for reference in [map, kept] {
            var object: Node = [
                "apiVersion": "v1", "kind": "ConfigMap",
                "metadata": ["name": Node(.string(reference.name)), "namespace": Node(.string(namespace))],
            ]
            if reference == kept {
                object.set("Delete=false", at: ["metadata", "annotations", "argocd.argoproj.io/sync-options"])
            }
            _ = try cluster.create(object)
        }
        let references = Self.kinds.map {
            ObjectReference("\($0.group)/\($0.version)", $0.kind, namespace: namespace, name: "one")
        }
        for reference in references {
            var object: Node = [
                "apiVersion": Node(.string(reference.apiVersion)), "kind": Node(.string(reference.kind)),
                "metadata": ["name": "one", "namespace": Node(.string(namespace))],
                "spec": ["instances": 3, "secretName": "tls", "encryptedData": ["password": "AgA"]],
            ]
            if reference.kind == "Application" {
                object.set(["resources-finalizer.argocd.argoproj.io"], at: ["metadata", "finalizers"])
            }
            let made = try cluster.create(object)
            #expect(Readiness.of(made, now: Clock.system.now()).reason == "NoStatus", "\(reference)")
        }

        let simulator = Simulator(cluster, namespaces: [namespace], applications: ["one": [map, kept]], interval: 20)
        simulator.start()
        defer { simulator.stop() }
        for reference in references {
            try wait("\(reference) is ready") {
                try cluster.get(reference).map { Readiness.of($0, now: Clock.system.now()).isReady } ?? false
            }
        }
        for name in ["one", "tls"] {
            #expect(try cluster.get(ObjectReference("v1", "Secret", namespace: namespace, name: name)) != nil)
        }
        let application = try #require(try cluster.get(references[0]))
        #expect(
            application.at("status", "resources")?.list?.map { $0.at("health", "status")?.string } == [
                "Healthy", "Healthy",
            ])

        simulator.play([.init("*", .failing)])
        for reference in references {
            try wait("\(reference) fails") {
                try cluster.get(reference).map { Readiness.of($0, now: Clock.system.now()).level == .failed } ?? false
            }
        }
        _ = try cluster.delete(references[0])
        try wait("the application is gone") { try cluster.get(references[0]) == nil }
        #expect(try cluster.get(map) == nil)
        #expect(try cluster.get(kept) != nil)
        #expect(simulator.failures == [])
    }
}
