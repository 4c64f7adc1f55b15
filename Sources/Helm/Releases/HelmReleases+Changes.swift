internal import Values

extension HelmReleases {
    /// Installs a release.
    ///
    /// Objects that are there already are taken over when they bear the annotations of this very release; else it is
    /// refused before anything is written.
    ///
    /// - Parameters:
    ///   - request: what to install.
    ///   - options: how.
    ///   - replacingFailed: whether a release whose last revision failed or was uninstalled may be installed anew.
    /// - Returns: the revision that was made.
    /// - Throws: ``HelmFailure``: what is wrong with the chart, the values or the cluster. The release is left `failed` when
    ///   it was begun. `Interrupted` when it was cancelled; the release is `failed` then too.
    public func install(
        _ request: ReleaseRequest, options: ReleaseOptions = ReleaseOptions(), replacingFailed: Bool = false
    ) throws -> ReleaseStatus {
        var more = options.bringing + [("namespace", Node(.string(namespace)))]
        more.append(("server_side_apply", Node(.bool(options.serverSideApply))))
        more.append(("labels", try request.labels()))
        if replacingFailed { more.append(("replace", true)) }
        return try change(request, options.json(more)) { $0.install }
    }

    /// Changes a release to what is asked for. Objects that it no longer has are removed.
    ///
    /// - Parameters:
    ///   - request: what it shall be.
    ///   - options: how.
    /// - Returns: the revision that was made.
    /// - Throws: as ``install(_:options:replacingFailed:)``; ``HelmFailure/Kind/notFound`` or
    ///   ``HelmFailure/Kind/release`` when there is nothing that could be changed.
    public func upgrade(_ request: ReleaseRequest, options: ReleaseOptions = ReleaseOptions()) throws -> ReleaseStatus {
        // Without `reset_values` a release without values would keep those of the revision before.
        let more =
            options.changing + [
                ("namespace", Node(.string(namespace))), ("reset_values", true), ("labels", try request.labels()),
            ]
        return try change(request, options.json(more)) { $0.upgrade }
    }

    /// Removes a release, its objects and its record. What has the annotation `helm.sh/resource-policy: keep` stays, and so
    /// does what no longer bears the annotations of the release.
    ///
    /// Helm cannot be cancelled at this: after a request to stop it goes on in the background until the process ends, and
    /// the release stays `uninstalling`; calling again finishes the work.
    ///
    /// - Parameters:
    ///   - name: the release's name.
    ///   - options: how.
    /// - Returns: what Helm says about objects that it kept; nil when there was no release.
    /// - Throws: ``HelmFailure``, `Interrupted`.
    public func uninstall(_ name: String, options: ReleaseOptions = ReleaseOptions()) throws -> String? {
        let configuration = configuration
        let text = options.json([("keep_history", false)])
        do {
            let answer = try BlockingCall.run(isStopped: isStopped) { () throws(HelmFailure) in
                let uninstall = configuration.cluster.functions.uninstall
                return try configuration.cluster.library.node("release \(name)") {
                    uninstall(configuration.handle, name, text, $0, $1)
                }
            }
            return answer["info"]?.string ?? ""
        } catch let failure as HelmFailure where failure.kind == .notFound {
            return nil
        }
    }

    /// Makes a release what it was at an earlier revision, as a new revision.
    ///
    /// Helm cannot be cancelled at this; see ``uninstall(_:options:)``.
    ///
    /// - Parameters:
    ///   - name: the release's name.
    ///   - revision: the earlier revision.
    ///   - options: how.
    /// - Throws: ``HelmFailure``, `Interrupted`.
    public func rollBack(_ name: String, to revision: Int, options: ReleaseOptions = ReleaseOptions()) throws {
        let configuration = configuration
        let text = options.json(options.changing + [("version", Node(.integer(Int64(revision))))])
        try BlockingCall.run(isStopped: isStopped) { () throws(HelmFailure) in
            let rollBack = configuration.cluster.functions.rollBack
            try configuration.cluster.library.status { rollBack(configuration.handle, name, text, $0) }
        }
    }

    private func change(
        _ request: ReleaseRequest, _ options: String,
        _ function: @escaping @Sendable (ReleaseFunctions) -> ReleaseFunctions.Change
    ) throws -> ReleaseStatus {
        // A configuration asks the cluster for its capabilities once; what other releases taught it since would be missed.
        let configuration = try configuration.cluster.configuration(namespace: namespace)
        let values = try request.values.helmValues()
        let context = try ReleaseContext(configuration.cluster)
        let answer = try BlockingCall.run(isStopped: isStopped, cancel: { context.cancel() }) {
            () throws(HelmFailure) in
            let library = configuration.cluster.library
            let chart = try ChartHandle(request.chart, library: library)
            let change = function(configuration.cluster.functions)
            return try library.node("release \(request.name)") {
                change(configuration.handle, context.handle, chart.handle, "", request.name, values, options, $0, $1)
            }
        }
        return ReleaseStatus(answer)
    }
}
