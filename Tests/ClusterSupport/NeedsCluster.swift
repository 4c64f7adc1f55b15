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
}
