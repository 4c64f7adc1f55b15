import ClusterSupport
import Host
import Kubernetes
import Testing

extension LiveTests {
    @Suite struct Errors {
        /// Each trouble has its status and says what to do.
        @Test func eachTroubleHasItsStatus() throws {
            try LiveTrial.run { trial throws in
                let dead = try Files.readText(trial.test.kubeconfig).replacing(
                    trial.test.access.server, with: "https://127.0.0.1:1")
                try trial.bench.write(dead, to: "dead.yaml")
                try trial.bench.write("{{{ no kubeconfig", to: "bad.yaml")
                let unreachable = try trial.fairlead("status", "--kubeconfig", "dead.yaml")
                #expect(unreachable.status == 69 && unreachable.error.contains("hint:"), "\(unreachable)")
                let bad = try trial.fairlead("status", "--kubeconfig", "bad.yaml")
                #expect(bad.status == 65 && bad.error.contains("bad.yaml"), "\(bad)")
                let forbidden = try trial.up("--context", "nobody")
                #expect(forbidden.status == 77 && forbidden.error.contains("hint:"), "\(forbidden)")
                let typo = try trial.fairlead("why", "shopp")
                #expect(typo.status == 64 && typo.error.contains("did you mean `shop`"), "\(typo)")
                let narrow = try trial.fairlead("status", set: ["COLUMNS": "60"])
                #expect(narrow.out.split(separator: "\n").allSatisfy { $0.count <= 60 }, "\(narrow)")
            }
        }
    }
}
