import Host
import Testing
import Values

/// Kong's hosts as routes of the Gateway API, and as Ingresses.
@Suite(.needsHelm) struct KongRoutesTests {
    private static func platform(kong: String, applications: String = "", choose: String = "") -> String {
        """
        apiVersion: fairlead.dev/v1alpha1
        kind: Platform
        metadata: {name: door}
        spec:
          domain: example.org
          contact: ops@example.org
          delivery: {engine: helm}
          choose: {ingress: kong\(choose)}
          components:
            kong: \(kong)
            tika: {}
          applications:
            shop: {image: "registry.example.org/shop:1.0.0", host: shop, ports: {http: 8080}}
        \(applications)
        """
    }

    private func rendered(_ text: String, _ body: (Outcome, [String: Node]) throws -> Void) throws {
        try Files.withTemporaryDirectory { (folder: Path) throws in
            let bench = Workbench(folder: folder)
            try bench.write(text, to: "platform.yaml")
            let outcome = bench.run("render", bench.platform.string, "--out", bench.out.string, "--no-input")
            var objects: [String: Node] = [:]
            for (path, content) in try bench.tree() where path.hasSuffix(".yaml") {
                objects[path] = try YAML.parse(Array(content.utf8), file: path).first
            }
            try body(outcome, objects)
        }
    }

    private static let guarded = """
        {gatewayApi: GATEWAY, guards: {shop: {key: true, cors: ["https://a.example.org"], requestsPerMinute: 5}}}
        """

    @Test func hostsAreRoutes() throws {
        let text = Self.platform(kong: Self.guarded.replacing("GATEWAY", with: "true"))
        try rendered(text) { outcome, objects in
            #expect(outcome.status == 0, "\(outcome)")
            #expect(!objects.keys.contains { $0.contains("/ingress-") })
            let gateway = try #require(objects["components/kong/with/gateway-kong.yaml"])
            #expect(gateway.at("metadata", "annotations", "cert-manager.io/cluster-issuer") == "platform")
            let listeners = gateway.at("spec", "listeners")?.list ?? []
            #expect(listeners.compactMap { $0["name"]?.string } == ["http", "shop.example.org"])
            let listener = try #require(listeners.last)
            #expect(listener["hostname"] == "shop.example.org" && listener["protocol"] == "HTTPS")
            #expect(listener.at("tls", "certificateRefs") == [["name": "shop.example.org-tls"]])
            let selector = listener.at("allowedRoutes", "namespaces", "selector", "matchExpressions")?.list?.first
            #expect(selector?["values"] == ["shop"])
            let path = try #require(
                objects.keys.first { $0.hasPrefix("components/shop/") && $0.contains("httproute-") })
            let route = try #require(objects[path])
            let parent: Node = ["name": "kong", "namespace": "kong", "sectionName": "shop.example.org"]
            #expect(route.at("spec", "parentRefs") == [parent])
            #expect(route.at("spec", "hostnames") == ["shop.example.org"])
            let annotations = route.at("metadata", "annotations")
            let name = route.at("metadata", "name")?.string ?? ""
            #expect(
                annotations?["konghq.com/plugins"]?.string
                    == ["cors", "key", "limit"].map { "\(name)-\($0)" }.joined(separator: ","))
            #expect(annotations?["konghq.com/protocols"] == "https")
            #expect(annotations?["konghq.com/https-redirect-status-code"] == "308")
            #expect(annotations?["konghq.com/response-buffering"] == "false")
            let values = objects["components/cert-manager/values.yaml"]
            #expect(values?.at("config", "gatewayAPI", "enabled") == true)
            #expect(objects["components/kong/before/networkpolicy-kong-certificates-challenge.yaml"] != nil)
        }
    }

    @Test func hostsAreIngressesUnlessAsked() throws {
        let text = Self.platform(kong: Self.guarded.replacing("GATEWAY", with: "false"))
        try rendered(text) { outcome, objects in
            #expect(outcome.status == 0, "\(outcome)")
            #expect(objects.keys.contains { $0.contains("/ingress-shop") })
            #expect(!objects.keys.contains { $0.contains("gateway") || $0.contains("httproute") })
            let values = objects["components/cert-manager/values.yaml"]
            #expect(values != nil && values?["config"] == nil)
            let controller = objects["components/kong/values.yaml"]?.at("ingressController", "env")
            #expect(controller?["enable_controller_gwapi_httproute"] == "false")
        }
    }

    /// The definition has room for 64 listeners, one of which is for HTTP.
    @Test(arguments: [(62, true), (63, false)]) func hostsThatFit(more: Int, fits: Bool) throws {
        let applications = (1...more).map {
            "    shop-\($0): {image: \"registry.example.org/shop:1.0.0\", host: shop-\($0), ports: {http: 8080}}"
        }.joined(separator: "\n")
        let text = Self.platform(
            kong: "{gatewayApi: true}", applications: applications, choose: ", gateway-api: cluster-gateway-api")
        try rendered(text) { outcome, objects in
            #expect((outcome.status == 0) == fits, "\(outcome)")
            let says = outcome.error.replacing("\n", with: " ").contains("room for 63 hosts")
            #expect(says == !fits, "\(outcome)")
            let listeners = objects["components/kong/with/gateway-kong.yaml"]?.at("spec", "listeners")?.list
            if fits { #expect(listeners?.count == 64) }
        }
    }
}
