import ClusterSupport
import Host
import Kubernetes
import Testing
import Values

extension LiveTests {
    @Suite struct Down {
        /// Data stays unless it is named, and what is another's stays in any case.
        @Test func leavesDataUnlessNamed() throws {
            try LiveTrial.run { trial throws in
                let first = try trial.up()
                try #require(first.status == 0, "\(first)")
                let gone = try trial.fairlead("down", "--yes")
                #expect(gone.status == 0, "\(gone)")
                #expect(try trial.live("v1", "PersistentVolumeClaim", trial.files.shop, "orders") != nil)
                #expect(try trial.live("apps/v1", "Deployment", trial.files.shop, "shop") == nil)
                #expect(try trial.live("apps/v1", "Deployment", trial.files.base, "base") == nil)
                _ = try trial.test.cluster.create([
                    "apiVersion": "v1", "kind": "ConfigMap",
                    "metadata": ["name": "mine", "namespace": Node(.string(trial.files.shop))],
                ])
                let wrong = try trial.fairlead("down", "--yes", "--delete-data", "another")
                #expect(wrong.status == 64, "\(wrong)")
                let all = try trial.fairlead("down", "--yes", "--delete-data", trial.name)
                #expect(all.status == 0, "\(all)")
                #expect(try trial.live("v1", "PersistentVolumeClaim", trial.files.shop, "orders") == nil)
                #expect(try trial.live("v1", "ConfigMap", trial.files.shop, "mine") != nil)
                let left = try trial.versions().keys.filter { !$0.hasPrefix("Lease") && $0 != "Namespace /X-shop" }
                #expect(left.isEmpty, "\(left)")
            }
        }
    }
}
