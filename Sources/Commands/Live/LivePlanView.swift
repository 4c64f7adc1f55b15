import Diagnostics
import Kubernetes
import Operations
import Values

/// A comparison as it is shown, for people and for programs.
struct LivePlanView {
    let platform: String
    let server: String
    let entries: [PlatformComparison.Entry]
    let hooks: [ObjectReference]
    let notCompared: [String]
    let findings: [Finding]

    /// What is to happen, or is refused.
    var changes: [PlatformComparison.Entry] { entries.filter { $0.change.action != .none } }
    /// Whether everything is as it should be.
    var isEmpty: Bool { changes.isEmpty }

    /// How often something happens.
    func count(_ action: ObjectChange.Action) -> Int { entries.count { $0.change.action == action } }

    /// As data.
    var node: Node { node(kind: "LivePlan") }

    /// As data.
    ///
    /// - Parameter kind: `LivePlan` or `Difference`.
    func node(kind: String) -> Node {
        var summary = Mapping()
        for action in ObjectChange.Action.allCases {
            summary[action == .none ? "unchanged" : action.rawValue] = Node(.integer(Int64(count(action))))
        }
        return [
            "apiVersion": "fairlead.dev/v1alpha1", "kind": Node(.string(kind)), "platform": Node(.string(platform)),
            "server": Node(.string(server)), "summary": Node(.mapping(summary)),
            "changes": Node(.list(changes.map { Self.node($0.change, wave: $0.wanted?.wave, risks: $0.risks) })),
            "hooks": Node(.list(hooks.map { Node(.string("\($0)")) })),
            "notCompared": Node(.list(notCompared.map { Node(.string($0)) })), "findings": Findings(findings).node,
        ]
    }

    /// A change as data.
    static func node(_ change: ObjectChange, wave: Int? = nil, risks: [Risk]? = nil) -> Node {
        var node: Node = [
            "action": Node(.string(change.action.rawValue)), "apiVersion": Node(.string(change.reference.apiVersion)),
            "kind": Node(.string(change.reference.kind)),
        ]
        if let namespace = change.reference.namespace { node["namespace"] = Node(.string(namespace)) }
        node["name"] = Node(.string(change.reference.name))
        node["component"] = Node(.string(change.owner))
        if let wave { node["wave"] = Node(.integer(Int64(wave))) }
        if let reason = change.reason { node["reason"] = Node(.string(reason)) }
        node["differences"] = Node(
            .list(
                change.differences.map { difference in
                    var entry: Node = ["path": Node(.string(difference.path))]
                    if let live = difference.live { entry["old"] = Node(.string(live)) }
                    if let desired = difference.desired { entry["new"] = Node(.string(desired)) }
                    return entry
                }))
        if let risks { node["risks"] = Node(.list(risks.map(\.node))) }
        return node
    }
}
