import Catalog
import Delivery
import Kubernetes
import Rendering
import Values

/// Two states of a platform against each other, without a cluster: objects, charts, their values, and which Secrets hold what.
public enum RevisionDifference {
    /// The API under which things stand in the result that are no objects of a cluster: `Chart`, `Values`.
    static let apiVersion = "fairlead.dev/v1alpha1"

    /// Compares.
    ///
    /// - Parameters:
    ///   - old: the platform as it was.
    ///   - new: the platform as it is to be.
    /// - Returns: what came, went or changed, in the order of the new platform; what went comes last. Secrets are compared by what they are
    ///   made of, never by their values.
    public static func between(_ old: DesiredPlatform, _ new: DesiredPlatform) -> [ObjectChange] {
        let (before, after) = (things(old), things(new))
        let known = Dictionary(before.map { ($0.reference.identity, $0.node) }, uniquingKeysWith: { first, _ in first })
        var changes: [ObjectChange] = []
        for thing in after {
            guard let previous = known[thing.reference.identity] else {
                changes.append(ObjectChange(reference: thing.reference, owner: thing.owner, action: .create))
                continue
            }
            let differences =
                thing.isSecret ? bare(previous, thing.node) : ObjectDifference.between(old: previous, new: thing.node)
            if !differences.isEmpty {
                changes.append(
                    ObjectChange(
                        reference: thing.reference, owner: thing.owner, action: .change, differences: differences))
            }
        }
        let kept = Set(after.map(\.reference.identity))
        return changes
            + before.filter { !kept.contains($0.reference.identity) }.map {
                ObjectChange(reference: $0.reference, owner: $0.owner, action: .delete)
            }
    }

    private struct Thing {
        var reference: ObjectReference
        var owner: String
        var node: Node
        var isSecret = false
    }

    private static func things(_ platform: DesiredPlatform) -> [Thing] {
        var things = platform.ground.map { Thing(reference: $0.reference, owner: $0.owner, node: $0.node) }
        for member in platform.members {
            for release in [member.definitions, member.release].compactMap({ $0 }) {
                let chart: Node = [
                    "repository": Node(.string(release.chart.repository)), "chart": Node(.string(release.chart.name)),
                    "version": Node(.string(release.chart.version)), "namespace": Node(.string(release.namespace)),
                ]
                things.append(thing("Chart", release, chart))
                things.append(thing("Values", release, release.values))
            }
            things += secrets(platform, of: member.name)
            things += member.objects.filter { $0.stage != .secrets }.map {
                Thing(reference: $0.reference, owner: $0.owner, node: $0.node)
            }
        }
        return things + platform.handover.map { Thing(reference: $0.reference, owner: $0.owner, node: $0.node) }
    }

    private static func thing(_ kind: String, _ release: DesiredRelease, _ content: Node) -> Thing {
        let reference = ObjectReference(apiVersion, kind, name: release.name)
        let key = kind == "Chart" ? "chart" : "values"
        let node: Node = [
            "apiVersion": Node(.string(apiVersion)), "kind": Node(.string(kind)),
            "metadata": ["name": Node(.string(release.name))],
        ]
        var full = node
        full[key] = content
        return Thing(reference: reference, owner: release.member, node: full)
    }

    /// A Secret by its keys, each with the names of the credentials in it.
    private static func secrets(_ platform: DesiredPlatform, of member: String) -> [Thing] {
        platform.input.rendering.secrets.filter { $0.component == member }.map { secret in
            var keys = Mapping()
            for (key, parts) in secret.data { keys[key] = Node(.string(parts.map(words).joined(separator: " + "))) }
            return Thing(
                reference: ObjectReference("v1", "Secret", namespace: secret.namespace, name: secret.name),
                owner: member,
                node: ["type": Node(.string(secret.type)), "data": Node(.mapping(keys))], isSecret: true)
        }
    }

    private static func words(_ part: SecretObject.Part) -> String {
        switch part {
        case .literal: "text"
        case .credential(let id, let field, _): "credential \(id)" + (field.map { ".\($0)" } ?? "")
        case .sha256(let id): "hash of credential \(id)"
        }
    }

    /// Fields that differ, shown as they are: only names of credentials stand in them.
    private static func bare(_ old: Node, _ new: Node) -> [FieldDifference] {
        new.difference(from: old).map { change in
            let path = change.path.description
            return switch change.kind {
            case .added(let node): FieldDifference(path: path, desired: JSON.write(node), live: nil)
            case .removed(let node): FieldDifference(path: path, desired: nil, live: JSON.write(node))
            case .changed(let left, let right):
                FieldDifference(path: path, desired: JSON.write(right), live: JSON.write(left))
            }
        }
    }
}
