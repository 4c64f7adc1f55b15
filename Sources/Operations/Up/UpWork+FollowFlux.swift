import HTTP
import Host
import Kubernetes
import Values

extension UpWork {
    /// Follows Flux until a Kustomization has brought the commit that was published, and found it healthy.
    ///
    /// A Kustomization writes down a commit only when everything of it is healthy, so that the old state is never taken for the new one.
    ///
    /// - Returns: how often Flux was told to look at once.
    func followKustomization(_ name: String) throws -> Int {
        var nudges = 0
        let reference = context.desired.unit(name)
        try wait.until {
            guard let live = try context.cluster.get(reference) else {
                return [WaitReason(reference, "it is not there yet")] + (try sourceReasons(&nudges))
                    + (name == UpCourse.rootUnit ? [] : try rootReasons())
            }
            let applied = FluxInventory.commit(live.at("status", "lastAppliedRevision")?.string)
            if try branch.holds(applied) { return try fluxReasons(of: live) }
            let known =
                applied.isEmpty
                ? "has not brought it yet" : "brought commit \(applied.prefix(8)), not \(branch.commit.prefix(8)) yet"
            return [WaitReason(reference, "\(context.desired.engineTitle) \(known)")] + (try sourceReasons(&nudges))
                + (try fluxReasons(of: live))
        }
        return nudges
    }

    /// What keeps the repository from being read, and a nudge where it was read before the commit was there.
    private func sourceReasons(_ nudges: inout Int) throws -> [WaitReason] {
        let reference = ObjectReference(
            "source.toolkit.fluxcd.io/v1", "GitRepository", namespace: context.desired.engineNamespace,
            name: UpCourse.rootUnit)
        guard let live = try context.cluster.get(reference) else {
            return [WaitReason(reference, "it is not there yet")]
        }
        let state = Readiness.of(live, now: context.clock.now())
        let read = FluxInventory.commit(live.at("status", "artifact", "revision")?.string)
        if try branch.holds(read), state.isReady { return [] }
        // What is new is looked at without being told.
        if !read.isEmpty { nudges += try nudge(reference, live) }
        if state.level == .failed {
            return [WaitReason(reference, state.sentence + advice(state.sentence), isFailure: true)]
        }
        let known = read.isEmpty ? "has not read it yet" : "read commit \(read.prefix(8)) last"
        return [WaitReason(reference, "\(context.desired.engineTitle) \(known)")]
    }

    /// Flux looks at Git in its interval, or when an annotation gets another value (fluxcd.io, `gitrepositories`, triggering a reconcile).
    private func nudge(_ reference: ObjectReference, _ live: Node) throws -> Int {
        let annotation = "reconcile.fluxcd.io/requestedAt"
        let wish = branch.commit
        guard !wish.isEmpty, live.at("metadata", "annotations")?[annotation]?.string != wish,
            branch.nudges(reference.name)
        else { return 0 }
        try check()
        _ = try context.cluster.patch(
            reference, merge: ["metadata": ["annotations": [annotation: Node(.string(wish))]]])
        return 1
    }

    /// Why the root does not make the others.
    private func rootReasons() throws -> [WaitReason] {
        guard let root = try context.cluster.get(context.desired.unit(UpCourse.rootUnit)) else { return [] }
        return try fluxReasons(of: root)
    }

    private func fluxReasons(of live: Node) throws -> [WaitReason] {
        guard let reference = ObjectReference(live) else { return [] }
        let state = Readiness.of(live, now: context.clock.now())
        if state.isReady { return [] }
        return [WaitReason(reference, state.sentence + advice(state.sentence), isFailure: state.level == .failed)]
            + (try unready(live))
    }

    /// What a Kustomization brought and is not ready.
    private func unready(_ live: Node) throws -> [WaitReason] {
        var found: [WaitReason] = []
        for reference in FluxInventory.references(of: live).prefix(20) where found.count < 5 {
            guard reference.kind != "Kustomization", let object = try context.cluster.get(reference) else { continue }
            let state = Readiness.of(object, now: context.clock.now())
            if state.isReady || state.level == .unknown { continue }
            found.append(WaitReason(reference, state.sentence, isFailure: state.level == .failed))
        }
        return found.sorted { $0.isFailure && !$1.isFailure }
    }

    /// What to do about words of Flux that come up most.
    private func advice(_ sentence: String) -> String {
        let words = sentence.lowercased()
        if [
            "authentication required", "permission denied", "repository not found", "authorization failed",
            "unable to authenticate", "failed to get secret", "knownhosts",
        ].contains(where: words.contains) {
            return
                "; Flux may not read the repository: give it a token or key, as `First installation` in README.md shows"
        }
        if words.contains("path not found") || words.contains("no such file or directory") {
            return "; `delivery.path` and the folder in the repository differ"
        }
        return ""
    }
}
