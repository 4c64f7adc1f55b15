import Catalog
import Platform
import Rendering
import Values

/// Secrets that will be in the cluster as far as can be known: delivered ones, those that an operator makes for a binding, and those
/// that a rendered object asks for.
struct KnownSecrets {
    /// Keys by namespace and name; nil where the keys cannot be known.
    private var keys: [String: Set<String>?] = [:]

    init(_ input: GuidelineInput) {
        for secret in input.rendering.secrets { add(secret.namespace, secret.name, keys: secret.data.map(\.key)) }
        for facts in input.rendering.facts {
            let existing = facts.binding.offer.credentials.compactMap { credential -> String? in
                guard case .existing(let key) = credential.recipe else { return nil }
                return key
            }
            guard let name = facts.secretName, !existing.isEmpty,
                let namespace = input.resolution.member(facts.binding.consumer)?.namespace
            else { continue }
            add(namespace, name, keys: existing)
        }
        for tree in input.trees {
            guard let object = tree.object, let namespace = object.namespace else { continue }
            switch object.kind {
            case "Certificate": add(namespace, object.node.at("spec", "secretName")?.string, keys: nil)
            case "Ingress":
                for entry in object.node.at("spec", "tls")?.list ?? [] {
                    add(namespace, entry["secretName"]?.string, keys: nil)
                }
            case "Gateway": for name in certificates(object.node) { add(namespace, name, keys: nil) }
            case "ExternalSecret":
                add(namespace, object.node.at("spec", "target", "name")?.string ?? object.name, keys: nil)
            case "ObjectBucketClaim", "Secret", "SealedSecret": add(namespace, object.name, keys: nil)
            default: break
            }
        }
    }

    /// The Secrets that cert-manager makes for a Gateway: only if it is asked to, and only in the Gateway's namespace.
    private func certificates(_ gateway: Node) -> [String] {
        let annotations = gateway.at("metadata", "annotations")?.mapping?.keys ?? []
        guard annotations.contains("cert-manager.io/cluster-issuer") || annotations.contains("cert-manager.io/issuer")
        else { return [] }
        let own = gateway.at("metadata", "namespace")?.string
        return (gateway.at("spec", "listeners")?.list ?? []).flatMap { listener in
            (listener.at("tls", "certificateRefs")?.list ?? []).compactMap { reference in
                let namespace = reference["namespace"]?.string
                return namespace == nil || namespace == own ? reference["name"]?.string : nil
            }
        }
    }

    private mutating func add(_ namespace: String, _ name: String?, keys new: [String]?) {
        guard let name else { return }
        let identity = Self.identity(namespace, name)
        // What is known of its keys counts: a claim's Secret is also that of a binding.
        guard let new else {
            if keys[identity] == nil { keys.updateValue(nil, forKey: identity) }
            return
        }
        let present = (keys[identity] ?? nil) ?? []
        keys[identity] = present.union(new)
    }

    private static func identity(_ namespace: String, _ name: String) -> String { namespace + "/" + name }

    /// Whether a Secret will be there.
    func has(_ name: String, in namespace: String) -> Bool { keys[Self.identity(namespace, name)] != nil }

    /// The keys of a Secret; nil if it is not known or its keys are not.
    func keys(of name: String, in namespace: String) -> Set<String>? { keys[Self.identity(namespace, name)] ?? nil }
}
