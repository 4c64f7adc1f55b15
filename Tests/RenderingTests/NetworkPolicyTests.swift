import Rendering
import Testing
import Values

/// Only bound pairs may talk.
@Suite(.needsHelm) struct NetworkPolicyTests {
    private static let server = Scratch(
        "provides:\n  web-search: {ports: [8080], pods: {app: server}, properties: {url: \"http://server\"}}",
        ["manifests/a.yaml": configMap("server")])
    private static let client = Scratch(
        "requires:\n  search: {capability: web-search}", ["manifests/a.yaml": configMap("client")])
    private static let stranger = Scratch("", ["manifests/a.yaml": configMap("stranger")])

    @Test func onlyBoundPairs() throws {
        let policies = try policies(
            ["server": Self.server, "client": Self.client, "stranger": Self.stranger],
            "components: {client: {}, stranger: {}}")
        #expect(
            policies.keys.sorted() == [
                "client/client-search", "client/default", "server/client-search", "server/default", "stranger/default",
            ])
        let open = try #require(policies["server/client-search"])
        #expect(open.at("podSelector", "matchLabels", "app")?.string == "server")
        #expect(open["policyTypes"] == ["Ingress"])
        #expect(
            open["ingress"] == [
                [
                    "from": [["namespaceSelector": ["matchLabels": ["kubernetes.io/metadata.name": "client"]]]],
                    "ports": [["protocol": "TCP", "port": 8080]],
                ]
            ])
        let out = try #require(policies["client/client-search"])
        #expect(out["policyTypes"] == ["Egress"])
        #expect(
            out["egress"]?.list?.first?["to"]?.list?.first?.at("podSelector", "matchLabels", "app")?.string == "server")
        for name in ["client", "server", "stranger"] {
            #expect(policies["\(name)/default"]?["policyTypes"] == ["Ingress", "Egress"], "\(name) is open")
            #expect(policies["\(name)/default"]?["ingress"]?.list?.count == 1)
        }
    }

    @Test func declaredTrafficAndNothingElse() throws {
        let policies = try policies(
            [
                "stranger": Scratch(
                    "network:\n  egress: [internet, kubernetes-api]\n  ingress: [{from: kubernetes-api, ports: [9443]}]",
                    ["manifests/a.yaml": configMap("x")])
            ],
            "components: {stranger: {}}")
        #expect(
            policies.keys.sorted() == [
                "stranger/default", "stranger/stranger-from-kubernetes-api", "stranger/stranger-to-internet",
                "stranger/stranger-to-kubernetes-api",
            ])
        let internet = policies["stranger/stranger-to-internet"]?["egress"]?.list?.first?["to"]?.list ?? []
        let closed = internet.first?.at("ipBlock", "except")?.list?.compactMap(\.string) ?? []
        #expect(closed.contains("10.0.0.0/8") && closed.contains("169.254.0.0/16"), "private addresses stay closed")
    }

    /// What is outside of the cluster declares no pods: its port stands in its address.
    @Test(arguments: [
        ("https://s3.example.org", 443), ("http://s3.example.org", 80), ("https://10.0.0.7:9000/x", 9000),
    ])
    func anOutsideProviderIsReachedOnThePortOfItsAddress(address: String, port: Int64) throws {
        let policies = try policies(
            [
                "outside": Scratch(
                    "provides:\n  web-search: {in: external, properties: {url: \"\(address)\"}}",
                    ["manifests/a.yaml": configMap("o")]),
                "client": Scratch(
                    "requires:\n  search: {capability: web-search}", ["manifests/a.yaml": configMap("c")]),
            ], "components: {client: {}}")
        let out = try #require(policies["client/client-search"]?["egress"]?.list?.first)
        #expect(out["ports"] == [["protocol": "TCP", "port": Node(.integer(port))]])
        #expect(out["to"]?.list?.first?.at("ipBlock", "cidr") == "0.0.0.0/0")
    }

    /// Traffic of some capabilities runs the other way: the provider asks.
    @Test func theScraperComesToTheConsumer() throws {
        let policies = try policies(
            [
                "watch": Scratch(
                    "provides:\n  metrics: {properties: {url: u, write: w}}", ["manifests/a.yaml": configMap("w")]),
                "client": Scratch(
                    "requires:\n  metrics: {capability: metrics, with: {port: 9090, selector: {app: client}}}",
                    ["manifests/a.yaml": configMap("c")]),
            ], "components: {client: {}}")
        #expect(policies["client/client-metrics"]?["policyTypes"] == ["Ingress"])
        #expect(policies["watch/client-metrics"]?["policyTypes"] == ["Egress"])
    }

    /// Two providers in one namespace, each with pods of its own: the consumer reaches both.
    @Test func everyProviderOfManyIsReached() throws {
        func provider(_ name: String) -> Scratch {
            Scratch(
                "namespace: shared\nprovides:\n  web-search: {ports: [8080], pods: {app: \(name)}, properties: {url: \"http://\(name)\"}}",
                ["manifests/a.yaml": configMap(name)])
        }
        let client = Scratch(
            "requires:\n  search: {capability: web-search, many: true}", ["manifests/a.yaml": configMap("client")])
        let rendering = try render(
            ["one": provider("one"), "two": provider("two"), "client": client],
            "components: {client: {}, one: {}, two: {}}"
        ).whole()
        let open = rendering.policies.filter { $0.namespace == "shared" && $0.name != "default" }
        let pods = open.compactMap { $0.node.at("spec", "podSelector", "matchLabels", "app")?.string }
        #expect(Set(pods) == ["one", "two"], "\(open.map(\.node))")
    }

    private func policies(_ components: [String: Scratch], _ platform: String) throws -> [String: Node] {
        let rendering = try render(components, platform).whole()
        for policy in rendering.policies {
            #expect(policy.node.at("metadata", "labels", "app.kubernetes.io/part-of")?.string == "test")
        }
        return Dictionary(
            uniqueKeysWithValues: rendering.policies.map {
                ("\($0.namespace ?? "")/\($0.name)", $0.node["spec"] ?? [:])
            })
    }
}
