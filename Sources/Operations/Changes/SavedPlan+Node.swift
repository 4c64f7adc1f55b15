import Kubernetes
public import Values

extension SavedPlan {
    /// The plan as data, in a form that stays: docs/plan.md describes it.
    public var node: Node {
        var node: Node = [
            "apiVersion": Node(.string(Self.apiVersion)), "kind": "SavedPlan", "platform": Node(.string(platform)),
        ]
        if let environment { node["environment"] = Node(.string(environment)) }
        node["fairlead"] = Node(.string(version))
        node["cluster"] = ["server": Node(.string(cluster.server)), "uid": Node(.string(cluster.uid))]
        node["notCompared"] = Node(.list(notCompared.map { Node(.string($0)) }))
        node["wanted"] = Node(
            .mapping(
                Mapping(
                    wanted.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }.map {
                        ($0.key, Node(.string($0.value)))
                    })))
        node["objects"] = Node(.list(objects.map(Self.node)))
        return node
    }

    /// The plan as the file has it.
    public var bytes: [UInt8] { Array(JSON.write(node, pretty: true).utf8) }

    private static func node(_ object: Object) -> Node {
        var node: Node = [
            "action": Node(.string(object.action.rawValue)), "apiVersion": Node(.string(object.reference.apiVersion)),
            "kind": Node(.string(object.reference.kind)),
        ]
        if let namespace = object.reference.namespace { node["namespace"] = Node(.string(namespace)) }
        node["name"] = Node(.string(object.reference.name))
        node["component"] = Node(.string(object.owner))
        if let wave = object.wave { node["wave"] = Node(.integer(Int64(wave))) }
        if let reason = object.reason { node["reason"] = Node(.string(reason)) }
        if !object.fields.isEmpty { node["fields"] = Node(.list(object.fields.map { Node(.string($0)) })) }
        if let state = object.state {
            node["uid"] = Node(.string(state.uid))
            node["resourceVersion"] = Node(.string(state.resourceVersion))
            if let content = state.content { node["content"] = Node(.string(content)) }
        }
        if !object.risks.isEmpty { node["risks"] = Node(.list(object.risks.map(\.node))) }
        return node
    }
}

extension Risk {
    /// The risk as data.
    public var node: Node { ["kind": Node(.string(kind.rawValue)), "sentence": Node(.string(sentence))] }
}
