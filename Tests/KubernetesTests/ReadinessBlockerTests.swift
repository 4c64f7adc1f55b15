import ClusterSupport
import Crypto
import Host
import Kubernetes
import Synchronization
import Testing
import Values

/// Chains of reasons, in a cluster that is written down here.
@Suite struct ReadinessBlockerTests {
    final class Written: ClusterReader {
        let objects: [Node]
        let log: String
        let requests = Mutex(0)
        init(_ text: String, log: String = "") throws {
            objects = try YAML.parse(Array(text.utf8), file: "cluster")
            self.log = log
        }
        func object(_ reference: ObjectReference) throws -> Node? {
            requests.withLock { $0 += 1 }
            return objects.first { ObjectReference($0)?.identity == reference.identity }
        }
        func objects(_ apiVersion: String, _ kind: String, namespace: String?, labels: String?, fields: String?) throws
            -> [Node]
        {
            requests.withLock { $0 += 1 }
            return objects.filter {
                $0["apiVersion"]?.string == apiVersion && $0["kind"]?.string == kind
                    && (namespace == nil || $0.at("metadata", "namespace")?.string == namespace)
                    && (kind != "Event"
                        || fields?.contains("involvedObject.name=\($0.at("involvedObject", "name")?.string ?? "")")
                            == true)
            }
        }
        func log(namespace: String, pod: String, container: String, lines: Int, previous: Bool) throws -> String { log }
    }

    private static let stuck = """
        {apiVersion: argoproj.io/v1alpha1, kind: Application, metadata: {name: llm, namespace: argocd}, status: {sync: {status: Synced}, health: {status: Degraded}, resources: [
          {group: apps, version: v1, kind: Deployment, namespace: llm, name: web, health: {status: Degraded}}, {version: v1, kind: ConfigMap, namespace: llm, name: c}]}}
        ---
        {apiVersion: apps/v1, kind: Deployment, metadata: {name: web, namespace: llm, uid: d}, spec: {selector: {matchLabels: {app: web}}}, status: {replicas: 1, updatedReplicas: 1}}
        ---
        {apiVersion: apps/v1, kind: ReplicaSet, metadata: {name: web-1, namespace: llm, uid: r1, ownerReferences: [{uid: d}], annotations: {deployment.kubernetes.io/revision: "9"}}, status: {}}
        ---
        {apiVersion: apps/v1, kind: ReplicaSet, metadata: {name: web-2, namespace: llm, uid: r2, ownerReferences: [{uid: d}], annotations: {deployment.kubernetes.io/revision: "10"}}, status: {}}
        ---
        {apiVersion: v1, kind: Pod, metadata: {name: web-2-x, namespace: llm, uid: p, ownerReferences: [{uid: r2}]}, status: {phase: Running, containerStatuses: [{name: main, ready: false, restartCount: 3, state: {waiting: {reason: CrashLoopBackOff}}, lastState: {terminated: {exitCode: 1}}}]}}
        ---
        {apiVersion: v1, kind: Event, metadata: {name: e, namespace: llm}, type: Warning, reason: BackOff, message: back-off restarting, involvedObject: {name: web-2-x}}
        """

    @Test func `from the application down to the line in the log`() throws {
        let log =
            "starting\nconnecting to postgresql://app:hunter2@db/app\nAuthorization: Bearer abc.def\nvalue is s3cr3tvalue here\nfailed"
        let cluster = try Written(Self.stuck, log: log)
        let chain = try Blocker(cluster, secrets: [SecretBytes(text: "s3cr3tvalue")]).why(cluster.objects[0])
        #expect(
            chain.map(\.object.description) == [
                "Application argocd/llm", "Deployment llm/web", "ReplicaSet llm/web-2", "Pod llm/web-2-x",
            ])
        let last = try #require(chain.last)
        #expect(last.state.reason == "CrashLoopBackOff")
        #expect(last.events == ["BackOff: back-off restarting"])
        #expect(last.logLines.first == "starting" && last.logLines.last == "failed")
        let shown = last.logLines.joined(separator: "\n")
        #expect(!shown.contains("hunter2") && !shown.contains("abc.def") && !shown.contains("s3cr3tvalue"))
        #expect(shown.contains("@db/app"))
        #expect(last.usually != nil)
        #expect(cluster.requests.withLock { $0 } <= 15)
    }

    @Test func `limits hold`() throws {
        let cluster = try Written(Self.stuck)
        #expect(try Blocker(cluster, limits: .init(depth: 2)).why(cluster.objects[0]).count == 2)
        let counted = try Written(Self.stuck)
        _ = try Blocker(counted, limits: .init(requests: 3)).why(counted.objects[0])
        #expect(counted.requests.withLock { $0 } <= 3)
    }

    @Test func `a pod waits for its disk, the disk for its class`() throws {
        let cluster = try Written(
            """
            {apiVersion: apps/v1, kind: StatefulSet, metadata: {name: db, namespace: n, uid: s}, status: {replicas: 1}}
            ---
            {apiVersion: v1, kind: Pod, metadata: {name: db-0, namespace: n, ownerReferences: [{uid: s}]}, spec: {volumes: [{name: d, persistentVolumeClaim: {claimName: data-db-0}}]}, status: {phase: Pending, conditions: [{type: PodScheduled, status: 'False', reason: Unschedulable, message: pod has unbound immediate PersistentVolumeClaims}]}}
            ---
            {apiVersion: v1, kind: PersistentVolumeClaim, metadata: {name: data-db-0, namespace: n}, spec: {storageClassName: fast}, status: {phase: Pending}}
            """)
        let chain = try Blocker(cluster).why(cluster.objects[0])
        #expect(chain.map(\.object.kind) == ["StatefulSet", "Pod", "PersistentVolumeClaim"])
        #expect(chain.last?.sentence == "claim is not bound: there is no storage class fast")
        #expect(chain.last?.usually?.cause.contains("storage class") == true)
    }

    @Test func `a route waits for the certificate of its listener`() throws {
        func listener(_ name: String) -> String {
            "{name: \(name), tls: {certificateRefs: [{name: \(name)-tls}]}}"
        }
        func certificate(_ name: String, _ uid: String, _ ready: String) -> String {
            "{apiVersion: cert-manager.io/v1, kind: Certificate, metadata: {name: \(name)-tls, namespace: door, uid: \(uid), ownerReferences: [{uid: g}]}, spec: {secretName: \(name)-tls}, status: {conditions: [{type: Ready, status: '\(ready)'}]}}"
        }
        let cluster = try Written(
            """
            {apiVersion: gateway.networking.k8s.io/v1, kind: HTTPRoute, metadata: {name: a, namespace: shop}, spec: {parentRefs: [{name: kong, namespace: door, sectionName: a}]}, status: {parents: [{parentRef: {name: kong}, conditions: [{type: Accepted, status: 'False', reason: NoMatchingParent}]}]}}
            ---
            {apiVersion: gateway.networking.k8s.io/v1, kind: Gateway, metadata: {name: kong, namespace: door, uid: g}, spec: {listeners: [\(listener("a")), \(listener("b"))]}, status: {conditions: [{type: Programmed, status: 'True'}]}}
            ---
            \(certificate("b", "c1", "False"))
            ---
            \(certificate("a", "c2", "False"))
            ---
            {apiVersion: cert-manager.io/v1, kind: CertificateRequest, metadata: {name: a-tls-1, namespace: door, ownerReferences: [{uid: c2}]}, status: {conditions: [{type: Ready, status: 'False', reason: Pending}]}}
            """)
        let chain = try Blocker(cluster).why(cluster.objects[0])
        #expect(
            chain.map(\.object.description) == [
                "HTTPRoute shop/a", "Certificate door/a-tls", "CertificateRequest door/a-tls-1",
            ])
        let unready = try Written(
            """
            {apiVersion: gateway.networking.k8s.io/v1, kind: HTTPRoute, metadata: {name: a, namespace: shop}, spec: {parentRefs: [{name: kong}]}}
            ---
            {apiVersion: gateway.networking.k8s.io/v1, kind: Gateway, metadata: {name: kong, namespace: shop}, spec: {}}
            """)
        #expect(try Blocker(unready).why(unready.objects[0]).map(\.object.kind) == ["HTTPRoute", "Gateway"])
    }

    @Test func `objects that own each other end the chain`() throws {
        let cluster = try Written(
            """
            {apiVersion: postgresql.cnpg.io/v1, kind: Database, metadata: {name: a, namespace: n}, spec: {cluster: {name: c}}}
            ---
            {apiVersion: postgresql.cnpg.io/v1, kind: Cluster, metadata: {name: c, namespace: n}, spec: {}}
            """)
        #expect(try Blocker(cluster).why(cluster.objects[0]).map(\.object.kind) == ["Database", "Cluster"])
    }

    @Test func `an object that is not there is told`() throws {
        let chain = try Blocker(try Written("{}")).why(ObjectReference("v1", "Secret", namespace: "n", name: "x"))
        #expect(chain.map(\.sentence) == ["it is not there"])
    }

    @Test func `logs are cut to ten lines and two kilobytes`() throws {
        let cluster = try Written(
            Self.stuck,
            log: (0..<500).map { "line \($0) " + String(repeating: "x ", count: 400) }.joined(separator: "\n"))
        let lines = try #require(try Blocker(cluster).why(cluster.objects[1]).last).logLines
        #expect(lines.count <= 10 && lines.reduce(0) { $0 + $1.utf8.count + 1 } <= 2_048)
        #expect(lines.last?.hasPrefix("line 499") == true)
    }
}

/// The simulator's stories on a real server, read by the rules.
@Suite(.needsCluster) struct ReadinessSimulatorTests {
    private func deployment(_ name: String, _ namespace: String) -> Node {
        [
            "apiVersion": "apps/v1", "kind": "Deployment",
            "metadata": ["name": Node(.string(name)), "namespace": Node(.string(namespace))],
            "spec": [
                "replicas": 2, "selector": ["matchLabels": ["app": Node(.string(name))]],
                "template": [
                    "metadata": ["labels": ["app": Node(.string(name))]],
                    "spec": ["automountServiceAccountToken": false, "containers": [["name": "main", "image": "x"]]],
                ],
            ],
        ]
    }

    @Test func `statuses are written as the script says`() throws {
        let server = try TestCluster.shared
        try server.withNamespace("simulate") { namespace in
            for name in ["good", "bad", "image", "late", "quiet"] {
                _ = try server.cluster.create(deployment(name, namespace))
            }
            let claim: Node = [
                "apiVersion": "v1", "kind": "PersistentVolumeClaim",
                "metadata": ["name": "disk", "namespace": Node(.string(namespace))],
                "spec": ["accessModes": ["ReadWriteOnce"], "resources": ["requests": ["storage": "1Gi"]]],
            ]
            _ = try server.cluster.create(claim)
            let simulator = Simulator(
                server.cluster,
                script: [
                    .init("Deployment", name: "bad", .crashLoop), .init("Deployment", name: "image", .imagePull),
                    .init("Deployment", name: "late", .readyAfter(looks: 1)),
                    .init("Deployment", name: "quiet", .silent),
                    .init("*", .ready),
                ], namespaces: [namespace])
            let state = { (name: String) throws -> ReadinessState in
                let found = try server.cluster.get(
                    ObjectReference("apps/v1", "Deployment", namespace: namespace, name: name))
                return Readiness.of(try #require(found), now: Clock.system.now())
            }
            simulator.look()
            #expect(simulator.failures == [])
            #expect(try state("good").isReady)
            #expect(try state("late").reason == "PodsNotReady")
            #expect(try state("quiet").reason == "NoStatus")
            let disk = try #require(
                try server.cluster.get(
                    ObjectReference("v1", "PersistentVolumeClaim", namespace: namespace, name: "disk")))
            #expect(Readiness.of(disk, now: 0).isReady)
            simulator.look()
            #expect(try state("late").isReady)

            let blocker = Blocker(server.cluster)
            let crash = try blocker.why(ObjectReference("apps/v1", "Deployment", namespace: namespace, name: "bad"))
            #expect(crash.map(\.object.kind) == ["Deployment", "ReplicaSet", "Pod"])
            #expect(crash.last?.state.reason == "CrashLoopBackOff")
            #expect(crash.last?.events.count == 1)
            let image = try blocker.why(ObjectReference("apps/v1", "Deployment", namespace: namespace, name: "image"))
            #expect(image.last?.usually?.cause == "the registry has no such image or tag")
        }
    }

    @Test func `the thread stops`() throws {
        let server = try TestCluster.shared
        try server.withNamespace("simulate") { namespace in
            let simulator = Simulator(server.cluster, namespaces: [namespace], interval: 10)
            simulator.start()
            simulator.start()
            simulator.stop()
            _ = try server.cluster.create(deployment("after", namespace))
            let found = try server.cluster.get(
                ObjectReference("apps/v1", "Deployment", namespace: namespace, name: "after"))
            #expect(try #require(found).at("status", "replicas") == nil)
        }
    }
}
