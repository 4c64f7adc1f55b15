public import Values

extension CheckResult {
    /// The result as data.
    public var node: Node {
        var node: Node = [
            "id": Node(.string(check.id)), "title": Node(.string(check.title)), "proves": Node(.string(check.proves)),
            "capability": Node(.string(check.capability)), "binding": Node(.string(check.binding)),
        ]
        if let host = check.host { node["host"] = Node(.string(host)) }
        if !check.needs.isEmpty { node["needs"] = Node(.list(check.needs.map { Node(.string($0.name)) })) }
        switch verdict {
        case .passed(let seen):
            node["result"] = "passed"
            node["seen"] = Node(.string(seen))
        case .failed(let message, let hint):
            node["result"] = "failed"
            node["message"] = Node(.string(message))
            if let hint { node["hint"] = Node(.string(hint)) }
        case .skipped(let reason):
            node["result"] = "skipped"
            node["reason"] = Node(.string(reason))
        }
        node["seconds"] = Node(.double(Double(milliseconds) / 1000))
        return node
    }
}
