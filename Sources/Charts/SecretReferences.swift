import Values

/// A place in an object that makes a pod read a Secret.
struct SecretReference: Hashable {
    /// The Secret's name.
    var name: String
    /// The keys that must be there; empty when any will do.
    var keys: [String]

    /// All references in an object that are not optional.
    static func all(in node: Node) -> [SecretReference] {
        var found: [SecretReference] = []
        walk(node, key: "", &found)
        var seen: Set<SecretReference> = []
        return found.filter { seen.insert($0).inserted }
    }

    private static func walk(_ node: Node, key: String, _ found: inout [SecretReference]) {
        switch node.value {
        case .list(let list):
            for item in list {
                if key == "imagePullSecrets" { add(item, "name", [], &found) }
                if key == "envFrom", let source = item["secretRef"] { add(source, "name", [], &found) }
                if key == "volumes", let source = item["secret"] { add(source, "secretName", itemKeys(source), &found) }
                if key == "sources", let source = item["secret"] { add(source, "name", itemKeys(source), &found) }
                walk(item, key: "", &found)
            }
        case .mapping(let mapping):
            for entry in mapping.entries {
                if entry.key == "secretKeyRef" {
                    add(entry.value, "name", [entry.value["key"]?.string].compactMap { $0 }, &found)
                }
                walk(entry.value, key: entry.key, &found)
            }
        default: break
        }
    }

    private static func itemKeys(_ source: Node) -> [String] {
        (source["items"]?.list ?? []).compactMap { $0["key"]?.string }
    }

    private static func add(_ source: Node, _ nameKey: String, _ keys: [String], _ found: inout [SecretReference]) {
        guard source["optional"]?.bool != true, let name = source[nameKey]?.string, !name.isEmpty else { return }
        found.append(SecretReference(name: name, keys: keys))
    }
}
