import Delivery
import Host
import Kubernetes
import Platform
import Values

extension UpWork {
    /// Follows Argo CD until an application is what its Git revision says, and healthy.
    ///
    /// An application that has not seen the commit yet says nothing about it: healthy there means that the old state is.
    ///
    /// - Returns: how often Argo CD was told to look at once.
    func follow(_ name: String) throws -> Int {
        var nudges = 0
        try wait.until {
            let live = try context.cluster.get(reference(name))
            guard let live else {
                return [WaitReason(reference(name), "it is not there yet")] + (try rootReasons())
            }
            if let commit = try oldCommit(of: live) {
                // An application that is new is looked at without being told.
                if !commit.isEmpty { nudges += try nudge(name, live) }
                let known =
                    commit.isEmpty
                    ? "has not read the repository yet"
                    : "knows commit \(commit.prefix(8)), not \(branch.commit.prefix(8)) yet"
                return [WaitReason(reference(name), "Argo CD \(known)")] + reasons(of: live)
            }
            return name == UpCourse.rootUnit ? errors(of: live) : reasons(of: live)
        }
        return nudges
    }

    private func reference(_ name: String) -> ObjectReference {
        context.desired.unit(name)
    }

    /// What Argo CD has read of our repository, if that is not what was published; nil if it is, or if the application does not read it.
    private func oldCommit(of live: Node) throws -> String? {
        let repository = GitRemote(context.desired.input.resolution.specification.delivery.repository)
        let sources = live.at("spec", "sources")?.list ?? live.at("spec", "source").map { [$0] } ?? []
        guard
            let index = sources.firstIndex(where: {
                $0["repoURL"]?.string.map { GitRemote($0).isSame(as: repository) } ?? false
            }),
            sources[index]["chart"]?.string == nil
        else { return nil }
        let all = live.at("status", "sync", "revisions")?.list ?? []
        let revision = all.indices.contains(index) ? all[index].string : live.at("status", "sync", "revision")?.string
        let commit = revision ?? ""
        return try branch.holds(commit) ? nil : commit
    }

    /// Argo CD looks at Git every three minutes, or when an annotation says so, which it takes away
    /// (argo-cd.readthedocs.io, annotation `argocd.argoproj.io/refresh`).
    private func nudge(_ name: String, _ live: Node) throws -> Int {
        let annotation = "argocd.argoproj.io/refresh"
        guard live.at("metadata", "annotations")?[annotation] == nil, branch.nudges(name) else { return 0 }
        try check()
        _ = try context.cluster.patch(reference(name), merge: ["metadata": ["annotations": [annotation: "normal"]]])
        return 1
    }

    private func reasons(of live: Node) -> [WaitReason] {
        guard let reference = ObjectReference(live) else { return [] }
        let state = Readiness.of(live, now: context.clock.now())
        if state.isReady { return [] }
        return [WaitReason(reference, state.sentence + advice(state.sentence), isFailure: state.level == .failed)]
            + unhealthy(live)
    }

    /// What an application's condition says is wrong; the root application is healthy only when everything is.
    private func errors(of live: Node) -> [WaitReason] {
        guard let reference = ObjectReference(live) else { return [] }
        let state = Readiness.of(live, now: context.clock.now())
        guard state.level == .failed, state.condition != nil else { return [] }
        return [WaitReason(reference, state.sentence + advice(state.sentence), isFailure: true)]
    }

    /// Why the root application does not make the others.
    private func rootReasons() throws -> [WaitReason] {
        guard let root = try context.cluster.get(reference(UpCourse.rootUnit)) else { return [] }
        return reasons(of: root).filter { $0.reference == reference(UpCourse.rootUnit) }
    }

    /// Objects of an application that Argo CD calls unhealthy.
    private func unhealthy(_ live: Node) -> [WaitReason] {
        (live.at("status", "resources")?.list ?? []).compactMap { resource -> WaitReason? in
            guard let kind = resource["kind"]?.string, let name = resource["name"]?.string,
                let health = resource.at("health", "status")?.string, health != "Healthy", health != "Suspended"
            else { return nil }
            let group = resource["group"]?.string ?? ""
            let version = resource["version"]?.string ?? "v1"
            let reference = ObjectReference(
                group.isEmpty ? version : "\(group)/\(version)", kind, namespace: resource["namespace"]?.string,
                name: name)
            let message = ShownServerText.line(resource.at("health", "message")?.string ?? "")
            return WaitReason(
                reference, ShownServerText.line(health, limit: 40) + (message.isEmpty ? "" : ": \(message)"),
                isFailure: health == "Degraded")
        }.sorted { $0.isFailure && !$1.isFailure }.prefix(5).map { $0 }
    }

    /// What to do about words of Argo CD that come up most.
    private func advice(_ sentence: String) -> String {
        let words = sentence.lowercased()
        if [
            "authentication required", "permission denied", "repository not found", "authorization failed",
            "invalid auth", "unable to authenticate",
        ]
        .contains(where: { words.contains($0) }) {
            return
                "; Argo CD may not read the repository: give it a token or key, as `First installation` in README.md shows"
        }
        if words.contains("app path does not exist") {
            return "; `delivery.path` and the folder in the repository differ"
        }
        return ""
    }
}

/// Text of a server on one line.
enum ShownServerText {
    static func line(_ text: String, limit: Int = 300) -> String {
        let plain = text.unicodeScalars.prefix(limit).map { scalar in
            scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value) || (0x202A...0x202E).contains(scalar.value)
                || (0x2066...0x2069).contains(scalar.value) ? " " : scalar
        }
        return String(String.UnicodeScalarView(plain))
    }
}
