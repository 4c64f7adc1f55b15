import Values

/// How the lists of built-in kinds are merged (API reference and Go types: `listType`, `listMapKey`, `patchMergeKey`).
enum ListKeys {
    /// Which fields tell the elements of a list apart; nil: the list is one value, position by position.
    ///
    /// - Parameters:
    ///   - fields: the fields on the way to the list.
    ///   - isBuiltIn: whether the object is of a group that the server itself defines.
    static func of(_ fields: [String], isBuiltIn: Bool) -> [String]? {
        guard let name = fields.last else { return nil }
        if fields.count == 2, fields.first == "metadata", name == "ownerReferences" { return ["uid"] }
        guard isBuiltIn else { return nil }
        switch name {
        case "containers", "initContainers", "ephemeralContainers": return ["name"]
        case "env", "volumes", "webhooks", "schedulingGates", "resourceClaims", "claims", "imagePullSecrets",
            "secrets":
            // `env` of a variable's name and `secrets` of a ServiceAccount; elsewhere these names do not occur as
            // lists.
            return ["name"]
        case "volumeMounts": return ["mountPath"]
        case "volumeDevices": return ["devicePath"]
        case "ports": return ports(fields)
        case "hostAliases": return ["ip"]
        case "topologySpreadConstraints": return ["topologyKey", "whenUnsatisfiable"]
        case "resizePolicy": return ["resourceName"]
        default: return nil
        }
    }

    private static func ports(_ fields: [String]) -> [String]? {
        if fields.contains("containers") || fields.contains("initContainers") || fields.contains("ephemeralContainers")
        {
            return ["containerPort", "protocol"]
        }
        // Of a Service. The lists of NetworkPolicies and Endpoints lie deeper and are one value each.
        return fields.count == 2 && fields.first == "spec" ? ["port", "protocol"] : nil
    }

    /// What a key field is where it is not written (API reference: `ContainerPort.protocol`, `ServicePort.protocol`).
    static func fallback(_ field: String) -> Node? {
        if field == "protocol" { return Node(.string("TCP")) }
        return nil
    }

    /// Lists whose order the kubelet follows.
    static func isOrdered(_ name: String) -> Bool { name == "initContainers" }

    /// The key values of an element; nil when it is no mapping or a key is missing.
    static func key(of element: Node, _ fields: [String]) -> [(field: String, value: Node)]? {
        guard element.mapping != nil else { return nil }
        var result: [(field: String, value: Node)] = []
        for field in fields {
            guard let value = element[field].flatMap(\.present) ?? fallback(field) else { return nil }
            result.append((field, Node(value.value)))
        }
        return result
    }
}
