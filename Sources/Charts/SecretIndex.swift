import Platform
import Rendering
import Values

/// Every Secret that will be in the cluster: delivered, rendered by a chart, or made by an operator from an object.
struct SecretIndex {
    /// Keys by namespace and name; nil where only who makes the Secret knows its keys.
    private var keys: [String: [String: Set<String>?]] = [:]

    /// Collects the Secrets of a platform.
    init(_ rendering: Rendering, charts objects: [ChartObject]) {
        for secret in rendering.secrets { add(secret.namespace, secret.name, Set(secret.data.map(\.key))) }
        for fact in rendering.facts {
            guard let name = fact.secretName else { continue }
            // The consumer's namespace is where its other Secrets and objects are; a late look-up needs no member here.
            for namespace in rendering.namespaces where namespace.members.contains(fact.binding.consumer) {
                add(namespace.name, name, Set(fact.secretKeys.map(\.key)))
            }
        }
        for component in rendering.components {
            for object in component.objects { add(object.node, namespace: object.namespace ?? "") }
        }
        for object in objects { add(object.node, namespace: object.namespace) }
    }

    /// Whether a Secret will be there.
    func contains(_ namespace: String, _ name: String) -> Bool { keys[namespace]?[name] != nil }

    /// The keys of a Secret; nil when the Secret is not there or its keys are not known.
    func keys(_ namespace: String, _ name: String) -> Set<String>? { keys[namespace]?[name] ?? nil }

    private mutating func add(_ namespace: String, _ name: String, _ new: Set<String>?) {
        if let new, let known = keys[namespace]?[name] {
            // Several sources of one Secret add up; unknown keys stay unknown.
            keys[namespace]?[name] = .some(known.map { $0.union(new) })
        } else {
            keys[namespace, default: [:]][name] = .some(new)
        }
    }

    private mutating func add(_ object: Node, namespace: String) {
        let name = object.at("metadata", "name")?.string ?? ""
        switch object["kind"]?.string ?? "" {
        case "Secret":
            let parts = [object["data"], object["stringData"]].compactMap { $0?.mapping?.keys }
            add(namespace, name, Set(parts.joined()))
        case "SealedSecret":
            add(namespace, object.at("spec", "template", "metadata", "name")?.string ?? name, nil)
        case "Certificate":
            if let secret = object.at("spec", "secretName")?.string { add(namespace, secret, nil) }
        case "ExternalSecret":
            add(namespace, object.at("spec", "target", "name")?.string ?? name, nil)
        case "ObjectBucketClaim":
            add(namespace, name, ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"])
        case "Cluster" where object["apiVersion"]?.string?.hasPrefix("postgresql.cnpg.io/") == true:
            for suffix in ["app", "superuser", "ca", "server", "replication"] {
                add(namespace, "\(name)-\(suffix)", nil)
            }
        case "ServiceAccount":
            for secret in object["secrets"]?.list ?? [] {
                if let token = secret["name"]?.string { add(namespace, token, nil) }
            }
        default: break
        }
    }
}
