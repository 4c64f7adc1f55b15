import Values

/// Values as differences show them: short, on one line, and no secrets.
enum ShownValue {
    /// What stands for a value that is not shown: no length, no hash.
    static let masked = "(differs)"
    private static let limit = 200
    private static let tellingNames = [
        "password", "passwd", "secret", "token", "apikey", "api_key", "credential", "private",
    ]
    private static let harmlessNames = ["secretname", "secretref", "secretkeyref", "automountserviceaccounttoken"]

    static func text(_ node: Node, _ path: FieldPath) -> String {
        if isSecret(path, node) { return masked }
        switch node.value {
        case .mapping, .list: return OneLine.text(JSON.write(hiding(node)), limit: limit)
        default: return OneLine.text(JSON.write(node), limit: limit)
        }
    }

    /// Plain values of environment variables whose names say that they are secrets; and what kubectl keeps of an
    /// object.
    private static func isSecret(_ path: FieldPath, _ node: Node) -> Bool {
        let fields = path.fields
        guard let name = fields.last else { return false }
        if name == "kubectl.kubernetes.io/last-applied-configuration" { return true }
        if name == "value" {
            for case .element(let keys) in path.steps.suffix(2) {
                if keys.contains(where: { telling($0.value.string ?? "") }) { return true }
            }
        }
        guard node.string != nil, !harmlessNames.contains(name.lowercased()) else { return false }
        return telling(name) && !name.lowercased().hasSuffix("name") && !name.lowercased().hasSuffix("key")
    }

    private static func telling(_ name: String) -> Bool {
        let name = name.lowercased()
        return tellingNames.contains { name.contains($0) }
    }

    private static func hiding(_ node: Node) -> Node {
        switch node.value {
        case .mapping(let content):
            var shown = Mapping()
            let isSecretVariable = content["name"]?.string.map(telling) ?? false
            for entry in content.entries {
                let path = FieldPath(steps: [.field(entry.key)])
                let hides =
                    (isSecretVariable && entry.key == "value") || isSecret(path, entry.value)
                shown[entry.key] = hides ? Node(.string(masked)) : hiding(entry.value)
            }
            return Node(.mapping(shown))
        case .list(let content): return Node(.list(content.map(hiding)))
        default: return node
        }
    }
}
