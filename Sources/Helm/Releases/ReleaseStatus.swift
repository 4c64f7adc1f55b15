public import Values

/// What Helm's record says about one revision of a release.
public struct ReleaseStatus: Sendable, Equatable {
    /// The states that Helm gives a revision (`pkg/release/common` of Helm 4).
    public enum State: String, Sendable, CaseIterable {
        /// Helm does not know.
        case unknown
        /// It is in the cluster.
        case deployed
        /// It was removed and its record kept.
        case uninstalled
        /// A later revision took its place.
        case superseded
        /// Its last change failed.
        case failed
        /// It is being removed, or whoever removed it was killed.
        case uninstalling
        /// It is being installed, or whoever installed it was killed.
        case pendingInstall = "pending-install"
        /// It is being changed, or whoever changed it was killed.
        case pendingUpgrade = "pending-upgrade"
        /// It is being rolled back, or whoever did so was killed.
        case pendingRollback = "pending-rollback"

        /// Whether somebody is at it, or was killed at it.
        public var isPending: Bool {
            switch self {
            case .pendingInstall, .pendingUpgrade, .pendingRollback: true
            case .unknown, .deployed, .uninstalled, .superseded, .failed, .uninstalling: false
            }
        }
    }

    /// The release's name.
    public var name: String
    /// The namespace of the release and of its record.
    public var namespace: String
    /// The number of the revision, from 1.
    public var revision: Int
    /// Its state.
    public var state: State
    /// The chart's name.
    public var chart: String
    /// The chart's version.
    public var chartVersion: String
    /// When the revision was last changed, as RFC 3339 has it.
    public var updated: String
    /// What Helm says about it, such as why it failed. It may quote the cluster's answers. Only
    /// ``HelmReleases/status(_:)`` knows it.
    public var description: String
    /// The labels on the record that are not Helm's own.
    public var labels: [String: String]

    /// The platform that it belongs to; nil for a release that Fairlead did not make.
    public var platform: String? { labels[ReleaseLabel.platform] }
    /// What was asked for when it was made, see ``ReleaseRequest/digest()``.
    public var digest: String? { labels[ReleaseLabel.digest] }
    /// The name of the Secret that is the record (`pkg/storage` of Helm).
    public var recordName: String { "sh.helm.release.v1.\(name).v\(revision)" }
}

/// The labels that Fairlead puts on the records of its releases.
public enum ReleaseLabel {
    /// The platform's name.
    public static let platform = "fairlead.dev/platform"
    /// The member's name.
    public static let component = "fairlead.dev/component"
    /// A digest of everything that was asked for.
    public static let digest = "fairlead.dev/digest"
}

extension ReleaseStatus {
    /// The labels that Helm keeps its records by (`pkg/storage/driver` of Helm 4); old ones may be handed out with new ones.
    private static let systemLabels: Set<String> = ["name", "owner", "status", "version", "createdAt", "modifiedAt"]

    /// Reads the library's summary of a release, or its answer for a whole one, which alone has the description.
    init(_ answer: Node) {
        let node = answer["summary"] ?? answer
        var labels: [String: String] = [:]
        for entry in node["labels"]?.mapping?.entries ?? [] where !Self.systemLabels.contains(entry.key) {
            labels[entry.key] = entry.value.string
        }
        self.init(
            name: node["name"]?.string ?? "", namespace: node["namespace"]?.string ?? "",
            revision: node["revision"]?.integer.map { Int($0) } ?? 0,
            state: node["status"]?.string.flatMap { State(rawValue: $0) } ?? .unknown,
            chart: node["chart_name"]?.string ?? "", chartVersion: node["chart_version"]?.string ?? "",
            updated: node["deployed_at"]?.string ?? "", description: answer.at("info", "description")?.string ?? "",
            labels: labels)
    }
    /// Reads a record's metadata, which says enough to see what is there without Helm: one request for the metadata of all
    /// Secrets with the label `owner=helm` answers for a whole platform.
    ///
    /// - Parameter record: the Secret, or its metadata alone. Chart and description are in the data, so they stay empty.
    /// - Returns: nil when it is no record of Helm's.
    public init?(record: Node) {
        var labels: [String: String] = [:]
        for entry in record.at("metadata", "labels")?.mapping?.entries ?? [] { labels[entry.key] = entry.value.string }
        guard labels["owner"] == "helm", let name = labels["name"],
            let revision = labels["version"].flatMap({ Int($0) })
        else { return nil }
        self.init(
            name: name, namespace: record.at("metadata", "namespace")?.string ?? "", revision: revision,
            state: labels["status"].flatMap { State(rawValue: $0) } ?? .unknown, chart: "", chartVersion: "",
            updated: record.at("metadata", "creationTimestamp")?.string ?? "", description: "",
            labels: labels.filter { !Self.systemLabels.contains($0.key) })
    }
}
