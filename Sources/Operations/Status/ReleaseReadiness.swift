import Helm
import Kubernetes

/// How far a release is, by its last record.
enum ReleaseReadiness {
    /// How long a change may take before whoever made it counts as gone, in seconds.
    private static let patience: Int64 = 3600

    static func state(_ release: ReleaseStatus, now: Int64) -> ReadinessState {
        switch release.state {
        case .deployed: return ReadinessState(.ready, "it is installed")
        case .failed:
            return ReadinessState(
                .failed, reason: "ReleaseFailed", "its last change, revision \(release.revision), failed")
        case .unknown: return ReadinessState(.unknown, "Helm does not know its state")
        case .uninstalled, .superseded:
            return ReadinessState(.progressing, reason: "Uninstalled", "it was removed, and only its record is left")
        case .uninstalling, .pendingInstall, .pendingUpgrade, .pendingRollback:
            let begun = Timestamp.seconds(release.updated) ?? now
            let what = release.state.rawValue
            return now - begun > patience
                ? ReadinessState(
                    .failed, reason: "ReleasePending",
                    "it is \(what) since \(StatusAge.text(now - begun)): whoever began that is gone")
                : ReadinessState(.progressing, reason: "ReleasePending", "it is \(what)")
        }
    }
}
