public import Charts
public import Diagnostics
import Host
public import Kubernetes
import Values

/// Whether a cluster would take every object of a platform, asked of its API server one by one with a strict dry run: no field that the
/// kind does not have, no value that it refuses, and nothing is written.
public struct StrictTrial: Sendable {
    /// Objects that the server would take.
    public let taken: Int
    /// One finding for each object that it would not, an error, in the order of the components.
    public let refused: [Finding]
    /// Kinds that the server does not serve, as `apiVersion/kind`, with the number of their objects; these could not be asked about.
    public let notServed: [(kind: String, count: Int)]

    /// How many objects were asked about.
    public var asked: Int { taken + refused.count }

    /// What stands for a namespace that is not there yet: the server looks for the namespace before it looks at the object.
    private static let everywhere = "default"

    private enum Answer: Sendable {
        case taken
        case refused(Finding)
        case notServed
    }

    /// Asks about every object.
    ///
    /// An object of a namespace that is not there is asked about in `default`.
    ///
    /// - Parameters:
    ///   - desired: what is wanted.
    ///   - cluster: the cluster; nothing is written to it.
    ///   - charts: what the charts bring.
    /// - Throws: `KubernetesFailure` if the cluster does not answer or does not know who asks; `Interrupted`.
    public static func of(
        _ desired: DesiredPlatform, cluster: Cluster, charts: [RenderedRelease]
    ) throws -> StrictTrial {
        _ = try cluster.version()
        let wanted = WantedObjects(desired, charts: charts) { try? cluster.resource($0, $1) }.objects
        let type = try cluster.resource("v1", "Namespace")
        let namespaces = Set(
            try cluster.list(type, metadataOnly: true).items.compactMap { $0.at("metadata", "name")?.string })
        let answers = try Parallel.map(wanted, limit: 8) { object in
            try answer(object, namespaces: namespaces, cluster: cluster)
        }.map { try $0.get() }
        var taken = 0
        var refused: [Finding] = []
        var notServed: [String: Int] = [:]
        for (object, answer) in zip(wanted, answers) {
            switch answer {
            case .taken: taken += 1
            case .refused(let finding): refused.append(finding)
            case .notServed: notServed[LiveObjects.kindName(object.desired.reference), default: 0] += 1
            }
        }
        return StrictTrial(
            taken: taken, refused: refused,
            notServed: notServed.sorted { $0.key < $1.key }.map { (kind: $0.key, count: $0.value) })
    }

    private static func answer(_ object: WantedObject, namespaces: Set<String>, cluster: Cluster) throws -> Answer {
        let reference = object.desired.reference
        var node = object.desired.node
        if let namespace = reference.namespace, !namespaces.contains(namespace) {
            node.set(Node(.string(everywhere)), at: ["metadata", "namespace"])
        }
        do {
            _ = try cluster.apply(ApplyForm.of(node), dryRun: true, force: true, strict: true)
            return .taken
        } catch let failure as KubernetesFailure {
            switch failure.kind {
            case .notServed: return .notServed
            case .access, .unreachable, .unauthenticated, .timeout: throw failure
            // Something is there already and may not become this; the object itself is well-formed.
            case .invalid where ImmutableField.sentence(failure) != nil: return .taken
            default:
                return .refused(
                    Finding(
                        code: Code.wouldBeRefused,
                        message: "the cluster would not take \(reference): \(ServerSentence.of(failure))",
                        component: object.desired.owner, hint: failure.hint))
            }
        }
    }
}
