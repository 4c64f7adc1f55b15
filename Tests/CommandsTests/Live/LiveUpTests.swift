import ClusterSupport
import Host
import Kubernetes
import Testing
import Values

extension LiveTests {
    @Suite struct Up {
        /// From nothing, then nothing to do, then a hand edit that is seen and put right.
        @Test func fromNothingAndAgain() throws {
            try LiveTrial.run { trial throws in
                let first = try trial.up()
                try #require(first.status == 0, "\(first)")
                #expect(first.out.contains("https://shop.corner.example.org") && first.out.contains("fairlead verify"))
                let before = try trial.versions()
                #expect(before.count > 8, "\(before)")
                let again = try trial.up()
                #expect(again.status == 0 && again.out.contains("nothing was written"), "\(again)")
                #expect(try trial.versions() == before)

                let status = try trial.fairlead("status", "-o", "json")
                #expect(status.status == 0, "\(status)")
                let node = try JSON.parse(Array(status.out.utf8), file: "status")
                let states = (node["components"]?.list ?? []).compactMap { $0["state"]?.string }
                #expect(states.count == 3 && states.allSatisfy { $0 == "ready" }, "\(status)")
                let same = try trial.fairlead("diff", "--exit-code", charts: true)
                #expect(same.status == 0, "\(same)")

                _ = try trial.test.cluster.patch(
                    ObjectReference("v1", "ConfigMap", namespace: trial.files.shop, name: "settings"),
                    merge: ["data": ["colour": "green"]])
                let drift = try trial.fairlead("diff", "--exit-code", charts: true)
                #expect(drift.status == 2 && drift.out.contains("settings"), "\(drift)")
                let cured = try trial.up()
                #expect(cured.status == 0, "\(cured)")
                let map = try trial.live("v1", "ConfigMap", trial.files.shop, "settings")
                #expect(map?.at("data", "colour")?.string == "red")
                #expect(try trial.fairlead("diff", "--exit-code", charts: true).status == 0)
            }
        }
    }
}
