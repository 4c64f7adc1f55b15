import Catalog
import Diagnostics
import Platform
import Rendering
import Testing
import Values

/// The two ways in which `rabbitmq-operator` gives a broker.
@Suite(.needsHelm) struct BrokerTests {
    /// The platform as rendered; nil, with what was said, where that fails.
    private func rendered(_ options: String) throws -> (Rendering?, said: [String]) {
        var sources = Sources()
        let catalog = try Catalog.load(sources: &sources).0
        let file = """
            apiVersion: fairlead.dev/v1alpha1
            kind: Platform
            metadata: {name: small}
            spec:
              domain: example.org
              contact: ops@example.org
              delivery: {engine: helm}
              choose: {amqp: rabbitmq-operator}
              components: {rabbitmq-operator: \(options)}
              applications:
                notes:
                  image: registry.example.org/notes:1.0.0
                  requires: {queue: {capability: amqp, with: {vhost: work}}}
                  environment: {AMQP: "amqp://${queue.username}:${queue.password}@${queue.host}/${queue.vhost}"}
            """
        let (read, wrong) = try SpecificationReader(catalog: catalog).read(
            try YAML.parseSingle(Array(file.utf8), file: "platform.yaml"))
        let specification = try #require(read, "\(wrong.map(\.message))")
        let (resolved, unmet) = Resolver.resolve(catalog: catalog, specification: specification)
        let resolution = try #require(resolved, "\(unmet.map(\.message))")
        let (rendering, failed) = try Renderer.render(
            resolution, plan: Plan(resolution), unanswered: [], engine: helm)
        return (rendering, failed.map { "\($0.message) \($0.cause ?? "")" })
    }

    private func objects(_ rendering: Rendering, _ kind: String) -> [Node] {
        rendering.components.flatMap(\.objects).map(\.node).filter { $0["kind"]?.string == kind }
    }

    @Test func aConsumerHasAClusterOfItsOwn() throws {
        let (found, said) = try rendered("{}")
        let rendering = try #require(found, "\(said)")
        let clusters = objects(rendering, "RabbitmqCluster")
        #expect(clusters.map { $0.at("metadata", "namespace") } == ["notes"])
        for kind in ["Vhost", "User", "Permission"] {
            let reference = objects(rendering, kind).map { $0.at("spec", "rabbitmqClusterReference") }
            #expect(reference == [["name": "notes-queue"]], "\(kind)")
        }
        let binding = rendering.facts.first { $0.binding.requirement.name == "queue" }
        #expect(binding?.properties["host"] == "notes-queue.notes.svc")
        #expect(binding?.properties["vhost"] == "work")
    }

    /// A user of another namespace is refused unless the cluster names that namespace.
    @Test func aSharedClusterLetsItsConsumersIn() throws {
        let (found, said) = try rendered("{shared: true}")
        let rendering = try #require(found, "\(said)")
        let clusters = objects(rendering, "RabbitmqCluster")
        #expect(clusters.map { $0.at("metadata", "namespace") } == ["rabbitmq-system"])
        let allowed = clusters.first?.at("metadata", "annotations", "rabbitmq.com/topology-allowed-namespaces")
        #expect(allowed == "notes")
        for kind in ["Vhost", "User", "Permission"] {
            let made = objects(rendering, kind)
            #expect(made.map { $0.at("metadata", "namespace") } == ["notes"], "\(kind)")
            #expect(
                made.map { $0.at("spec", "rabbitmqClusterReference") } == [
                    ["name": "shared", "namespace": "rabbitmq-system"]
                ], "\(kind)")
        }
        let binding = rendering.facts.first { $0.binding.requirement.name == "queue" }
        #expect(binding?.properties["host"] == "shared.rabbitmq-system.svc")
    }

    /// The operator reads no Secret without this label, and no password would come to the server.
    @Test(arguments: ["{}", "{shared: true}"]) func theOperatorMayReadThePassword(_ options: String) throws {
        let (found, said) = try rendered(options)
        let rendering = try #require(found, "\(said)")
        let name = objects(rendering, "User").first?.at("spec", "importCredentialsSecret", "name")?.string
        let secret = try #require(rendering.secrets.first { $0.name == name })
        #expect(secret.namespace == "notes")
        #expect(secret.labels.contains { $0 == ("rabbitmq.com/topology-operator", "true") })
        #expect(secret.data.map(\.key).sorted() == ["password", "username"])
    }

    @Test func pagesAreThoseOfASharedCluster() throws {
        let (found, said) = try rendered("{host: broker}")
        #expect(found == nil)
        #expect(said.contains { $0.contains("set `shared: true` too") }, "\(said)")
    }
}
