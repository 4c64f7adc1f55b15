import Values

extension Cluster {
    /// Whether the user of the access may do something (API reference: `SelfSubjectAccessReview`).
    ///
    /// - Parameters:
    ///   - verb: such as `create`.
    ///   - type: the kind.
    ///   - namespace: the namespace; nil: in all of them, or for kinds without one.
    ///   - name: one object only.
    ///   - subresource: such as `log`.
    /// - Throws: `KubernetesFailure`, `Interrupted`.
    public func mayI(
        _ verb: String, _ type: ResourceType, namespace: String? = nil, name: String? = nil, subresource: String? = nil
    ) throws -> Bool {
        var attributes: Node = [
            "verb": Node(.string(verb)), "group": Node(.string(type.group)), "version": Node(.string(type.version)),
            "resource": Node(.string(type.plural)),
        ]
        for (key, value) in [("namespace", namespace), ("name", name), ("subresource", subresource)] {
            if let value { attributes[key] = Node(.string(value)) }
        }
        var call = Call(method: "POST", path: "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews")
        call.setBody([
            "apiVersion": "authorization.k8s.io/v1", "kind": "SelfSubjectAccessReview",
            "spec": ["resourceAttributes": attributes],
        ])
        guard let isAllowed = try object(call).node.at("status", "allowed")?.bool else {
            throw StatusReading.malformed("the server does not say whether this is allowed", call)
        }
        return isAllowed
    }

    /// Everything that the user of the access may do in a namespace, in one call (API reference: `SelfSubjectRulesReview`).
    ///
    /// - Parameter namespace: the namespace; what is allowed in the whole cluster counts in it too.
    /// - Throws: `KubernetesFailure`, `Interrupted`.
    public func rights(in namespace: String) throws -> AccessRights {
        var call = Call(method: "POST", path: "/apis/authorization.k8s.io/v1/selfsubjectrulesreviews")
        call.setBody([
            "apiVersion": "authorization.k8s.io/v1", "kind": "SelfSubjectRulesReview",
            "spec": ["namespace": Node(.string(namespace))],
        ])
        return AccessRights(try object(call).node["status"] ?? [:])
    }
}

/// What a user may do in one namespace.
public struct AccessRights: Sendable {
    private struct Rule {
        var verbs: [String]
        var groups: [String]
        var resources: [String]
        var names: [String]
    }

    private let rules: [Rule]
    /// Whether this is all: some authorizers cannot list what they allow. If not, ask ``Cluster/mayI(_:_:namespace:name:subresource:)`` where ``allow(_:_:name:)`` says no.
    public let isComplete: Bool

    init(_ status: Node) {
        isComplete = !(status["incomplete"]?.bool ?? true)
        rules = (status["resourceRules"]?.list ?? []).map { rule in
            let texts = { (key: String) in (rule[key]?.list ?? []).compactMap(\.string) }
            return Rule(
                verbs: texts("verbs"), groups: texts("apiGroups"), resources: texts("resources"),
                names: texts("resourceNames"))
        }
    }

    /// Whether a rule allows something.
    ///
    /// - Parameters:
    ///   - verb: such as `create`.
    ///   - type: the kind.
    ///   - name: the object; rules for single objects count only with it.
    public func allow(_ verb: String, _ type: ResourceType, name: String? = nil) -> Bool {
        rules.contains { rule in
            Self.match(rule.verbs, verb) && Self.match(rule.groups, type.group)
                && Self.match(rule.resources, type.plural)
                && (rule.names.isEmpty || name.map { rule.names.contains($0) } ?? false)
        }
    }

    private static func match(_ texts: [String], _ text: String) -> Bool { texts.contains("*") || texts.contains(text) }
}
