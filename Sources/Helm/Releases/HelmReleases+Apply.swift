/// Somebody who can remove a record of Helm: Helm's library has no way to do so.
public protocol ReleaseRecords {
    /// Removes the Secret that is the record of one revision. One that is gone already is no error.
    ///
    /// - Parameters:
    ///   - name: the Secret's name.
    ///   - namespace: its namespace.
    /// - Throws: why it cannot be removed.
    func removeRecord(_ name: String, namespace: String) throws
}

/// What was done to make a release what it shall be.
public enum ReleaseOutcome: String, Sendable {
    /// It was so already; nothing was written.
    case unchanged
    /// It was installed.
    case installed
    /// It was changed.
    case upgraded
}

extension HelmReleases {
    /// Makes a release what it shall be, whatever state it is in, and does nothing when it is so already.
    ///
    /// The caller must be the only one who changes releases of the platform (a lease sees to that): a pending release then
    /// is one whose maker was killed. Its state decides:
    /// - none: it is installed.
    /// - `deployed`: it is changed when ``ReleaseRequest/digest()`` differs from the record's.
    /// - `failed` after it had been deployed once: it is changed. `failed` before: it is installed anew, so that the hooks
    ///   of an installation run again.
    /// - pending: see ``recover(_:records:)``, then as above.
    /// - `uninstalling`: the removal is finished first, then it is installed.
    ///
    /// - Parameters:
    ///   - request: what it shall be.
    ///   - options: how.
    ///   - records: who removes the record of a killed change.
    /// - Returns: the revision, and what was done.
    /// - Throws: ``HelmFailure``, `Interrupted`; ``HelmFailure/Kind/release`` for a release of somebody else.
    public func apply(
        _ request: ReleaseRequest, options: ReleaseOptions = ReleaseOptions(), records: some ReleaseRecords
    ) throws -> (status: ReleaseStatus, outcome: ReleaseOutcome) {
        // Not `status`, which carries the manifest along: two megabytes for some charts.
        guard var last = try history(request.name).last else {
            return (try install(request, options: options), .installed)
        }
        try refuseForeign(last, request)
        if last.state.isPending {
            guard let earlier = try recover(last, records: records) else {
                return (try install(request, options: options), .installed)
            }
            last = earlier
        }
        switch last.state {
        case .deployed:
            if try last.digest == request.digest() { return (last, .unchanged) }
            return (try upgrade(request, options: options), .upgraded)
        case .uninstalling:
            _ = try uninstall(request.name, options: options)
            return (try install(request, options: options), .installed)
        case .uninstalled:
            return (try install(request, options: options, replacingFailed: true), .installed)
        case .failed, .superseded, .unknown, .pendingInstall, .pendingUpgrade, .pendingRollback:
            let wasDeployed = try history(request.name).contains { $0.state == .deployed || $0.state == .superseded }
            if wasDeployed { return (try upgrade(request, options: options), .upgraded) }
            return (try install(request, options: options, replacingFailed: true), .installed)
        }
    }

    /// Takes away what a killed change left of itself, so that the release can be changed again.
    ///
    /// Helm refuses to touch a pending release for ever. Only the record of the pending revision is removed; no object is.
    /// Whatever the killed change made bears the annotations of the release and is adopted by the next change, so no data
    /// is lost and the hooks of an installation run again. What it made and the next change does not have stays behind: the
    /// caller finds it by the annotations.
    ///
    /// - Parameters:
    ///   - name: the release's name.
    ///   - records: who removes the record.
    /// - Returns: the last revision afterwards; nil when there is none.
    /// - Throws: ``HelmFailure``, `Interrupted`, what `records` throws.
    public func recover(_ name: String, records: some ReleaseRecords) throws -> ReleaseStatus? {
        guard let last = try history(name).last else { return nil }
        return last.state.isPending ? try recover(last, records: records) : last
    }

    private func recover(_ pending: ReleaseStatus, records: some ReleaseRecords) throws -> ReleaseStatus? {
        try records.removeRecord(pending.recordName, namespace: namespace)
        let last = try history(pending.name).last
        guard last?.revision != pending.revision else {
            throw HelmFailure(
                .storage, "the record \(pending.recordName) in \(namespace) is still there after it was removed",
                hint: "see whether somebody else changes the release")
        }
        return last
    }

    private func refuseForeign(_ last: ReleaseStatus, _ request: ReleaseRequest) throws(HelmFailure) {
        guard last.platform != request.platform else { return }
        let owner = last.platform.map { "platform \($0)" } ?? "somebody else"
        throw HelmFailure(
            .release, "release \(last.name) in \(namespace) belongs to \(owner)",
            hint: "choose another namespace for \(request.component), or uninstall the release if nobody needs it")
    }
}
