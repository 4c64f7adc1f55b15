public import Host

extension ClusterAccess {
    /// The access that a person means: the file that is named, the files of `KUBECONFIG`, `~/.kube/config`, the pod's service account.
    ///
    /// - Parameters:
    ///   - kubeconfig: the file that a person named.
    ///   - context: the context that a person named; nil: the current one.
    ///   - environment: the variables.
    ///   - serviceAccount: where a pod's token is.
    ///   - clock: the time, for what expires.
    /// - Throws: `KubernetesFailure` of kind `.access`; `Interrupted` while an exec plug-in runs.
    public static func resolve(
        kubeconfig path: Path? = nil, context: String? = nil, environment: Environment = .process,
        serviceAccount: Path = InCluster.folder, clock: Clock = .system
    ) throws -> ClusterAccess {
        let kubeconfig = try Kubeconfig.load(path, environment: environment)
        // Without any file, or with files that say nothing at all, a pod is itself; a context is a matter of files.
        let isEmpty = kubeconfig.contexts.isEmpty && kubeconfig.clusters.isEmpty && kubeconfig.currentContext == nil
        if path == nil, context == nil, isEmpty,
            InCluster.isHere(environment: environment, folder: serviceAccount)
        {
            return try InCluster.access(environment: environment, folder: serviceAccount, clock: clock)
        }
        guard !kubeconfig.files.isEmpty else {
            let looked =
                kubeconfig.missing.isEmpty ? "" : ": there is no \(Kubeconfig.listed(kubeconfig.missing.map(\.string)))"
            throw KubernetesFailure.access(
                "no cluster is named\(looked)",
                hint: "name a kubeconfig with --kubeconfig or in the variable KUBECONFIG")
        }
        return try kubeconfig.access(context: context, environment: environment, clock: clock)
    }
}
