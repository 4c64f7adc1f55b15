import Kubernetes
import Rendering
import Values

/// Whose an object in the cluster is, as its labels, annotations and managers say.
enum ObjectOwner: Equatable, Sendable {
    /// This platform's.
    case ours
    /// Another platform of Fairlead's.
    case platform(String)
    /// A release of Helm's.
    case release(String)
    /// An application of Argo CD's.
    case application(String)
    /// Somebody's who left no mark but the name of a manager of fields.
    case managers([String])

    /// For people: `the Helm release tools/traefik`.
    var words: String {
        switch self {
        case .ours: "this platform"
        case .platform(let name): "the Fairlead platform `\(name)`"
        case .release(let name): "the Helm release \(name)"
        case .application(let name): "the Argo CD application \(name)"
        case .managers(let names):
            names.isEmpty ? "somebody unknown" : "somebody who wrote it with \(DoctorWords.list(names, most: 4))"
        }
    }

    /// Whether installing would take something away from somebody who still looks after it.
    var isLookedAfter: Bool {
        switch self {
        case .platform, .release, .application: true
        case .ours, .managers: false
        }
    }
}

/// What this platform's own marks look like.
struct OwnMarks: Sendable {
    let platform: String
    let releases: Set<String>
    let applications: Set<String>

    init(_ desired: DesiredPlatform) {
        platform = desired.name
        releases = Set(
            desired.members.flatMap { [$0.release, $0.definitions] }.compactMap { $0 }.map {
                "\($0.namespace)/\($0.name)"
            })
        let handed = desired.handover.filter { $0.reference.kind == "Application" }.map(\.reference.name)
        let members = desired.members.map(\.name) + [Mark.ground]
        applications = Set(handed + members + members.map { "\(desired.name)-\($0)" })
    }

    /// Whose an object is.
    func owner(of object: Node) -> ObjectOwner {
        let metadata = object["metadata"] ?? [:]
        if let name = metadata.at("labels", Mark.platform)?.string { return name == platform ? .ours : .platform(name) }
        // `<application>:<group>/<kind>:<namespace>/<name>` (Argo CD documentation, "Resource tracking").
        if let tracking = metadata.at("annotations", "argocd.argoproj.io/tracking-id")?.string {
            let application = String(tracking.prefix { $0 != ":" })
            return applications.contains(application) ? .ours : .application(application)
        }
        if let release = metadata.at("annotations", "meta.helm.sh/release-name")?.string {
            let namespace = metadata.at("annotations", "meta.helm.sh/release-namespace")?.string ?? ""
            let name = "\(namespace)/\(release)"
            return releases.contains(name) ? .ours : .release(name)
        }
        let managers = DoctorWords.unique(
            (metadata["managedFields"]?.list ?? []).compactMap { $0["manager"]?.string })
        return managers.contains(Cluster.fieldManager) ? .ours : .managers(managers)
    }
}
