import Kubernetes
public import Values

extension PlatformStatus {
    /// The status as data: a stable shape. Keys that have nothing to say are left out; times are RFC 3339 in UTC.
    public var node: Node {
        var node: Node = [
            "apiVersion": "fairlead.dev/v1alpha1", "kind": "Status", "platform": Node(.string(platform)),
            "engine": Node(.string(engine)), "ready": Node(.bool(isReady)),
        ]
        if let since { node["since"] = Node(.string(Timestamp.text(since))) }
        node["checkedAt"] = Node(.string(Timestamp.text(checkedAt)))
        node["summary"] = summary
        if !isPart { node["ground"] = ground.node(now: checkedAt) }
        node["components"] = Node(.list(components.map { $0.node(now: checkedAt) }))
        node["unseen"] = Node(
            .list(unseen.map { ["kind": Node(.string($0.kind)), "reason": Node(.string($0.reason))] }))
        return node
    }

    private var summary: Node {
        var node: Node = ["total": Node(.integer(Int64(components.count)))]
        for state in ComponentStatus.State.allCases {
            node[state.rawValue] = Node(.integer(Int64(components.count { $0.state == state })))
        }
        return node
    }
}

extension ComponentStatus {
    /// The status as data.
    ///
    /// - Parameter now: seconds since 1970, for the age.
    public func node(now: Int64) -> Node {
        var node: Node = [
            "name": Node(.string(name)), "title": Node(.string(title)), "state": Node(.string(state.rawValue)),
        ]
        if let wave { node["wave"] = Node(.integer(Int64(wave))) }
        if !namespace.isEmpty { node["namespace"] = Node(.string(namespace)) }
        if let why { node["why"] = Node(.string(why)) }
        if !waitsFor.isEmpty { node["waitsFor"] = Node(.list(waitsFor.map { Node(.string($0)) })) }
        node["pods"] = pods.node
        node["workloads"] = workloads.node
        node["objects"] = objects.node
        if let wantedVersion {
            node["chart"] = ["wanted": Node(.string(wantedVersion))]
            if let deployedVersion { node.set(Node(.string(deployedVersion)), at: ["chart", "deployed"]) }
        }
        if let release {
            node["release"] = [
                "name": Node(.string(release.name)), "namespace": Node(.string(release.namespace)),
                "state": Node(.string(release.state)), "revision": Node(.integer(Int64(release.revision))),
            ]
        }
        if let application {
            node["application"] = [
                "name": Node(.string(application.name)), "sync": Node(.string(application.sync)),
                "health": Node(.string(application.health)), "revision": Node(.string(application.revision)),
            ]
        }
        node["restartsLastHour"] = Node(.integer(Int64(restarts)))
        if let since { node["since"] = Node(.string(Timestamp.text(since))) }
        if let created { node["ageSeconds"] = Node(.integer(max(now - created, 0))) }
        if !problems.isEmpty { node["problems"] = Node(.list(problems.map(\.node))) }
        return node
    }
}

extension ComponentStatus.Count {
    var node: Node { ["ready": Node(.integer(Int64(ready))), "desired": Node(.integer(Int64(desired)))] }
}

extension ComponentStatus.Problem {
    var node: Node {
        var node = reference.statusNode
        node["state"] = Node(.string(state.rawValue))
        node["why"] = Node(.string(sentence))
        if let since { node["since"] = Node(.string(Timestamp.text(since))) }
        return node
    }
}

extension ObjectReference {
    var statusNode: Node {
        var node: Node = ["apiVersion": Node(.string(apiVersion)), "kind": Node(.string(kind))]
        if let namespace { node["namespace"] = Node(.string(namespace)) }
        node["name"] = Node(.string(name))
        return node
    }
}
