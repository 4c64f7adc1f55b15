import Catalog
import Diagnostics
import Platform
import Testing
import Values

/// Services that a platform file declares are components like any other.
@Suite struct ApplicationTests {
    private let postgres = [
        "db": "provides:\n  postgres: {properties: {host: h, port: 5432, database: d, user: u}, "
            + "credentials: {username: {fixed: u}, password: {random: {}}}}",
        "vault": "provides:\n  secret-delivery: {properties: {kind: sealed-secrets}}",
        "door": "provides:\n  ingress: {properties: {class: c, namespace: door}}",
    ]

    private func resolve(_ entry: String) throws -> (Resolution?, [Finding]) {
        let body = entry.split(separator: "\n").map { "      " + $0 }.joined(separator: "\n")
        return try Fixture.resolve(
            postgres, platform: "  delivery: {engine: helm}\n  components: {}\n  applications:\n    notes:\n\(body)")
    }

    @Test func becomesAMemberWithWhatItNeeds() throws {
        let (resolution, findings) = try resolve(
            """
            image: registry.example.org/notes:1.0.0
            host: board
            ports: {http: 8080, grpc: 9000}
            requires: {database: {capability: postgres, with: {database: notes}}}
            credentials: {session: {random: {alphabet: hex, length: 64}}}
            environment: {LEVEL: info, SESSION: "${session}", URL: "postgresql://${database.user}:${database.password:url}@h"}
            """)
        let member = try #require(resolution?.member("notes"), "\(findings)")
        #expect(member.namespace == "notes" && member.host == "board.example.org")
        #expect(member.options["firstPort"]?.integer == 8080)
        #expect(member.options.at("resources", "memory")?.string == "256Mi")
        let bound = resolution?.bindings(of: "notes").map { "\($0.requirement.name) \($0.provider)" } ?? []
        #expect(bound.sorted() == ["database db", "entry door", "secret-delivery vault"])
        let secret = try #require(member.component.secrets.first)
        #expect(member.component.secrets.count == 1 && secret.name == "notes")
        #expect(secret.entries.map(\.key) == ["SESSION", "URL"])
        #expect(resolution?.credentials.map(\.id.description).contains("notes/session") == true)
    }

    @Test(arguments: [
        ("image: registry.example.org/notes:1.0.0\nrequires: {database: {capability: postgers}}", "FL0110", 12),
        ("image: registry.example.org/notes:1.0.0\nenvironment: {A: \"${nothing}\"}", "FL0202", 12),
        ("imag: registry.example.org/notes:1.0.0", "FL0102", 11),
        (
            "image: registry.example.org/notes:1.0.0\nrequires: {database: {capability: postgres, sometimes: true}}",
            "FL0202", 12
        ),
    ]) func mistakesHaveThePlaceInThePlatformFile(entry: String, code: String, line: Int) throws {
        let (resolution, findings) = try resolve(entry)
        #expect(resolution == nil)
        let errors = findings.filter { $0.severity == .error }
        #expect(errors.contains { $0.place?.file == "platform.yaml" && $0.place?.line == line }, "\(errors)")
    }

    @Test func aNameOfTheCatalogIsTaken() throws {
        let (resolution, findings) = try Fixture.resolve(
            postgres,
            platform: "  components: {}\n  applications: {db: {image: \"registry.example.org/notes:1.0.0\"}}")
        #expect(resolution == nil)
        #expect(findings.contains { $0.message.contains("`db` is a component of the catalog") }, "\(findings)")
    }
}
