import ClusterSupport
import Crypto
import HTTP
import Host
import Kubernetes
import Synchronization
import Testing
import Values

/// The client against a real API server.
@Suite(.needsCluster)
struct ClientOnServerTests {
    static func configMap(_ namespace: String, _ name: String, _ data: Node = ["x": "1"]) -> Node {
        [
            "apiVersion": "v1", "kind": "ConfigMap",
            "metadata": ["name": Node(.string(name)), "namespace": Node(.string(namespace))], "data": data,
        ]
    }

    static func reference(_ namespace: String, _ name: String) -> ObjectReference {
        ObjectReference("v1", "ConfigMap", namespace: namespace, name: name)
    }

    @Test func appliesAndReads() throws {
        let test = try TestCluster.shared
        try test.withNamespace("apply") { namespace in
            let reference = Self.reference(namespace, "a")
            #expect(try test.cluster.get(reference) == nil)
            let object = Self.configMap(namespace, "a", ["x": "1", "empty": nil])
            let dry = try test.cluster.apply(object, dryRun: true)
            #expect(dry.object.at("data", "x") == "1")
            #expect(try test.cluster.get(reference) == nil)
            #expect(try test.cluster.apply(object).isNew)
            let again = try test.cluster.apply(object)
            #expect(!again.isNew)
            let read = try test.cluster.get(reference)
            #expect(read == again.object)
            #expect(read?.at("data", "x") == "1" && read?.at("data", "empty") == nil)
            // What came from the server can be sent back.
            #expect(throws: Never.self) { try test.cluster.apply(again.object, force: true) }
        }
    }

    @Test func namesTheManagerThatOwnsAField() throws {
        let test = try TestCluster.shared
        try test.withNamespace("conflict") { namespace in
            let object = Self.configMap(namespace, "a")
            let path = "/api/v1/namespaces/\(namespace)/configmaps/a?fieldManager=somebody"
            let other = try test.cluster.raw(
                "PATCH", path, headers: [("Content-Type", "application/apply-patch+yaml")],
                body: Array(JSON.write(object).utf8))
            #expect(other.status == 201)
            let ours = Self.configMap(namespace, "a", ["x": "2"])
            let failure = #expect(throws: KubernetesFailure.self) { try test.cluster.apply(ours) }
            #expect(failure?.kind == .conflict)
            #expect(failure?.message == "fields belong to other managers: .data.x (somebody)")
            #expect(failure?.causes.first?.field == ".data.x")
            #expect(try test.cluster.apply(ours, force: true).object.at("data", "x") == "2")
        }
    }

    @Test func refusesUnknownFieldsWhereTheServerCan() throws {
        let test = try TestCluster.shared
        try test.withNamespace("strict") { namespace in
            var object = Self.configMap(namespace, "a")
            object["metadat"] = ["x": "y"]
            if try test.cluster.version() >= ServerVersion(major: 1, minor: 25, text: "") {
                let failure = #expect(throws: KubernetesFailure.self) { try test.cluster.apply(object) }
                #expect(failure?.kind == .invalid)
            } else {
                // Server-side apply always knew the fields of built-in kinds; older servers only say it in other words.
                let failure = #expect(throws: KubernetesFailure.self) { try test.cluster.apply(object) }
                #expect(failure != nil)
            }
        }
    }

    @Test func createsReplacesPatchesAndRemoves() throws {
        let test = try TestCluster.shared
        try test.withNamespace("write") { namespace in
            let cluster = test.cluster
            let (object, reference) = (Self.configMap(namespace, "a"), Self.reference(namespace, "a"))
            _ = try cluster.create(object, dryRun: true)
            #expect(try cluster.get(reference) == nil)
            var made = try cluster.create(object)
            let twice = #expect(throws: KubernetesFailure.self) { try cluster.create(object) }
            #expect(twice?.kind == .alreadyExists)
            var generated = object
            generated["metadata"] = ["generateName": "g-", "namespace": Node(.string(namespace))]
            #expect(try cluster.create(generated).at("metadata", "name")?.string?.hasPrefix("g-") == true)

            made["data"] = ["x": "2"]
            #expect(try cluster.replace(made).at("data", "x") == "2")
            let stale = #expect(throws: KubernetesFailure.self) {
                var object = made
                object["data"] = ["x": "3"]
                return try cluster.replace(object)
            }
            #expect(stale?.kind == .conflict)
            let patched = try cluster.patch(reference, merge: ["data": ["x": nil, "y": "1"]])
            #expect(patched["data"] == ["y": "1"])

            let uid = made.at("metadata", "uid")?.string
            let wrong = #expect(throws: KubernetesFailure.self) { try cluster.delete(reference, uid: "another") }
            #expect(wrong?.kind == .conflict)
            #expect(try cluster.delete(reference, uid: uid, dryRun: true))
            #expect(try cluster.get(reference) != nil)
            #expect(try cluster.delete(reference, uid: uid))
            #expect(try !cluster.delete(reference, uid: uid))
            #expect(try !cluster.delete(ObjectReference("no.such/v1", "Thing", name: "a")))
        }
    }

    @Test func readsLongListsPageByPage() throws {
        let test = try TestCluster.shared
        try test.withNamespace("pages") { namespace in
            let made = Parallel.map(Array(0..<510)) { number in
                var object = Self.configMap(namespace, "m\(number)")
                object["metadata"]?["labels"] = ["even": number % 2 == 0 ? "yes" : "no"]
                _ = try test.cluster.create(object)
            }
            for result in made { try result.get() }
            let faulty = FaultyTransport(
                test.transport, [.init("GET", "continue=", times: 3...3, .status(410, reason: "Expired"))])
            let cluster = test.cluster(over: faulty, limits: ReadingLimits(pageSize: 100))
            let type = try cluster.resource("v1", "ConfigMap")
            let all = try cluster.list(type, namespace: namespace, fields: "metadata.name!=kube-root-ca.crt")
            #expect(Set(all.items.compactMap { $0.at("metadata", "name")?.string }).count == 510)
            #expect(all.items.count == 510)
            // Four pages until history was gone, and six of the second list.
            #expect(faulty.log.count { $0.contains("limit=100") } == 10)
            let even = try cluster.list(type, namespace: namespace, labels: "even=yes", metadataOnly: true)
            #expect(even.items.count == 255)
            let first = try #require(even.items.first)
            #expect(first["kind"] == "ConfigMap" && first["apiVersion"] == "v1" && first["data"] == nil)
            #expect(first.at("metadata", "labels", "even") == "yes")
            #expect(Int(all.resourceVersion) ?? 0 > 0)
        }
    }

    @Test func followsChangesOverCutConnections() throws {
        let test = try TestCluster.shared
        try test.withNamespace("watch") { namespace in
            let faulty = FaultyTransport(
                test.transport,
                [
                    .init("GET", "watch=true", times: 1...1, .cutStream(after: 900)),
                    .init("GET", "watch=true", times: 2...2, .endOfStream(after: 300)),
                    .init("GET", "watch=true", times: 3...4, .status(429, retryAfter: "0")),
                ])
            let cluster = test.cluster(over: faulty)
            let type = try cluster.resource("v1", "ConfigMap")
            let place = try cluster.list(type, namespace: namespace).resourceVersion
            for number in 0..<20 { _ = try cluster.create(Self.configMap(namespace, "w\(number)")) }
            _ = try cluster.delete(Self.reference(namespace, "w0"))
            var seen: [String] = []
            try cluster.watch(type, namespace: namespace, from: place, timeoutSeconds: 30) { event in
                switch event {
                case .added(let node): seen.append(node.at("metadata", "name")?.string ?? "")
                case .deleted(let node): seen.append("-" + (node.at("metadata", "name")?.string ?? ""))
                default: break
                }
                return seen.last == "-w0" ? .enough : .more
            }
            #expect(seen.filter { $0 != "kube-root-ca.crt" } == (0..<20).map { "w\($0)" } + ["-w0"])
            #expect(faulty.log.count { $0.contains("watch=true") } >= 5)
        }
    }

    @Test func beginsAnewWhereHistoryIsGone() throws {
        let test = try TestCluster.shared
        try test.withNamespace("expired") { namespace in
            _ = try test.cluster.create(Self.configMap(namespace, "a"))
            let faulty = FaultyTransport(test.transport, [.init("GET", "watch=true", .status(410, reason: "Expired"))])
            let cluster = test.cluster(over: faulty)
            let type = try cluster.resource("v1", "ConfigMap")
            var restarted: [Node]?
            try cluster.watch(type, namespace: namespace, from: "1", timeoutSeconds: 20) { event in
                if case .restarted(let nodes) = event { restarted = nodes }
                return .enough
            }
            #expect(restarted?.contains { $0.at("metadata", "name") == "a" } == true)
        }
    }

    @Test func watchEndsAtItsTime() throws {
        let test = try TestCluster.shared
        try test.withNamespace("quiet") { namespace in
            let secrets = try test.cluster.resource("v1", "Endpoints")
            try test.cluster.watch(secrets, namespace: namespace, timeoutSeconds: 1) { _ in .more }
        }
    }

    @Test func saysWhoMayNot() throws {
        let test = try TestCluster.shared
        let type = try test.restricted.resource("v1", "ConfigMap")
        let failure = #expect(throws: KubernetesFailure.self) { try test.restricted.list(type, namespace: "default") }
        #expect(failure?.kind == .forbidden)
        #expect(failure?.message.contains("may not list configmaps in the namespace \"default\"") == true)
        #expect(try !test.restricted.mayI("create", type, namespace: "default"))
        #expect(try test.cluster.mayI("create", type, namespace: "default", name: "a"))
        let (all, none) = (try test.cluster.rights(in: "default"), try test.restricted.rights(in: "default"))
        #expect(all.allow("delete", type) && !none.allow("delete", type))
    }

    @Test func saysThatATokenIsWrong() throws {
        let test = try TestCluster.shared
        var access = test.access
        access.credentials = FixedToken(SecretBytes(text: "wrong"))
        var tls = access.tls
        tls.certificate = nil
        tls.key = nil
        let cluster = Cluster(access: access, transport: Curl(tls: tls, userAgent: "t"))
        let failure = #expect(throws: KubernetesFailure.self) { try cluster.resources() }
        #expect(failure?.kind == .unauthenticated)
        #expect(failure.map { "\($0) \($0.hint ?? "")".contains("wrong") } == false)
    }

    @Test(arguments: [
        "a?b", "a#b", "a b", "ä", "a;b", "A", "a&watch=true", ":", "a\\b", String(repeating: "x", count: 3000),
    ])
    func oddNamesReachNothingElse(name: String) throws {
        let test = try TestCluster.shared
        #expect(try test.cluster.get(ObjectReference("v1", "Namespace", name: name)) == nil)
        let failure = #expect(throws: KubernetesFailure.self) {
            try test.cluster.apply(Self.configMap("default", name))
        }
        #expect(failure?.kind == .invalid)
    }

    @Test func knowsWhatIsServed() throws {
        let test = try TestCluster.shared
        let all = try test.cluster.resources()
        #expect(all.first { $0.kind == "Pod" && $0.group.isEmpty }?.plural == "pods")
        #expect(all.first { $0.kind == "Namespace" }?.isNamespaced == false)
        #expect(all.contains { $0.apiVersion == "apps/v1" && $0.kind == "Deployment" && $0.verbs.contains("watch") })
        #expect(!all.contains { $0.plural.contains("/") })
        #expect(try test.cluster.version() >= ServerVersion(major: 1, minor: 20, text: ""))
        let difference = abs(try #require(try test.cluster.serverTime()) - Clock.system.now())
        #expect(difference < 86_400)
    }

    @Test func learnsNewDefinitions() throws {
        let test = try TestCluster.shared
        let cluster = test.cluster(over: test.transport)
        let failure = #expect(throws: KubernetesFailure.self) { try cluster.resource("client.test/v1", "Widget") }
        #expect(failure?.kind == .notServed)
        let definition: Node = [
            "apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition",
            "metadata": ["name": "widgets.client.test"],
            "spec": [
                "group": "client.test", "scope": "Namespaced",
                "names": ["plural": "widgets", "singular": "widget", "kind": "Widget"],
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
        _ = try cluster.apply(definition)
        defer { _ = try? cluster.delete(ObjectReference(definition) ?? ObjectReference("v1", "None", name: "none")) }
        let served = { () -> ResourceType? in
            cluster.forgetResources()
            return try? cluster.resource("client.test/v1", "Widget")
        }
        var type = served()
        for _ in 0..<100 where type == nil {
            try Pause.wait(milliseconds: 100)
            type = served()
        }
        #expect(type?.plural == "widgets")
        try test.withNamespace("widget") { namespace in
            let widget: Node = [
                "apiVersion": "client.test/v1", "kind": "Widget",
                "metadata": ["name": "w", "namespace": Node(.string(namespace))], "spec": ["size": 3, "no": nil],
            ]
            // The definition is told of before its storage is ready.
            var applied: Applied?
            for _ in 0..<50 where applied == nil {
                applied = try? cluster.apply(widget)
                if applied == nil { try Pause.wait(milliseconds: 100) }
            }
            #expect(applied?.object["spec"] == ["size": 3])
            #expect(try cluster.list(#require(type), namespace: namespace).items.count == 1)
        }
    }

    @Test func doesNothingTwiceWhenAnAnswerIsLost() throws {
        let test = try TestCluster.shared
        try test.withNamespace("lost") { namespace in
            let faulty = FaultyTransport(
                test.transport,
                [
                    .init("PATCH", "/configmaps/a", times: 1...2, .lost(.cut)), .init("GET", "/configmaps/a", .half),
                    .init("GET", "/configmaps/a", times: 2...2, .status(503)),
                    .init("POST", "/configmaps", .lost(.cut)),
                ])
            let cluster = test.cluster(over: faulty, retry: RetryPolicy(firstPause: 10))
            _ = try cluster.apply(Self.configMap(namespace, "a"))
            #expect(try cluster.get(Self.reference(namespace, "a"))?.at("data", "x") == "1")
            let failure = #expect(throws: KubernetesFailure.self) { try cluster.create(Self.configMap(namespace, "b")) }
            #expect(failure?.kind == .unreachable)
            #expect(faulty.writes.count == 4)
        }
    }
}
