import Kubernetes
import Operations
import Testing
import Values

/// Two states of a platform against each other.
@Suite struct DiffRevisionTests {
    private let fixture = ChangesFixture(name: "corner")

    private func lines(_ old: [Node], _ new: [Node]) throws -> [String] {
        RevisionDifference.between(try fixture.desired(old), try fixture.desired(new)).map { change in
            "\(change.action) \(change.reference)" + change.differences.map { " | \($0)" }.joined()
        }
    }

    @Test func comesGoesAndChanges() throws {
        let found = try lines(
            [fixture.map(), fixture.deployment(replicas: 2), fixture.service()],
            [fixture.map("other"), fixture.deployment(replicas: 3), fixture.service()])
        #expect(
            found == [
                "create ConfigMap corner/other", "change Deployment corner/web | spec.replicas: 2 → 3",
                "delete ConfigMap corner/settings",
            ])
    }

    @Test func anEmptyMappingIsADifference() throws {
        var policy: Node = [
            "apiVersion": "networking.k8s.io/v1", "kind": "NetworkPolicy", "metadata": fixture.metadata("door"),
            "spec": ["podSelector": [:], "policyTypes": ["Ingress"], "ingress": [[:]]],
        ]
        let open = policy
        policy["spec"]?["ingress"] = nil
        #expect(try lines([policy], [open]).count == 1)
        #expect(try lines([open], [policy]).count == 1)
        #expect(try lines([open], [open]).isEmpty)
    }

    @Test func otherSpellingsAreNoDifference() throws {
        var other = fixture.deployment()
        other["spec"]?["template"]?["spec"]?["containers"] = [
            [
                "name": "main", "image": "registry.example.org/web:1",
                "resources": ["requests": ["cpu": "1", "memory": "512Mi"]],
                "env": [["name": "COLOUR", "valueFrom": ["secretKeyRef": ["name": "keys", "key": "colour"]]]],
            ]
        ]
        #expect(try lines([fixture.deployment()], [other]).isEmpty)
    }

    @Test func plainSecretsAreMasked() throws {
        func secret(_ value: String) -> Node {
            [
                "apiVersion": "v1", "kind": "Secret", "metadata": fixture.metadata("keys"),
                "stringData": ["key": Node(.string(value))],
            ]
        }
        let found = try lines([secret("canary-before")], [secret("canary-after")]).joined()
        #expect(found.contains("Secret corner/keys"))
        #expect(!found.contains("canary"))
    }

    @Test func ofLongTextsTheLinesThatDifferAreShown() throws {
        let lines = (1...100).map { "setting-\($0) = on" }
        func map(_ lines: [String]) -> Node {
            var node = fixture.map()
            node["data"]?["file"] = Node(.string(lines.joined(separator: "\n")))
            return node
        }
        var changed = lines
        changed[69] = "setting-70 = off"
        #expect(
            try self.lines([map(lines)], [map(changed)]) == [
                "change ConfigMap corner/settings | data.file: line 70: \"setting-70 = on\" → line 70: \"setting-70 = off\""
            ])
        changed.remove(at: 69)
        #expect(
            try self.lines([map(lines)], [map(changed)]) == [
                "change ConfigMap corner/settings | data.file: line 70: \"setting-70 = on\" → line 70: nothing"
            ])
    }
}
