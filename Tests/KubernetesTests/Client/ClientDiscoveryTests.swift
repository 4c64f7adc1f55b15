import ClusterSupport
import HTTP
import Kubernetes
import Testing

/// Discovery in both forms, as servers answer it.
@Suite struct ClientDiscoveryTests {
    private static let pod =
        #"{"resource":"pods","responseKind":{"group":"","version":"v1","kind":"Pod"},"scope":"Namespaced","verbs":["get","list"],"subresources":[{"subresource":"log"}]}"#

    @Test func readsTheAggregatedForm() throws {
        let cluster = ClientAnswerTests.cluster { request in
            let group =
                request.url.hasSuffix("/api")
                ? #"{"metadata":{},"versions":[{"version":"v1","resources":[\#(Self.pod)],"freshness":"Current"}]}"#
                : #"""
                {"metadata":{"name":"batch"},"versions":[{"version":"v1","resources":[{"resource":"jobs","responseKind":{"kind":"Job"},"scope":"Namespaced","verbs":["get"]}]},
                {"version":"v1beta1","resources":[{"resource":"cronjobs","responseKind":{"kind":"CronJob"},"scope":"Namespaced","verbs":["get"]}]}]},
                {"metadata":{"name":"metrics.k8s.io"},"versions":[{"version":"v1beta1","freshness":"Stale"}]}
                """#
            return ClientAnswerTests.answer(
                200, #"{"kind":"APIGroupDiscoveryList","apiVersion":"apidiscovery.k8s.io/v2","items":[\#(group)]}"#)
        }
        let all = try cluster.resources()
        #expect(all.map { "\($0.apiVersion) \($0.kind)" } == ["v1 Pod", "batch/v1 Job", "batch/v1beta1 CronJob"])
        let isNamespaced = all.map(\.isNamespaced)
        #expect(isNamespaced == [true, true, true])
    }

    /// The old form, with an aggregated API whose program is down.
    @Test func readsTheOldFormAndLeavesOutWhatIsDown() throws {
        let count = Counter()
        let cluster = ClientAnswerTests.cluster { request in
            switch request.url.dropFirst("https://api".count) {
            case "/api": return ClientAnswerTests.answer(200, #"{"kind":"APIVersions","versions":["v1"]}"#)
            case "/api/v1":
                return ClientAnswerTests.answer(
                    200,
                    #"{"resources":[{"name":"pods","kind":"Pod","namespaced":true,"verbs":["list"]},{"name":"pods/log","kind":"Pod","namespaced":true},{"name":"nodes","kind":"Node","namespaced":false}]}"#
                )
            case "/apis":
                return ClientAnswerTests.answer(
                    200,
                    #"{"groups":[{"name":"metrics.k8s.io","versions":[{"groupVersion":"metrics.k8s.io/v1beta1"}]},{"name":"g","versions":[{"groupVersion":"g/v2"},{"groupVersion":"g/v1"},{"groupVersion":"../x"}],"preferredVersion":{"groupVersion":"g/v1"}}]}"#
                )
            case "/apis/metrics.k8s.io/v1beta1":
                _ = count.next()
                return ClientAnswerTests.status(
                    503, "ServiceUnavailable", "the server is currently unable to handle the request")
            case "/apis/g/v1", "/apis/g/v2":
                return ClientAnswerTests.answer(
                    200, #"{"resources":[{"name":"things","kind":"Thing","namespaced":true}]}"#)
            default: return ClientAnswerTests.status(404, "NotFound", "no")
            }
        }
        let all = try cluster.resources()
        #expect(all.map { "\($0.apiVersion) \($0.kind)" } == ["v1 Pod", "v1 Node", "g/v1 Thing", "g/v2 Thing"])
        #expect(try cluster.preferredResources().map(\.apiVersion) == ["v1", "v1", "g/v1"])
        #expect(count.value == 2)
        _ = try cluster.resources()
        #expect(count.value == 2, "kept")
        cluster.forgetResources()
        _ = try cluster.resources()
        #expect(count.value == 4)
    }

    @Test func asksOnlyForTheGroupVersion() throws {
        let count = Counter()
        let cluster = ClientAnswerTests.cluster { request in
            _ = count.next()
            return request.url == "https://api/apis/apps/v1"
                ? ClientAnswerTests.answer(
                    200, #"{"resources":[{"name":"deployments","kind":"Deployment","namespaced":true}]}"#)
                : ClientAnswerTests.status(404, "NotFound", "no")
        }
        #expect(try cluster.resource("apps/v1", "Deployment").plural == "deployments")
        #expect(try cluster.resource("apps/v1", "Deployment").isNamespaced)
        #expect(count.value == 1)
        for (apiVersion, kind) in [("apps/v1", "Nothing"), ("gone/v1", "Thing")] {
            let failure = #expect(throws: KubernetesFailure.self) { try cluster.resource(apiVersion, kind) }
            #expect(failure?.kind == .notServed)
            #expect(try cluster.get(ObjectReference(apiVersion, kind, name: "a")) == nil)
        }
        #expect(count.value <= 3, "what is not there is not asked for again at once")
        #expect(throws: KubernetesFailure.self) { try cluster.resource("../../x", "Y") }
        #expect(throws: KubernetesFailure.self) { try cluster.resource("", "Y") }
    }

    @Test(arguments: [
        (#"{"major":"1","minor":"20","gitVersion":"v1.20.2"}"#, 20),
        (#"{"major":"1","minor":"33+","gitVersion":"v1.33.2-eks"}"#, 33),
    ])
    func readsVersions(body: String, minor: Int) throws {
        let cluster = ClientAnswerTests.cluster { _ in
            ClientAnswerTests.answer(200, body, [("Date", "Sun, 06 Nov 1994 08:49:37 GMT")])
        }
        #expect(try cluster.version().minor == minor)
        #expect(try cluster.serverTime() == 784_111_777)
    }
}
