import ClusterSupport
import Helm
import Host
import Kubernetes
import Operations
import Testing
import Values

/// With Argo CD, as far as it can be seen from outside: a simulator removes what an application brought.
@Suite(.needsCluster, .needsHelmLibrary)
struct DownArgoTests {
    @Test func letsTheEngineRemoveWhatItBrought() throws {
        try ArgoTrial.run { argo in
            let diary = DownDiary()
            let (plan, _) = try argo.down(diary: diary)
            let phases = diary.all.filter { $0.hasPrefix("phase") }
            #expect(
                phases.first == "phase nothing is brought back any more" && phases.dropFirst().contains("phase engine"),
                "\(phases)")
            #expect(diary.all.allSatisfy { !$0.hasPrefix("note") }, "\(diary.all)")
            #expect(try argo.applications() == [])
            #expect(try !argo.trial.isThere("apps/v1", "Deployment", argo.trial.fixture.base, "base"))
            // The chart's own disk is data too, and is known as the platform's from now on.
            let disk = try #require(
                try argo.trial.live("v1", "PersistentVolumeClaim", argo.trial.fixture.base, "library"))
            #expect(disk.at("metadata", "deletionTimestamp") == nil)
            #expect(disk.at("metadata", "labels")?["fairlead.dev/component"]?.string == "base")
            #expect(plan.kept.contains { $0.reference.name == "library" })
            #expect(try argo.down().plan.isEmpty)
            try argo.down(deletesData: true)
            #expect(try !argo.trial.isThere("v1", "PersistentVolumeClaim", argo.trial.fixture.base, "library"))
        }
    }

    @Test func doesItItselfWhereTheEngineIsGone() throws {
        try ArgoTrial.run(isPlayed: false) { argo in
            try argo.stopEngine()
            try argo.trial.makeMap("mine", in: argo.trial.fixture.base)
            let diary = DownDiary()
            try argo.down(diary: diary)
            #expect(
                diary.all.contains { $0.hasPrefix("note application/base: Argo CD's controller does not run") },
                "\(diary.all)")
            #expect(try argo.applications() == [])
            #expect(try !argo.trial.isThere("apps/v1", "Deployment", argo.trial.fixture.base, "base"))
            #expect(try argo.trial.isThere("v1", "ConfigMap", argo.trial.fixture.base, "mine"))
            // It is in the application's list, but bears another's mark.
            #expect(try argo.trial.isThere("v1", "ConfigMap", argo.trial.fixture.base, "borrowed"))
            #expect(
                try argo.trial.live("v1", "PersistentVolumeClaim", argo.trial.fixture.base, "library")?.at(
                    "metadata", "deletionTimestamp") == nil)
        }
    }

    @Test func goesOnItselfWhenTheEngineDies() throws {
        try ArgoTrial.run(isPlayed: false) { argo in
            let diary = DownDiary()
            let failure = try #require(throws: GateFailure.self) {
                try argo.down(diary: diary) { $0.patienceSeconds = 1 }
            }
            #expect(
                failure.reasons.contains { $0.sentence.contains("Argo CD's application controller") },
                "\(failure.reasons)")
            try argo.stopEngine()
            try argo.down(diary: diary)
            #expect(try argo.applications() == [])
            #expect(try !argo.trial.isThere("apps/v1", "Deployment", argo.trial.fixture.base, "base"))
        }
    }

    @Test(arguments: [false, true]) func isTakenUpAfterEveryWrite(_ isPlayed: Bool) throws {
        try ArgoTrial.run(isPlayed: isPlayed) { argo in
            if !isPlayed { try argo.stopEngine() }
            var runs = 0
            while runs < 60 {
                runs += 1
                let dying = DyingTransport(
                    argo.trial.test.transport, write: runs % 2 == 0 ? 2 : 1, isAfter: runs % 2 == 1)
                let cluster = argo.trial.test.cluster(
                    over: dying, retry: RetryPolicy(attempts: 1, firstPause: 1, longestPause: 1, total: 1))
                var context = try argo.trial.downContext(.init(engine: "argocd"), on: cluster)
                (context.outageSeconds, context.patienceSeconds, context.engineGraceSeconds) = (0, 20, 0)
                let plan = try DownPlan.read(context)
                if plan.isEmpty { break }
                do {
                    _ = try ClaimProtection.run(argo.trial) { try DownRun(context).run(plan) }
                } catch {
                    #expect(dying.isDead, "\(error)")
                }
            }
            #expect(runs > 6 && runs < 60)
            #expect(try argo.applications() == [])
            #expect(try !argo.trial.isThere("apps/v1", "Deployment", argo.trial.fixture.base, "base"))
            #expect(
                try argo.trial.live("v1", "PersistentVolumeClaim", argo.trial.fixture.base, "library")?.at(
                    "metadata", "deletionTimestamp") == nil)
        }
    }
}

/// A platform that Argo CD brought.
final class ArgoTrial {
    let trial: UpTrial
    private let simulator: Simulator

    static func run(isPlayed: Bool = true, _ body: (ArgoTrial) throws -> Void) throws {
        try UpTrial.run(script: [.init("StatefulSet", .silent), .init("Application", .silent), .init("*", .ready)]) {
            trial in
            let argo = try ArgoTrial(trial)
            if isPlayed { argo.simulator.start() }
            defer {
                if isPlayed { argo.simulator.stop() }
                _ = try? trial.test.cluster.delete(ObjectReference("v1", "Namespace", name: trial.fixture.engine))
            }
            try body(argo)
        }
    }

    private init(_ trial: UpTrial) throws {
        self.trial = trial
        let place = trial.fixture.base
        simulator = Simulator(
            trial.test.cluster, script: [.init("*", .silent)], namespaces: [trial.fixture.engine],
            applications: [
                "base": [
                    ObjectReference("apps/v1", "Deployment", namespace: place, name: "base"),
                    ObjectReference("v1", "PersistentVolumeClaim", namespace: place, name: "library"),
                ]
            ], interval: 60)
        try define("Application", "applications")
        try define("AppProject", "appprojects")
        for object in DesiredPlatform(try trial.fixture.input(.init(engine: "argocd"))).ground {
            try trial.make(object.node)
        }
        let labels: Node = [
            "fairlead.dev/platform": Node(.string(trial.fixture.name)), "fairlead.dev/component": "ground",
        ]
        try trial.make([
            "apiVersion": "v1", "kind": "Namespace",
            "metadata": ["name": Node(.string(trial.fixture.engine)), "labels": labels],
        ])
        try bring()
        try makeEngine()
        // The one by an older hand has the finalizer from its file, the others have none.
        try application("platform", component: "ground", finalizers: [])
        try application("ground", component: "ground", finalizers: [])
        try application("argo-cd", component: "argo-cd", finalizers: [])
        try application("base", component: "base", finalizers: ["resources-finalizer.argocd.argoproj.io"])
        try make("AppProject", "base", component: "base", [:])
    }

    private func define(_ kind: String, _ plural: String) throws {
        let definition: Node = [
            "apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition",
            "metadata": ["name": Node(.string("\(plural).argoproj.io"))],
            "spec": [
                "group": "argoproj.io", "scope": "Namespaced",
                "names": [
                    "kind": Node(.string(kind)), "plural": Node(.string(plural)),
                    "singular": Node(.string(kind.lowercased())), "listKind": Node(.string("\(kind)List")),
                ],
                "versions": [
                    [
                        "name": "v1alpha1", "served": true, "storage": true,
                        "schema": [
                            "openAPIV3Schema": ["type": "object", "x-kubernetes-preserve-unknown-fields": true]
                        ],
                    ]
                ],
            ],
        ]
        if let reference = ObjectReference(definition), try trial.test.cluster.get(reference) == nil {
            _ = try? trial.test.cluster.create(definition)
        }
        for _ in 0..<100 {
            trial.test.cluster.forgetResources()
            trial.cluster.forgetResources()
            if let type = try? trial.test.cluster.resource("argoproj.io/v1alpha1", kind),
                (try? trial.test.cluster.list(type)) != nil
            {
                return
            }
            try Pause.wait(milliseconds: 100)
        }
    }

    private func bring() throws {
        let place = trial.fixture.base
        func tracked(_ node: Node, by application: String) -> Node {
            var node = node
            node.set(
                Node(.string("\(application):x/y:z/w")),
                at: ["metadata", "annotations", "argocd.argoproj.io/tracking-id"])
            return node
        }
        try trial.make(tracked(UpFixture.deployment("base", in: place), by: "base"))
        let disk: Node = [
            "apiVersion": "v1", "kind": "PersistentVolumeClaim",
            "metadata": ["name": "library", "namespace": Node(.string(place))],
            "spec": ["accessModes": ["ReadWriteOnce"], "resources": ["requests": ["storage": "1Gi"]]],
        ]
        try trial.make(tracked(disk, by: "base"))
        let map: Node = [
            "apiVersion": "v1", "kind": "ConfigMap",
            "metadata": ["name": "borrowed", "namespace": Node(.string(place))],
        ]
        try trial.make(tracked(map, by: "another"))
    }

    private func makeEngine() throws {
        let labels: Node = ["app": "controller"]
        try trial.make([
            "apiVersion": "apps/v1", "kind": "StatefulSet",
            "metadata": [
                "name": "argocd-application-controller", "namespace": Node(.string(trial.fixture.engine)),
                "labels": ["app.kubernetes.io/component": "application-controller"],
                "annotations": ["argocd.argoproj.io/tracking-id": "argo-cd:x/y:z/w"],
            ],
            "spec": [
                "replicas": 1, "serviceName": "x", "selector": ["matchLabels": labels],
                "template": [
                    "metadata": ["labels": labels],
                    "spec": ["containers": [["name": "main", "image": "registry.example.org/main:1"]]],
                ],
            ],
        ])
        try setEngine(ready: 1)
    }

    private func setEngine(ready: Int64) throws {
        _ = try trial.test.cluster.patch(
            ObjectReference(
                "apps/v1", "StatefulSet", namespace: trial.fixture.engine, name: "argocd-application-controller"),
            merge: ["status": ["replicas": 1, "readyReplicas": Node(.integer(ready))]], subresource: "status")
    }

    func stopEngine() throws { try setEngine(ready: 0) }

    private func application(_ name: String, component: String, finalizers: [String]) throws {
        func listed(_ group: String, _ kind: String, _ namespace: String, _ name: String) -> Node {
            [
                "group": Node(.string(group)), "version": "v1", "kind": Node(.string(kind)),
                "namespace": Node(.string(namespace)), "name": Node(.string(name)),
            ]
        }
        let place = trial.fixture.base
        let resources: [Node] =
            switch name {
            case "base":
                [
                    listed("apps", "Deployment", place, "base"), listed("", "PersistentVolumeClaim", place, "library"),
                    listed("", "ConfigMap", place, "borrowed"),
                ]
            case "argo-cd": [listed("apps", "StatefulSet", trial.fixture.engine, "argocd-application-controller")]
            default: []
            }
        try make(
            "Application", name, component: component,
            ["spec": ["syncPolicy": ["automated": ["prune": true]]], "status": ["resources": Node(.list(resources))]],
            finalizers)
    }

    private func make(_ kind: String, _ name: String, component: String, _ rest: Node, _ finalizers: [String] = [])
        throws
    {
        var node = rest
        node["apiVersion"] = "argoproj.io/v1alpha1"
        node["kind"] = Node(.string(kind))
        node["metadata"] = [
            "name": Node(.string(name)), "namespace": Node(.string(trial.fixture.engine)),
            "finalizers": Node(.list(finalizers.map { Node(.string($0)) })),
            "labels": [
                "fairlead.dev/platform": Node(.string(trial.fixture.name)),
                "fairlead.dev/component": Node(.string(component)),
            ],
        ]
        try trial.make(node)
    }

    func applications() throws -> [String] {
        try trial.test.cluster.list(
            try trial.test.cluster.resource("argoproj.io/v1alpha1", "Application"), namespace: trial.fixture.engine
        ).items
            .compactMap { $0.at("metadata", "name")?.string }
    }

    @discardableResult
    func down(deletesData: Bool = false, diary: DownDiary = DownDiary(), change: (inout DownContext) -> Void = { _ in })
        throws -> (plan: DownPlan, removed: Int)
    {
        try trial.down(.init(engine: "argocd"), deletesData: deletesData, diary: diary, change: change)
    }
}

extension UpFixture {
    /// Where Argo CD is; nobody else plays anything there.
    fileprivate var engine: String { "\(name)-engine" }
}
