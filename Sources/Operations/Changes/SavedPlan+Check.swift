public import Charts
import Diagnostics
public import Kubernetes
import Values

extension SavedPlan {
    /// How many objects are named before the rest is counted.
    private static let shown = 20

    /// Whether the plan may be carried out: the cluster, the platform and every object must be what they were when it was decided. Nothing is
    /// written.
    ///
    /// - Parameters:
    ///   - desired: what is wanted now.
    ///   - cluster: the cluster as it is now.
    ///   - charts: what the charts bring; nil where they are not at hand.
    /// - Throws: `FindingsError` that names everything that moved; `KubernetesFailure`, `Interrupted`.
    public func check(desired: DesiredPlatform, cluster: Cluster, charts: [RenderedRelease]?) throws {
        var findings = platformFindings(desired)
        findings += identityFindings(try ClusterIdentity.of(cluster))
        if !findings.isEmpty { throw FindingsError(findings: findings) }
        findings = wantedFindings(try WantedDigests.of(desired, charts: charts ?? []))
        if findings.isEmpty {
            let now = try PlatformComparison.of(desired, cluster: cluster, charts: charts, depth: .observation)
            findings = objectFindings(now.entries)
        }
        if !findings.isEmpty { throw FindingsError(findings: findings) }
    }

    private func moved(_ message: String, component: String? = nil, cause: String? = nil) -> Finding {
        Finding(
            code: Code.clusterMoved, message: message, component: component, cause: cause,
            hint: "look at it with `fairlead plan --live`, then save the plan anew")
    }

    private func platformFindings(_ desired: DesiredPlatform) -> [Finding] {
        desired.name.utf8.elementsEqual(platform.utf8)
            ? [] : [moved("the plan is one of the platform `\(platform)`, not of `\(desired.name)`")]
    }

    private func identityFindings(_ now: ClusterIdentity) -> [Finding] {
        let isSame = cluster.uid.isEmpty || now.uid.isEmpty ? cluster.server == now.server : cluster.uid == now.uid
        return isSame
            ? []
            : [moved("the plan was made for another cluster (\(cluster.server))", cause: "this one is \(now.server)")]
    }

    private func wantedFindings(_ now: [String: String]) -> [Finding] {
        var sentences: [String] = []
        for name in Set(now.keys).union(wanted.keys).sorted(by: { $0.utf8.lexicographicallyPrecedes($1.utf8) }) {
            switch (wanted[name], now[name]) {
            case (nil, _): sentences.append("\(Self.title(name)) was not wanted when the plan was made")
            case (_, nil):
                sentences.append(
                    name.hasPrefix("release/")
                        ? "\(Self.title(name)) is not wanted any more, or its chart is not at hand"
                        : "\(Self.title(name)) is not wanted any more")
            case (let before?, let after?):
                if before != after {
                    sentences.append("\(Self.title(name)) is wanted otherwise than when the plan was made")
                }
            }
        }
        return limited(sentences.map { moved($0, cause: "the platform file, the catalog or a chart changed") })
    }

    /// `group/kind/namespace/name` as people read it.
    private static func title(_ identity: String) -> String {
        let parts = identity.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 4 else {
            return parts.first == "release" ? "the release \(parts.dropFirst().joined(separator: "/"))" : identity
        }
        return "\(parts[1]) \(parts[2].isEmpty ? "" : parts[2] + "/")\(parts[3])"
    }

    private func objectFindings(_ entries: [PlatformComparison.Entry]) -> [Finding] {
        var findings: [Finding] = []
        var before = Dictionary(objects.map { ($0.reference.identity, $0) }, uniquingKeysWith: { first, _ in first })
        for entry in entries {
            let reference = entry.change.reference
            guard let planned = before.removeValue(forKey: reference.identity) else {
                let sentence =
                    entry.change.action == .delete
                    ? "\(reference) is there and would have to go, which the plan does not say"
                    : "\(reference) does not stand in the plan"
                findings.append(moved(sentence, component: entry.change.owner))
                continue
            }
            let state = entry.live ?? entry.change.uid.map { LiveState(uid: $0, resourceVersion: "", content: nil) }
            if let sentence = Self.movement(planned.state, state) {
                findings.append(moved("\(reference) \(sentence)", component: planned.owner))
            }
        }
        for planned in before.values.sorted(by: { $0.reference.identity < $1.reference.identity }) {
            findings.append(
                planned.action == .delete
                    ? moved("\(planned.reference) is gone already", component: planned.owner)
                    : moved(
                        "\(planned.reference) was not looked at again: its chart is not at hand",
                        component: planned.owner))
        }
        return limited(findings)
    }

    private static func movement(_ before: LiveState?, _ now: LiveState?) -> String? {
        switch (before, now) {
        case (nil, nil): nil
        case (nil, _): "appeared since the plan was made"
        case (_, nil): "vanished since the plan was made"
        case (let before?, let now?):
            if now.isSame(as: before) {
                nil
            } else {
                now.uid == before.uid
                    ? "was changed since the plan was made" : "was removed and made again since the plan was made"
            }
        }
    }

    private func limited(_ findings: [Finding]) -> [Finding] {
        guard findings.count > Self.shown else { return findings }
        return findings.prefix(Self.shown) + [moved("\(findings.count - Self.shown) more objects moved")]
    }
}
