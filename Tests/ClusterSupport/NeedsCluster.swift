package import Testing

extension Trait where Self == ConditionTrait {
    /// Runs a test or suite only where there is a cluster, and says aloud where there is none.
    package static var needsCluster: Self {
        .enabled(if: TestCluster.isAvailable, "\(TestCluster.comment)")
    }

    /// The same for tests that start a private server and break it.
    package static var needsOwnCluster: Self {
        .enabled(if: ClusterAssets.find() != nil, "\(TestCluster.comment)")
    }

    /// The same for tests in which namespaces must really go and owners take along what they own.
    package static var needsControllers: Self {
        .enabled("SKIPPED: there is no kube-controller-manager beside the API server") {
            TestCluster.isAvailable ? try TestCluster.shared.hasControllers : false
        }
    }
}
