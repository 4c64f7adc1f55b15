public import Values

extension ComponentWhy {
    /// The reasons as data: a stable shape.
    ///
    /// - Parameter now: seconds since 1970.
    public func node(now: Int64) -> Node {
        [
            "apiVersion": "fairlead.dev/v1alpha1", "kind": "Why", "component": status.node(now: now),
            "reasons": Node(.list(reasons.map(\.node))), "providers": Node(.list(providers.map(\.node))),
            "consumers": Node(.list(consumers.map(\.node))),
        ]
    }
}

extension ComponentWhy.Neighbour {
    var node: Node {
        [
            "name": Node(.string(name)), "state": Node(.string(state.rawValue)),
            "reasons": Node(.list(reasons.map { Node(.string($0)) })),
        ]
    }
}

extension WhyTree {
    var node: Node {
        var node: Node = [
            "about": Node(.string(kind.rawValue)), "title": Node(.string(title)),
            "state": Node(.string(state.rawValue)),
            "why": Node(.string(sentence)),
        ]
        if let object { node["object"] = object.statusNode }
        for (key, texts) in [("because", because), ("events", events), ("log", logLines)] where !texts.isEmpty {
            node[key] = Node(.list(texts.map { Node(.string($0)) }))
        }
        if let usually { node["usually"] = Node(.string(usually)) }
        if let action { node["do"] = Node(.string(action)) }
        if !children.isEmpty { node["reasons"] = Node(.list(children.map(\.node))) }
        return node
    }
}
