import Values

/// As much of an object as helps to find out what is wrong, and nothing that it keeps secret.
enum ObjectShape {
    /// Kinds whose specification is shown: it says what runs, and no more. Of all others only the status is.
    private static let open: Set<String> = [
        "Pod", "Deployment", "StatefulSet", "DaemonSet", "ReplicaSet", "Job", "CronJob", "Service", "Ingress",
        "PersistentVolumeClaim", "HorizontalPodAutoscaler", "PodDisruptionBudget", "NetworkPolicy", "ResourceQuota",
        "LimitRange", "GatewayClass", "Gateway", "HTTPRoute",
    ]
    private static let annotationsLeftOut: Set<String> = ["kubectl.kubernetes.io/last-applied-configuration"]

    /// The object for the archive.
    ///
    /// - Parameter object: the object as the server gives it.
    static func shown(_ object: Node) -> Node {
        let kind = object["kind"]?.string ?? ""
        var pairs: [(String, Node)] = []
        for key in ["apiVersion", "kind"] { if let value = object[key] { pairs.append((key, value)) } }
        pairs.append(("metadata", metadata(object["metadata"] ?? [:])))
        switch kind {
        case "Secret":
            pairs.append(("type", object["type"] ?? Node(.null)))
            pairs.append(("keys", keys(object["data"])))
        case "ConfigMap":
            pairs.append(
                ("keys", Node(.list((keys(object["data"]).list ?? []) + (keys(object["binaryData"]).list ?? [])))))
        default:
            if open.contains(kind), let spec = object["spec"] { pairs.append(("spec", cleaned(spec, depth: 0))) }
            if let status = object["status"] { pairs.append(("status", cleaned(status, depth: 0))) }
        }
        return Node(.mapping(Mapping(pairs)))
    }

    private static func keys(_ data: Node?) -> Node {
        Node(.list((data?.mapping?.keys ?? []).map { Node(.string($0)) }))
    }

    private static func metadata(_ node: Node) -> Node {
        var pairs: [(String, Node)] = []
        for key in [
            "name", "namespace", "uid", "generation", "creationTimestamp", "deletionTimestamp", "finalizers", "labels",
            "ownerReferences",
        ] { if let value = node[key] { pairs.append((key, value)) } }
        let annotations = (node["annotations"]?.mapping?.entries ?? []).filter { !annotationsLeftOut.contains($0.key) }
        if !annotations.isEmpty {
            pairs.append(("annotations", cleaned(Node(.mapping(Mapping(entries: annotations))), depth: 0)))
        }
        return Node(.mapping(Mapping(pairs)))
    }

    /// A tree whose values under secret names are masked: `NAME: value`, and `{name: NAME, value: value}` of containers.
    static func cleaned(_ node: Node, depth: Int) -> Node {
        guard depth < 64 else { return Node(.string("«too deep»")) }
        switch node.value {
        case .list(let items): return Node(.list(items.map { cleaned($0, depth: depth + 1) }))
        case .mapping(let mapping):
            let isSecretVariable = mapping["name"]?.string.map(SecretLooks.isSecret) ?? false
            return Node(
                .mapping(
                    Mapping(
                        mapping.entries.map { entry in
                            let isSecret =
                                SecretLooks.isSecret(name: entry.key) || (entry.key == "value" && isSecretVariable)
                            // References to Secrets have such names too; they are mappings, and names of objects.
                            let isValue = entry.value.string != nil && !entry.key.hasSuffix("Name")
                            return (
                                entry.key,
                                isSecret && isValue
                                    ? Node(.string(SecretMask.stars)) : cleaned(entry.value, depth: depth + 1)
                            )
                        })))
        default: return Node(node.value)
        }
    }
}
