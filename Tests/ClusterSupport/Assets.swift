package import Host

/// Where the programs of a cluster are.
package struct ClusterAssets: Sendable {
    /// The API server.
    package var apiServer: String
    /// Its store.
    package var etcd: String
    /// The controllers, where they are beside the API server.
    package var controllerManager: String?

    /// Looks for them: in `FAIRLEAD_KUBE_ASSETS`, on the `PATH`, in what scripts/test-apiserver built.
    package static func find(_ environment: Environment = .process) -> ClusterAssets? {
        if let folder = environment.nonEmpty("FAIRLEAD_KUBE_ASSETS") { return inFolder(Path(folder)) }
        if let server = Processes.find("kube-apiserver", environment: environment),
            let etcd = Processes.find("etcd", environment: environment)
        {
            return ClusterAssets(
                apiServer: server, etcd: etcd,
                controllerManager: Processes.find("kube-controller-manager", environment: environment))
        }
        let cache = environment.nonEmpty("XDG_CACHE_HOME") ?? environment.nonEmpty("HOME").map { $0 + "/.cache" }
        return cache.flatMap { inFolder(Path($0) / "fairlead/kube/1.20.2") }
    }

    private static func inFolder(_ folder: Path) -> ClusterAssets? {
        let server = folder / "kube-apiserver"
        guard Files.exists(server) else { return nil }
        let beside = folder / "etcd"
        // A folder of another version may come without its own etcd; any etcd serves.
        guard let etcd = Files.exists(beside) ? beside.string : Processes.find("etcd") else { return nil }
        let manager = folder / "kube-controller-manager"
        return ClusterAssets(
            apiServer: server.string, etcd: etcd, controllerManager: Files.exists(manager) ? manager.string : nil)
    }
}
