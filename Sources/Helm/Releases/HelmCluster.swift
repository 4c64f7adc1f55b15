public import Crypto
internal import Values

/// A cluster as Helm's library reaches it.
///
/// Making one speaks to nobody; a wrong address or credential shows at the first call. A new token needs a new cluster:
/// the library reads the kubeconfig once for each namespace.
public final class HelmCluster: Sendable {
    let library: HelmLibrary
    let functions: ReleaseFunctions
    private let kubeconfig: MemoryFile
    private let context: String?

    /// Describes a cluster.
    ///
    /// - Parameters:
    ///   - engine: Helm's library.
    ///   - kubeconfig: the text of a kubeconfig, YAML or JSON. It is kept in memory and never on a disk. Files that it
    ///     names must be named by absolute paths.
    ///   - context: the context in it; nil for the current one.
    /// - Throws: ``HelmFailure/Kind/libraryMissing`` for a library that cannot reach clusters, ``HelmFailure/Kind/io``.
    public init(engine: LibHelm, kubeconfig: SecretBytes, context: String? = nil) throws(HelmFailure) {
        library = try engine.openedLibrary()
        functions = try library.releases()
        self.kubeconfig = try MemoryFile(kubeconfig)
        self.context = context
    }

    /// The releases of one namespace.
    ///
    /// - Parameter namespace: the namespace, where Helm keeps its records too.
    /// - Returns: the releases.
    /// - Throws: why the library does not take the kubeconfig.
    public func releases(in namespace: String) throws(HelmFailure) -> HelmReleases {
        try HelmReleases(cluster: self, namespace: namespace)
    }

    /// Opens a configuration of the library.
    func configuration(namespace: String) throws(HelmFailure) -> HelmConfiguration {
        var options: [(String, Node)] = [
            ("kubeconfig_path", Node(.string(kubeconfig.path))), ("namespace", Node(.string(namespace))),
            ("storage_driver", "secret"),
            // As the helm command has it since 3.0; the library's own default is slower.
            ("burst_limit", 100), ("qps", 50),
        ]
        if let context { options.append(("kube_context", Node(.string(context)))) }
        return try HelmConfiguration(self, options: JSON.write(Node(.mapping(Mapping(options)))))
    }
}

/// An open configuration of the library; closed with this object.
final class HelmConfiguration: Sendable {
    let cluster: HelmCluster
    let handle: UInt64

    init(_ cluster: HelmCluster, options: String) throws(HelmFailure) {
        self.cluster = cluster
        let configure = cluster.functions.configure
        handle = try cluster.library.handle { configure(options, $0, $1) }
    }

    deinit {
        let close = cluster.functions.closeConfiguration
        // An error here could only say that the handle is not open.
        try? cluster.library.status { close(handle, $0) }
    }
}
