import ClusterSupport
import Testing
import Values

extension LiveTests {
    @Suite struct Check {
        /// Before anything is there, objects of charts included, and without leaving a trace.
        @Test func theClusterIsAskedAboutEveryObject() throws {
            try LiveTrial.run { trial throws in
                let good = try trial.fairlead("check", "--live", "--charts", "charts", "-o", "json")
                let node = try JSON.parse(Array(good.out.utf8), file: "check")
                #expect(good.status == 0, "\(good)")
                // A deployment and a map of the chart, and everything of the shop's.
                #expect(node.at("live", "asked")?.integer ?? 0 > 6, "\(good)")
                #expect(node.at("live", "asked") == node.at("live", "taken"))
                for namespace in trial.files.namespaces {
                    #expect(try trial.live("v1", "Namespace", nil, namespace) == nil)
                }

                let claim =
                    "{patches: [{target: {kind: PersistentVolumeClaim, name: orders}, merge: {spec: {resources: {requests: {storage: much}}}}}]}"
                try trial.bench.write(trial.files.file(shop: claim), to: "platform.yaml")
                let bad = try trial.fairlead("check", "--live", "--charts", "charts")
                #expect(bad.status == 1, "\(bad)")
                #expect(bad.error.contains("FL1043") && bad.error.contains("PersistentVolumeClaim"), "\(bad)")
                #expect(bad.out.contains("would not take 1 of"), "\(bad)")
            }
        }
    }
}
