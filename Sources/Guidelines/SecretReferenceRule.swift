import Catalog
package import Diagnostics
import Platform
import Rendering
import Values

/// Every Secret, and every key of one, that something reads will be there.
package struct SecretReferenceRule: Guideline {
    package static let code = Code.secretMissing
    package init() {}

    package func findings(_ input: GuidelineInput) -> [Finding] {
        let known = KnownSecrets(input)
        return input.trees.flatMap { tree -> [Finding] in
            guard let namespace = tree.namespace else { return [] }
            var seen: Set<String> = []
            return references(tree).compactMap { finding($0, in: namespace, tree, known, input) }.filter {
                seen.insert($0.message).inserted
            }
        }
    }

    private struct Reference {
        var name: String
        var key: String?
        /// Whether the Secret is surely meant to be there already: nothing but a person or Fairlead would make it.
        var mustExist: Bool
        var node: Node
    }

    private func finding(
        _ reference: Reference, in namespace: String, _ tree: RenderedTree, _ known: KnownSecrets,
        _ input: GuidelineInput
    ) -> Finding? {
        let place = input.place(reference.node, of: tree.component)
        guard known.has(reference.name, in: namespace) else {
            guard reference.mustExist else { return nil }
            return Finding(
                code: Self.code, severity: .warning,
                message: "\(tree.title) names the Secret `\(reference.name)` in \(namespace), which nothing delivers",
                place: place,
                component: tree.component,
                hint:
                    "declare it under `secrets` of the component; is it one that the chart makes, then leave the name out"
            )
        }
        guard let key = reference.key, let keys = known.keys(of: reference.name, in: namespace), !keys.contains(key)
        else { return nil }
        return Finding(
            code: Self.code,
            message: "\(tree.title) reads the key `\(key)` of the Secret `\(reference.name)`, which has no such key",
            place: place, component: tree.component, cause: "it has: " + keys.sorted().joined(separator: ", "),
            hint: Suggestion.closest(to: key, among: keys.sorted()).map { "did you mean `\($0)`?" }
                ?? "add the key, or read another one")
    }

    private func references(_ tree: RenderedTree) -> [Reference] {
        // Traffic rules and the like name no Secrets, and their lists are long.
        tree.node.mappings().flatMap { path, node -> [Reference] in
            var found: [Reference] = []
            guard
                case .key(let parent)? = path.steps.last(where: { if case .key = $0 { true } else { false } })
                    ?? .key("")
            else { return [] }
            if let name = (node["name"] ?? node["secretName"])?.string,
                let key = (node["key"] ?? node["secretKey"])?.string, node["optional"]?.bool != true
            {
                found.append(Reference(name: name, key: key, mustExist: parent == "secretKeyRef", node: node))
            } else if ["secretRef", "imagePullSecrets"].contains(parent), let name = node["name"]?.string,
                node["optional"]?.bool != true
            {
                found.append(
                    Reference(name: name, key: nil, mustExist: tree.object != nil || parent == "secretRef", node: node))
            } else if parent == "certificateRefs", tree.object?.kind == "Gateway", node["namespace"] == nil,
                let name = node["name"]?.string
            {
                found.append(Reference(name: name, key: nil, mustExist: true, node: node))
            } else if parent == "secret", let name = node["secretName"]?.string, node["optional"]?.bool != true {
                for item in node["items"]?.list ?? [] {
                    found.append(Reference(name: name, key: item["key"]?.string, mustExist: false, node: item))
                }
                found.append(Reference(name: name, key: nil, mustExist: tree.object != nil, node: node))
            }
            return found + (tree.object == nil ? existing(node) : [])
        }
    }

    /// `existingSecret: x` beside `passwordKey: y`, or `apiKeyExistingSecret: x` beside `apiKeyExistingSecretKey: y`, as charts like it.
    private func existing(_ node: Node) -> [Reference] {
        let texts = (node.mapping?.entries ?? []).filter { $0.value.string?.isEmpty == false }
        let keys = texts.filter { $0.key.hasSuffix("Key") }
        let names = texts.filter { $0.key.lowercased().hasSuffix("existingsecret") || $0.key == "existingSecretName" }
        return names.flatMap { entry -> [Reference] in
            guard let name = entry.value.string else { return [] }
            // A single Secret is what all keys beside it are of; of several each has its own.
            let own = keys.filter {
                $0.key == entry.key + "Key" || (names.count == 1 && entry.key.hasPrefix("existing"))
            }
            return [Reference(name: name, key: nil, mustExist: true, node: entry.value)]
                + own.map { Reference(name: name, key: $0.value.string, mustExist: false, node: $0.value) }
        }
    }
}
