internal import Host
internal import Values

/// The releases in one namespace of a cluster.
///
/// All calls block and notice a request to stop within a quarter of a second; any thread may call, for different releases
/// also at once. Whoever changes one release must be alone at it: Helm has no lock.
///
/// Helm applies on the server with the program's name as field manager, and writes a new record even where nothing changes;
/// ``HelmReleases/apply(_:options:records:)`` saves that. It keeps a cache of what the cluster serves, without credentials, in
/// `~/.kube/cache` as kubectl does.
public struct HelmReleases: Sendable {
    let configuration: HelmConfiguration
    /// The namespace.
    public let namespace: String
    /// Whether somebody asked to stop; the signals of this process unless a test says otherwise.
    package var isStopped: @Sendable () -> Bool = { Interrupt.isRequested }

    init(cluster: HelmCluster, namespace: String) throws(HelmFailure) {
        self.namespace = namespace
        configuration = try cluster.configuration(namespace: namespace)
    }

    /// The last revision of a release.
    ///
    /// - Parameter name: the release's name.
    /// - Returns: what its record says; nil when there is none.
    /// - Throws: ``HelmFailure`` when the cluster cannot be asked, `Interrupted`.
    public func status(_ name: String) throws -> ReleaseStatus? {
        try asked(name) { $0.get }.map { ReleaseStatus($0) }
    }

    /// The revisions of a release that Helm still knows, oldest first.
    ///
    /// - Parameter name: the release's name.
    /// - Returns: them; none when there is no release.
    /// - Throws: ``HelmFailure`` when the cluster cannot be asked, `Interrupted`.
    public func history(_ name: String) throws -> [ReleaseStatus] {
        try asked(name) { $0.history }?.list?.map { ReleaseStatus($0) }.sorted { $0.revision < $1.revision } ?? []
    }

    /// The last revisions of all releases of the namespace, whatever their state.
    ///
    /// - Returns: them, in Helm's order.
    /// - Throws: ``HelmFailure`` when the cluster cannot be asked, `Interrupted`.
    public func all() throws -> [ReleaseStatus] {
        let configuration = configuration
        let answer = try BlockingCall.run(isStopped: isStopped) { () throws(HelmFailure) in
            let list = configuration.cluster.functions.list
            return try configuration.cluster.library.node("releases") {
                list(configuration.handle, "{\"all\":true}", $0, $1)
            }
        }
        return answer.list?.map { ReleaseStatus($0) } ?? []
    }

    /// The objects of the last revision of a release, as Helm keeps them in its record.
    ///
    /// - Parameter name: the release's name.
    /// - Returns: the objects and the hooks; nil when there is no release.
    /// - Throws: ``HelmFailure`` when the cluster cannot be asked or the record cannot be read, `Interrupted`.
    public func manifest(_ name: String) throws -> ReleaseManifest? {
        try asked(name) { $0.get }.map { node throws(HelmFailure) in try ReleaseManifest(node) }
    }

    /// Asks about a release; nil when there is none.
    private func asked(
        _ name: String, _ function: @escaping @Sendable (ReleaseFunctions) -> ReleaseFunctions.Ask
    ) throws -> Node? {
        let configuration = configuration
        do {
            return try BlockingCall.run(isStopped: isStopped) { () throws(HelmFailure) in
                let ask = function(configuration.cluster.functions)
                return try configuration.cluster.library.node("release \(name)") {
                    ask(configuration.handle, name, "{}", $0, $1)
                }
            }
        } catch let failure as HelmFailure where failure.kind == .notFound {
            return nil
        }
    }
}

extension HelmLibrary {
    /// Makes a call that hands out JSON.
    func node(_ what: String, _ call: (TextOut, TextOut) -> Int32) throws(HelmFailure) -> Node {
        let bytes = try text(call)
        do { return try JSON.parse(bytes, file: what, limits: .helmAnswer).withoutPlaces } catch {
            throw HelmFailure(.other(code: 0), "Helm's answer for \(what) is not understood: \(error.message)")
        }
    }
}
