import Catalog
import Diagnostics
import Guidelines
import Helm
import Host
import Platform
import Rendering
import Testing
import Values

/// For every capability every provider of the catalog is chosen in a small platform: it is bound, renders, and breaks no rule.
@Suite struct AlternativesTests {
    struct Alternative: Sendable, CustomTestStringConvertible {
        let capability: String
        let provider: String
        let role: String?
        var options: String?
        var testDescription: String {
            "\(capability)\(role.map { ".\($0)" } ?? ""): \(provider)\(options.map { " \($0)" } ?? "")"
        }
    }

    private static let catalog = Result { () throws -> Catalog in
        var sources = Sources()
        return try Catalog.load(sources: &sources).0
    }

    /// Providers that give the same in another way.
    private static let other = [
        Alternative(
            capability: "amqp", provider: "rabbitmq-operator", role: nil, options: "{shared: true, host: broker}")
    ]

    /// Every provider in each of its roles.
    static let all: [Alternative] = {
        guard let catalog = try? catalog.get() else { return [] }
        return catalog.capabilities.flatMap { capability in
            catalog.components.flatMap { component in
                var roles: [String?] = []
                for offer in component.offers where offer.capability == capability.name {
                    if !roles.contains(offer.role) { roles.append(offer.role) }
                }
                return roles.map { Alternative(capability: capability.name, provider: component.name, role: $0) }
            }
        } + other
    }()

    /// What a consumer says when it asks for a capability.
    private static let arguments = [
        "postgres": "{database: probe}", "mongodb": "{database: probe}", "vector-store": "{dimensions: 384}",
        "bucket": "{bucket: probe}", "oidc": "{redirect: /callback}", "metrics": "{port: 8080}",
        "amqp": "{vhost: probe}", "image-registry": "{project: probe}",
    ]

    /// What a provider cannot do without.
    private static let options = [
        "cilium": "{apiServer: {host: 192.0.2.1}, pools: {blue: [192.0.2.16/28]}}",
        "clearml": "{web: \"https://a.example.net\", api: \"https://b.example.net\", files: \"https://c.example.net\"}",
        "hand-made-volumes": "{volumes: [{name: a, size: 8Gi, node: node-1, path: /srv/a}]}",
        "openebs-lvm": "{node: node-1, groups: {ssd: vg}, defaultGroup: ssd}",
        "rook-ceph-cluster": "{diskFilter: \"^nvme1n1$\"}",
        "s3": "{endpoint: \"https://s3.example.net\", bucket: b}",
        "tailscale": "{tailnet: tail1234.ts.net}",
        "llama-swap": """
        {files: {w.bin: {url: "https://example.net/w", sha256: "\(String(repeating: "1", count: 64))"}}, \
        transcription: {file: w.bin}, imageGeneration: {arguments: {diffusion-model: /models/i.gguf}}}
        """,
        "external": """
        {postgres: {host: db.example.net}, redis: {host: r.example.net}, mongodb: {host: m.example.net}, \
        amqp: {host: q.example.net}, vectorStore: {url: "https://v.example.net:6333"}, llm: {url: "https://l.example.net/v1"}, \
        embeddings: {url: "https://e.example.net/v1"}, transcription: {url: "https://t.example.net/v1", model: w}, \
        speech: {url: "https://s.example.net/v1", model: w, voice: a}, imageGeneration: {url: "https://i.example.net/v1", model: w}, \
        webSearch: "https://search.example.net/search?q=<query>", webLoader: "https://w.example.net/md", \
        textExtraction: "http://x.example.net:9998", documentLoader: {url: "https://d.example.net", protocol: tika}, \
        oidc: {issuer: "https://o.example.net/x", authorize: "https://o.example.net/a", token: "https://o.example.net/t", \
        userinfo: "https://o.example.net/u", clients: {probe: abc}}, \
        imageRegistry: {host: "registry.example.net:5000", user: robot}, \
        ci: {url: "https://j.example.net", kind: github-actions}, updates: renovate, \
        git: {url: "https://g.example.net", api: "https://g.example.net/api/v1", kind: gitea}, \
        mail: {host: mail.example.net, from: ai@example.org}, secretStore: {kind: vault, url: "https://k.example.net:8200"}, \
        metrics: {url: "https://p.example.net", write: "https://p.example.net/w"}, logs: {url: "https://y.example.net", push: "https://y.example.net/p"}, \
        traces: {url: "https://z.example.net", otlp: "z.example.net:4317"}, telemetry: "https://n.example.net:4317", \
        experiments: {web: "https://a.example.net", api: "https://b.example.net", files: "https://c.example.net"}}
        """,
    ]

    private func platform(_ alternative: Alternative) -> String {
        let capability = alternative.capability
        let key = alternative.role.map { "\(capability).\($0)" } ?? capability
        let role = alternative.role.map { ", role: [\($0)]" } ?? ""
        let arguments = Self.arguments[capability].map { ", with: \($0)" } ?? ""
        let isEngine = alternative.role == "engine"
        let file = alternative.provider == "llama-cpp" ? ", arguments: {gguf: /models/a.gguf}" : ""
        let engine = isEngine ? ", engine: \(alternative.provider)\(file)" : ""
        // The way in and the delivery of secrets are asked for by having a host and a secret.
        let asks = ["ingress", "secret-delivery", "gitops"].contains(capability)
        return """
            apiVersion: fairlead.dev/v1alpha1
            kind: Platform
            metadata: {name: small}
            spec:
              domain: example.org
              contact: ops@example.org
              delivery: {engine: \(capability == "gitops" ? (Self.engines[alternative.provider] ?? "argocd") : "helm")}
              cluster: {gpus: [{product: NVIDIA-H100, count: 8, memory: 80Gi}]}
              models:
                assistant: {weights: "example/chat", context: 8192, serves: chat, gpus: \(isEngine ? 1 : 0), revision: "1.0.0"\(engine)}
                vectors: {weights: "example/vectors", serves: embeddings, dimensions: 384, input: 512, gpus: 0, revision: "1.0.0"\(engine)}
              choose: {\(key): \(alternative.provider)}
              components:
                litellm: {}
                \(alternative.provider == "litellm" ? "searxng" : alternative.provider): \(alternative.options ?? Self.options[alternative.provider] ?? "{}")
              applications:
                probe:
                  image: registry.example.org/probe:1.0.0
                  host: probe
                  ports: {http: 8080}
                  credentials: {own: {random: {}}}
                  environment: {OWN: "${own}"}
                  requires: {\(asks ? "" : "it: {capability: \(capability)\(role)\(arguments)}")}
            """
    }

    private static let engines = ["argo-cd": "argocd", "flux": "flux"]

    @Test(.needsHelm, arguments: all) func worksWhenChosen(_ alternative: Alternative) throws {
        let catalog = try Self.catalog.get()
        let node = try YAML.parseSingle(Array(platform(alternative).utf8), file: "platform.yaml")
        let (read, wrong) = try SpecificationReader(catalog: catalog).read(node)
        let specification = try #require(read, "\(wrong.map { "\($0.message) \($0.hint ?? "")" })")
        let asked = catalog.components.flatMap { component in
            component.credentials.filter { if case .ask = $0.recipe { true } else { false } }.map {
                CredentialID(component: component.name, name: $0.name)
            }
        }
        let (resolved, unmet) = Resolver.resolve(
            catalog: catalog, specification: specification, answered: .init(Set(asked)))
        let resolution = try #require(resolved, "\(unmet.map(\.message))")
        #expect(resolution.member(alternative.provider) != nil)
        if alternative.capability != "gitops" {
            let bound = resolution.bindings(of: "probe").filter { $0.offer.capability == alternative.capability }
            #expect(Set(bound.map(\.provider)) == [alternative.provider])
        }
        let plan = Plan(resolution)
        let (rendering, failed) = try Renderer.render(
            resolution, plan: plan, unanswered: [], engine: helm)
        let whole = try #require(
            rendering, "\(failed.map { "\($0.component ?? "") \($0.message) \($0.cause ?? "")" })")
        let errors = Guidelines.check(
            GuidelineInput(resolution: resolution, plan: plan, rendering: whole, tried: [])
        ).filter { $0.severity == .error }
        #expect(errors.isEmpty, "\(errors.map { "\($0.code) \($0.component ?? "") \($0.message)" })")
    }
}
