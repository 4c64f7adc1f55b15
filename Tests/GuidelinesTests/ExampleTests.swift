import Catalog
import Diagnostics
import Guidelines
import Helm
import Host
import Platform
import Rendering
import Testing
import Values

/// The example, rendered whole: it passes every rule, and what installations of its kind are known to get wrong it gets right.
struct ExampleTests {
    private struct Stopped: Error { var findings: [Finding] }

    /// The example; nil, said aloud, if Helm's library is not there.
    private static let example = Result { () throws -> GuidelineInput? in
        let places = HelmLibraryPlaces(environment: .process)
        do { _ = try places.find() } catch {
            print("SKIPPED ExampleTests: \(error)")
            return nil
        }
        var sources = Sources()
        let (catalog, _) = try Catalog.load(sources: &sources)
        let file = Path(#filePath).parent.parent.parent / "examples/aarhusai/platform.yaml"
        let (specification, wrong) = try SpecificationReader(catalog: catalog).read(
            YAML.parseSingle(try Files.read(file), file: "platform.yaml"))
        guard let specification else { throw Stopped(findings: wrong) }
        let given: Set = [
            CredentialID(component: "s3", name: "access-key"), CredentialID(component: "s3", name: "secret-key"),
            CredentialID(component: "kube-prometheus-stack", name: "alert-webhook"),
        ]
        let (resolution, unmet) = Resolver.resolve(
            catalog: catalog, specification: specification, answered: .init(given))
        guard let resolution else { throw Stopped(findings: unmet) }
        let plan = Plan(resolution)
        let unanswered = Set(resolution.credentials.filter { $0.isAskedFor && !given.contains($0.id) }.map(\.id))
        let (rendering, failed) = try Renderer.render(
            resolution, plan: plan, unanswered: unanswered, engine: LibHelm(places: places))
        guard let rendering else { throw Stopped(findings: failed) }
        let charts = resolution.members.flatMap { [$0.chart, $0.component.definitions.chart].compactMap { $0 } }
        return GuidelineInput(
            resolution: resolution, plan: plan, rendering: rendering,
            tried: Set(charts.map { "\($0.alias)/\($0.name)@\($0.version)" }))
    }

    @Test func everyRulePasses() throws {
        guard let input = try Self.example.get() else { return }
        let found = Guidelines.check(input).filter { $0.severity > .note }
        #expect(found.isEmpty, "\(found.map { "\($0.code) \($0.component ?? "") \($0.message) \($0.cause ?? "")" })")
    }

    /// The rules see the real thing: what is spoilt in the example's rendering is found, in each component that has it.
    @Test(
        arguments: [
            (Code.contextWindow, Node(.integer(16384)), Node(.integer(8192)), ["litellm", "vllm"]),
            (.mutableImage, "v0.28.0", "latest", ["vllm"]),
            (.chunkSize, "480", "500", ["open-webui"]),
            (.vectorDimensions, Node(.integer(1024)), Node(.integer(768)), ["litellm"]),
            (.secretMissing, "DATABASE_URL", "DATABASE", ["litellm", "open-webui"]),
            (.secretMissing, "admin-password", "password", ["kube-prometheus-stack"]),
            (.livenessElsewhere, "/health/liveliness", "/health/readiness", ["litellm"]),
            (
                .definitionMissing, "postgresql.cnpg.io/v1", "postgresql.cnpg.org/v1",
                ["authentik", "litellm", "open-webui"]
            ),
        ] as [(Code, Node, Node, [String])])
    func whatIsSpoiltIsFound(code: Code, from: Node, to: Node, components: [String]) throws {
        guard let input = try Self.example.get() else { return }
        var rendering = input.rendering
        for index in rendering.components.indices {
            rendering.components[index].values = rendering.components[index].values.map { spoilt($0, from, to) }
            for object in rendering.components[index].objects.indices {
                rendering.components[index].objects[object].node = spoilt(
                    rendering.components[index].objects[object].node, from, to)
            }
        }
        let found = Guidelines.check(
            GuidelineInput(resolution: input.resolution, plan: input.plan, rendering: rendering, tried: input.tried))
        #expect(Set(found.of(code).compactMap(\.component)).isSuperset(of: components), "\(found.map(\.message))")
    }

    private func spoilt(_ node: Node, _ from: Node, _ to: Node) -> Node {
        if node == from || (node.string != nil && node.string == from.integer.map(String.init)) {
            return Node(to.value, place: node.place)
        }
        switch node.value {
        case .list(let items): return Node(.list(items.map { spoilt($0, from, to) }), place: node.place)
        case .mapping(let mapping):
            let entries = mapping.entries.map {
                Mapping.Entry(key: $0.key, keyPlace: $0.keyPlace, value: spoilt($0.value, from, to))
            }
            return Node(.mapping(Mapping(entries: entries)), place: node.place)
        case .string(let text):
            // Configuration inside of texts is spoilt too.
            guard text.contains("\n"), let old = from.string ?? from.integer.map(String.init),
                let new = to.string ?? to.integer.map(String.init)
            else { return node }
            return Node(.string(text.replacing(old, with: new)), place: node.place)
        default: return node
        }
    }

    /// A variable that is given twice is taken from somewhere nobody looks.
    @Test func variablesAreGivenOnce() throws {
        try eachMapping { component, node in
            for list in (node.mapping?.entries ?? []).compactMap(\.value.list) {
                let names = list.filter { $0["value"] != nil || $0["valueFrom"] != nil }.compactMap {
                    $0["name"]?.string
                }
                #expect(Set(names).count == names.count, "\(component): \(names)")
            }
        }
    }

    /// Names that programs no longer know, and settings that nobody should have.
    @Test func retiredAndRiskySettingsAreGone() throws {
        let retired = ["ENABLE_API_KEY", "S3_USE_SSL"]
        try eachMapping { component, node in
            if let name = node["name"]?.string, node["value"] != nil {
                #expect(!retired.contains(name), "\(component)")
            }
            if let access = node["enableSuperuserAccess"] { #expect(access.bool == false, "\(component)") }
            if let terminal = node["exec.enabled"] {
                #expect(terminal.bool == false || terminal.string == "false", "\(component)")
            }
            for argument in node["args"]?.list ?? [] {
                #expect(argument.string?.contains("disable-log-requests") != true, "\(component)")
            }
        }
    }

    /// A model that was trained with prefixes answers badly without them.
    /// Settings of single charts that the template of this platform is known to get wrong; each is looked up by its path.
    @Test(
        arguments: [
            // A well-known password of the chart (B1).
            ("kube-prometheus-stack", ["grafana", "admin", "existingSecret"], "grafana-admin"),
            // Gigabytes asked for caches that one user's worth of logs never fills, a schema for tests, logs kept for ever (B14).
            ("loki", ["chunksCache", "enabled"], false), ("loki", ["resultsCache", "enabled"], false),
            ("loki", ["loki", "compactor", "retention_enabled"], true),
            ("loki", ["loki", "limits_config", "retention_period"], "30d"),
            // Metrics of traces, which nothing computes without processors (B13).
            ("tempo", ["tempo", "metricsGenerator", "enabled"], true),
            ("tempo", ["tempo", "overrides", "defaults", "metrics_generator", "processors", "0"], "service-graphs"),
            // The web terminal of the delivery engine (S6).
            ("argo-cd", ["configs", "cm", "exec.enabled"], false),
        ] as [(String, [String], Node)])
    func knownFaultsOfTheTemplateAreGone(component: String, path: [String], expected: Node) throws {
        guard let input = try Self.example.get() else { return }
        let values = try #require(input.rendering.component(component)?.values)
        #expect(values.at(path) == expected, "\(component) \(path)")
    }

    /// Traces send their metrics to the address that the provider of metrics states, not to one that somebody wrote down (B13).
    @Test func metricsOfTracesGoWhereTheBindingSays() throws {
        guard let input = try Self.example.get() else { return }
        let write = try #require(
            input.rendering.facts.first { $0.binding.consumer == "tempo" && $0.properties["write"] != nil }?.properties[
                "write"])
        let path = ["tempo", "metricsGenerator", "storage", "remote_write", "0", "url"]
        #expect(input.rendering.component("tempo")?.values?.at(path) == write)
    }

    /// Accounts are not merged by an address that anybody can claim (S9), and code does not run (S11).
    @Test(arguments: [
        "OAUTH_MERGE_ACCOUNTS_BY_EMAIL", "ENABLE_CODE_EXECUTION", "ENABLE_CODE_INTERPRETER", "ENABLE_SIGNUP",
    ])
    func whatInvitesStrangersIsOff(variable: String) throws {
        guard let input = try Self.example.get() else { return }
        let variables = input.rendering.component("open-webui")?.values?["extraEnvVars"]?.list ?? []
        let found = variables.filter { $0["name"]?.string == variable }
        #expect(found.map { $0["value"]?.string } == ["False"])
    }

    /// What brings a database up to date runs before the pods that use it, and not in them (B6, B7).
    @Test(arguments: ["litellm", "open-webui"])
    func migrationsRunBeforeTheirPods(component: String) throws {
        guard let input = try Self.example.get() else { return }
        let jobs = try #require(input.rendering.component(component)).objects.filter { $0.kind == "Job" }
        #expect(jobs.count == 1)
        #expect(jobs.allSatisfy { $0.stage == .before && $0.name.contains("migration") })
    }

    @Test func prefixesOfEmbeddingModelsAreSet() throws {
        guard let input = try Self.example.get() else { return }
        for model in input.resolution.specification.models {
            for prefix in (model.node["prefixes"]?.mapping?.entries ?? []).compactMap(\.value.string) {
                var isSet = false
                try eachMapping { _, node in
                    if let text = node["value"]?.string, text == prefix || text == trimmed(prefix) { isSet = true }
                }
                #expect(isSet, "\(prefix)")
            }
        }
    }

    private func trimmed(_ text: String) -> String { String(text.reversed().drop { $0 == " " }.reversed()) }

    /// A claim for a disk that no pod mounts waits for its first consumer for ever.
    @Test func everyDiskIsMounted() throws {
        guard let input = try Self.example.get() else { return }
        let objects = input.rendering.components.flatMap(\.objects)
        for claim in objects where claim.kind == "PersistentVolumeClaim" {
            let isMounted = objects.contains {
                $0.kind != claim.kind && $0.namespace == claim.namespace && mentions(claim.name, in: $0.node)
            }
            #expect(isMounted, "\(claim.name)")
        }
    }

    /// Pods that read a ConfigMap of ours are replaced when it changes.
    @Test func changedConfigurationReplacesPods() throws {
        guard let input = try Self.example.get() else { return }
        let objects = input.rendering.components.flatMap(\.objects)
        for workload in objects where ["Deployment", "StatefulSet"].contains(workload.kind) {
            guard let pod = workload.node.at("spec", "template") else { continue }
            let reads = objects.contains {
                $0.kind == "ConfigMap" && $0.namespace == workload.namespace
                    && mentions($0.name, in: pod["spec"]?["volumes"] ?? [])
            }
            let annotations = pod.at("metadata", "annotations")?.mapping?.keys ?? []
            #expect(!reads || annotations.contains { $0.contains("checksum") }, "\(workload.origin)")
        }
    }

    /// A key of a component's own is held by nobody else, unless its offer says that it is shared.
    @Test func ownKeysStayAtHome() throws {
        guard let input = try Self.example.get() else { return }
        let shared = Set(
            input.resolution.bindings.flatMap { binding in
                binding.offer.credentials.compactMap { credential -> String? in
                    guard case .shared(let name) = credential.recipe else { return nil }
                    return CredentialID(component: binding.provider, name: name).description
                }
            })
        for holder in input.rendering.holders {
            let parts = holder.credential.description.split(separator: "/")
            guard parts.count == 2, let owner = parts.first, owner != holder.component else { continue }
            #expect(
                shared.contains(holder.credential.description),
                "\(holder.credential) in \(holder.namespace)/\(holder.secret)")
        }
    }

    /// Nothing is open to everybody: each namespace has its policy.
    @Test func everyNamespaceIsClosed() throws {
        guard let input = try Self.example.get() else { return }
        #expect(!input.rendering.namespaces.isEmpty)
        for namespace in input.rendering.namespaces {
            #expect(
                input.rendering.policies.contains { $0.namespace == namespace.name && $0.name == "default" },
                "\(namespace.name)")
        }
    }

    private func eachMapping(_ body: (String, Node) -> Void) throws {
        guard let input = try Self.example.get() else { return }
        func walk(_ component: String, _ node: Node) {
            if let mapping = node.mapping {
                body(component, node)
                for entry in mapping.entries { walk(component, entry.value) }
            }
            for item in node.list ?? [] { walk(component, item) }
        }
        for component in input.rendering.components {
            if let values = component.values { walk(component.name, values) }
            for object in component.objects { walk(component.name, object.node) }
        }
    }

    private func mentions(_ name: String, in node: Node) -> Bool {
        node.string == name || (node.list ?? []).contains { mentions(name, in: $0) }
            || (node.mapping?.entries ?? []).contains { mentions(name, in: $0.value) }
    }
}
