import Catalog
import Diagnostics
import Guidelines
import Host
import Platform
import Rendering
import Values

/// Small platforms of scratch components. Values and objects are written by hand in each test; facts are those of the components, whose
/// properties are no templates, so no engine is needed.
enum Scratch {
    /// What a test renders.
    struct Rendered {
        var values: [String: String] = [:]
        var objects: [String: String] = [:]
        var images: [String: [String]] = [:]
        var secrets: [SecretObject] = []
        /// Properties that differ from the offer's own, by `provider/offer`.
        var properties: [String: String] = [:]
    }

    struct Unusable: Error { var findings: [Finding] }

    /// A platform with `more` in its `spec`.
    static func input(
        _ more: String, models: String = standardModels, choose: String = standardChoices,
        rendered: Rendered = Rendered(),
        answered: [CredentialID] = [], tried: Set<String> = []
    ) throws -> GuidelineInput {
        let text = """
            apiVersion: fairlead.dev/v1alpha1
            kind: Platform
            metadata: {name: trial}
            spec:
              domain: ai.example.org
              contact: ops@example.org
              delivery: {engine: argocd, repository: "https://git.example.org/trial.git"}
              models: \(models)
              choose: \(choose)
            \(more.split(separator: "\n").map { "  " + $0 }.joined(separator: "\n"))
            """
        let catalog = try catalog.get()
        let node = try YAML.parseSingle(Array(text.utf8), file: "platform.yaml")
        let (specification, wrong) = try SpecificationReader(catalog: catalog).read(node)
        guard let specification else { throw Unusable(findings: wrong) }
        let (resolution, unmet) = Resolver.resolve(
            catalog: catalog, specification: specification, answered: .init(Set(answered)))
        guard let resolution else { throw Unusable(findings: unmet) }
        return GuidelineInput(
            resolution: resolution, plan: Plan(resolution), rendering: try rendering(resolution, rendered), tried: tried
        )
    }

    static let standardModels = """
        {assistant: {weights: mistralai/Mistral-Small-3.2-24B-Instruct-2506, context: 16384, engine: trial-engine},
            vectors: {weights: intfloat/multilingual-e5-large, engine: trial-engine}}
        """
    static let standardChoices = """
        {llm.engine: trial-engine, embeddings.engine: trial-engine, postgres: trial-postgres, vector-store: trial-vectors}
        """
    static let gpus = "cluster: {gpus: [{product: A100, count: 2, memory: 80Gi}], storage: {block: ceph-block}}\n"

    private static func rendering(_ resolution: Resolution, _ rendered: Rendered) throws -> Rendering {
        let components = try resolution.members.map { member -> RenderedComponent in
            let values = try rendered.values[member.name].map {
                try YAML.parseSingle(Array($0.utf8), file: "\(member.name)/values.yaml (rendered)")
            }
            let objects = try YAML.parse(Array((rendered.objects[member.name] ?? "").utf8), file: "objects").filter {
                !$0.isNull
            }
            return RenderedComponent(
                name: member.name, values: values,
                objects: objects.map { node in
                    var placed = node
                    if node.at("metadata", "namespace") == nil {
                        placed.set(Node(.string(member.namespace)), at: ["metadata", "namespace"])
                    }
                    return RenderedObject(node: placed, origin: member.name + "/manifests/all.yaml")
                },
                images: (rendered.images[member.name] ?? []).map { ImageUse(image: $0, purpose: "test") })
        }
        let facts = try resolution.bindings.map { binding in
            let other = try rendered.properties["\(binding.provider)/\(binding.offer.name)"].map {
                try YAML.parseSingle(Array($0.utf8), file: "properties")
            }
            return BindingFacts(
                binding: binding, arguments: binding.requirement.arguments,
                properties: binding.offer.properties.merged(with: other ?? [:], nullDeletes: true),
                secretName: binding.offer.credentials.isEmpty ? nil : "\(binding.consumer)-\(binding.requirement.name)",
                secretKeys: binding.offer.credentials.map { credential in
                    if case .existing(let key) = credential.recipe {
                        (credential.name, key)
                    } else {
                        (credential.name, credential.name)
                    }
                })
        }
        return Rendering(components: components, secrets: rendered.secrets, facts: facts)
    }

    private static let catalog = Result { () throws -> Catalog in
        try Files.withTemporaryDirectory { folder in
            for (name, spec) in components {
                let text = """
                    apiVersion: fairlead.dev/v1alpha1
                    kind: Component
                    metadata: {name: \(name), title: \(name), summary: Only for tests.}
                    spec:
                      namespace: \(name)
                    \(spec.split(separator: "\n").map { "  " + $0 }.joined(separator: "\n"))
                    """
                try Files.makeDirectories(folder / name)
                try Files.writeAtomically(folder / name / "component.yaml", Array(text.utf8))
            }
            var sources = Sources()
            let (catalog, findings) = try Catalog.load(folders: [folder], sources: &sources)
            let own = findings.filter { $0.severity == .error && $0.component?.hasPrefix("trial-") ?? true }
            if !own.isEmpty { throw Unusable(findings: own) }
            return catalog
        }
    }

    private static let components: [String: String] = [
        "trial-engine": """
        requires:
          gpu: {capability: gpu}
        provides:
          llm:
            role: engine
            serves: chat
            ports: [8000]
            properties:
              url: http://engine/v1
              models: [{name: assistant, context: 16384, upstream: assistant}]
          embeddings:
            role: engine
            serves: embeddings
            ports: [8000]
            properties:
              url: http://engine/v1
              models: [{name: vectors, dimensions: 1024, input: 512, upstream: vectors}]
        """,
        "trial-app": """
        chart: {repository: "https://charts.example.org", alias: trial, name: app, version: 1.2.3}
        options:
          host: {type: string, description: Label of its host.}
          replicas: {type: integer, minimum: 1, default: 1, description: Pods.}
        requires:
          chat: {capability: llm, role: [engine]}
          vectors: {capability: embeddings, role: [engine]}
          store: {capability: vector-store, with: {dimensions: 1024}}
          files: {capability: bucket, optional: true, reason: people's files}
          database: {capability: postgres}
          metrics:
            capability: metrics
            optional: true
            late: true
            with: {port: 80, bearer: {name: trial-metrics, key: key}}
        """,
        "trial-other": """
        options:
          host: {type: string, description: Label of its host.}
        """,
        "trial-vectors": """
        requires:
          disk: {capability: block-storage}
        provides:
          vector-store: {ports: [6333], properties: {url: "http://vectors", grpcPort: 6334}}
        """,
        "trial-postgres": """
        provides:
          postgres:
            in: consumer
            ports: [5432]
            properties: {host: db, port: 5432, database: app, user: app}
            credentials: {password: {random: {alphabet: hex, length: 32}}}
            requires:
              disk: {capability: block-storage}
              backup: {capability: backup-target, optional: true}
        """,
        "trial-bucket": """
        provides:
          bucket:
            properties: {endpoint: "http://s3", bucket: app, region: x, pathStyle: true, store: ceph}
            credentials: {access-key: {existing: AWS_ACCESS_KEY_ID}, secret-key: {existing: AWS_SECRET_ACCESS_KEY}}
        """,
        "trial-copies": """
        provides:
          backup-target:
            properties: {endpoint: "https://s3", bucket: copies, path: trial, region: x, store: elsewhere}
            credentials: {access-key: {shared: access-key}, secret-key: {shared: access-key}}
        credentials:
          access-key: {ask: {prompt: Key, env: TRIAL_ACCESS_KEY, optional: true}}
        """,
        "trial-watch": """
        chart: {repository: "https://charts.example.org", alias: trial, name: watch, version: 4.5.6}
        crds: {groups: [monitoring.coreos.com]}
        options:
          alertsTo: {type: string, description: Who gets alerts.}
        provides:
          metrics: {properties: {url: "http://watch", write: "http://watch/write"}}
        """,
    ]
}

extension [Finding] {
    /// Findings of a code.
    func of(_ code: Code) -> [Finding] { filter { $0.code == code.rawValue } }
}

/// The findings of one rule over a platform of the trial app.
func findings<Rule: Guideline>(
    _ rule: Rule.Type, _ more: String = Scratch.gpus + "components: {trial-app: {}}",
    models: String = Scratch.standardModels,
    choose: String = Scratch.standardChoices, rendered: Scratch.Rendered = .init(), answered: [CredentialID] = [],
    tried: Set<String> = []
) throws -> [Finding] {
    rule.init().findings(
        try Scratch.input(more, models: models, choose: choose, rendered: rendered, answered: answered, tried: tried)
    )
    .filter { $0.component?.hasPrefix("trial-") ?? true }
}
