import ClusterSupport
import Diagnostics
import Kubernetes
import Operations
import Testing
import Values

/// What a real API server says of objects in a strict dry run.
@Suite(.needsCluster) struct StrictTrialTests {
    private func trial(_ objects: (ChangesFixture) -> [Node]) throws -> (StrictTrial, writes: [String]) {
        let test = try TestCluster.shared
        // Its namespace is not there: a platform is tried before anything of it is.
        let fixture = ChangesFixture(name: "strict-trial")
        let faulty = FaultyTransport(test.transport, [])
        let trial = try StrictTrial.of(
            try fixture.desired(objects(fixture)), cluster: test.cluster(over: faulty), charts: [])
        return (trial, faulty.writes)
    }

    @Test func whatIsRightIsTakenAndNothingIsWritten() throws {
        let (trial, writes) = try trial { [$0.map(), $0.deployment(), $0.service()] }
        #expect(trial.refused.isEmpty, "\(trial.refused.map(\.message))")
        #expect(trial.taken == 3 && trial.notServed.isEmpty)
        #expect(writes.isEmpty)
    }

    @Test func aValueThatTheServerRefusesIsNamed() throws {
        let (trial, _) = try trial { fixture in
            var service = fixture.service()
            service.set(["ports": [["port": 99_999]]], at: ["spec"])
            return [fixture.map(), service]
        }
        #expect(trial.refused.count == 1)
        let finding = try #require(trial.refused.first)
        #expect(finding.severity == .error && finding.component == "shop")
        #expect(finding.message.contains("Service") && finding.message.contains("spec.ports[0].port"), "\(finding)")
    }

    @Test func kindsThatAreNotServedAreCounted() throws {
        let (trial, _) = try trial { fixture in
            ["a", "b"].map {
                [
                    "apiVersion": "shop.example.org/v1", "kind": "Till",
                    "metadata": ["name": Node(.string($0)), "namespace": Node(.string(fixture.name))],
                ]
            }
        }
        #expect(trial.refused.isEmpty)
        #expect(trial.notServed.map(\.kind) == ["shop.example.org/v1/Till"] && trial.notServed.map(\.count) == [2])
    }

    @Test func aFieldThatTheKindDoesNotHaveIsRefused() throws {
        let (trial, _) = try trial { fixture in
            var map = fixture.map()
            map.set(["colour": "red"], at: ["date"])
            return [map]
        }
        #expect(trial.refused.count == 1 && trial.taken == 0)
        #expect(trial.refused.first?.message.contains("date") == true, "\(trial.refused.map(\.message))")
    }
}
