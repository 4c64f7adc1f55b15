import Catalog
import Helm
import Platform
import Values

/// What templates see under `.Values`; `docs/component-format.md` describes it.
struct TemplateContext {
    let resolution: Resolution
    let namespaces: [String]
    private let platform: Node

    init(_ resolution: Resolution) {
        self.resolution = resolution
        namespaces = Array(Set(resolution.members.map(\.namespace))).sorted()
        platform = Self.platform(resolution)
    }

    private static func platform(_ resolution: Resolution) -> Node {
        let specification = resolution.specification
        let spec = specification.node["spec"] ?? [:]
        var engines: [String: String] = [:]
        for member in resolution.members { for model in member.models { engines[model.name] = member.name } }
        return [
            "name": Node(.string(specification.name)), "domain": Node(.string(specification.domain)),
            "contact": Node(.string(specification.contact)), "locale": Node(.string(specification.locale)),
            "profile": Node(.string(specification.profile.rawValue)), "cluster": spec["cluster"] ?? [:],
            "delivery": spec["delivery"] ?? [:],
            "models": Node(
                .list(
                    specification.models.map { model in
                        var node = model.node
                        node["engine"] = engines[model.name].map { Node(.string($0)) }
                        return node
                    })),
        ]
    }

    /// The part that is known from names alone.
    ///
    /// - Parameters:
    ///   - member: whose templates see it.
    ///   - templates: those templates; the files of the folder are there only if one of them reads files.
    func base(_ member: Member, templates: [TemplateUnit.File]) -> Node {
        var component: Node = [
            "name": Node(.string(member.name)), "title": Node(.string(member.component.title)),
            "namespace": Node(.string(member.namespace)), "options": member.options,
            "release": Node(.string(member.component.chart?.release ?? member.name)),
            "models": Node(.list(member.models.map(\.node))),
        ]
        component["host"] = member.host.map { Node(.string($0)) }
        var files = Mapping()
        // Dashboards and plug-ins are large, and the engine reads every unit's values anew.
        let readsFiles = templates.contains { $0.text.hasBytes(of: "files") }
        for file in readsFiles ? member.component.files.plain : [] {
            files[Self.fileKey(file.path)] = Node(.string(file.text))
        }
        return [
            "platform": platform, "component": component, "files": Node(.mapping(files)),
            "namespaces": Node(.list(namespaces.map { Node(.string($0)) })),
        ]
    }

    /// `files/settings.yml` is seen as `settings_yml`.
    static func fileKey(_ path: String) -> String {
        let name = path.split(separator: "/").last.map(String.init) ?? path
        return String(name.map { $0 == "." || $0 == "-" ? "_" : $0 })
    }

    /// Everything that a member's own templates see.
    func full(
        _ member: Member, facts: FactTable, secrets: [SecretObject], templates: [TemplateUnit.File]
    ) -> Node {
        var node = base(member, templates: templates)
        node["bindings"] = bindings(of: member.name, facts: facts)
        node["consumers"] = consumers(of: member, facts: facts)
        var own = Mapping()
        for secret in secrets where secret.component == member.name && secret.namespace == member.namespace {
            var keys = Mapping()
            for (key, _) in secret.data { keys[key] = Node(.string(key)) }
            own[secret.name] = ["name": Node(.string(secret.name)), "keys": Node(.mapping(keys))]
        }
        node["secrets"] = Node(.mapping(own))
        return node
    }

    /// What a claim, or a property, of one binding sees.
    func claim(
        _ binding: Binding, facts: FactTable, secrets: [SecretObject], templates: [TemplateUnit.File]
    ) -> Node? {
        guard let provider = resolution.member(binding.provider) else { return nil }
        var node = full(provider, facts: facts, secrets: secrets, templates: templates)
        node["consumer"] = consumer(binding, facts: facts)
        if let own = facts[binding] { node["secret"] = secret(own) }
        var handed = Mapping()
        for other in resolution.bindings(of: binding.consumer)
        where other.handedOnBy == binding.provider && other.requirement.name.hasPrefix(binding.requirement.name + "-") {
            let name = String(other.requirement.name.dropFirst(binding.requirement.name.count + 1))
            handed[name] = self.bound(other, facts: facts)
        }
        node["handed"] = Node(.mapping(handed))
        return node
    }

    /// What the arguments of a binding see.
    func arguments(_ binding: Binding, templates: [TemplateUnit.File]) -> Node? {
        guard let declarer = resolution.member(binding.handedOnBy ?? binding.consumer),
            let consumer = resolution.member(binding.consumer)
        else { return nil }
        var node = base(declarer, templates: templates)
        node["consumer"] = Self.party(consumer, id: binding.id)
        return node
    }

    private static func party(_ member: Member, id: String) -> Node {
        var node: Node = [
            "id": Node(.string(id)), "name": Node(.string(member.name)), "namespace": Node(.string(member.namespace)),
            "title": Node(.string(member.component.title)),
        ]
        node["host"] = member.host.map { Node(.string($0)) }
        return node
    }

    private func consumer(_ binding: Binding, facts: FactTable) -> Node {
        guard let member = resolution.member(binding.consumer) else { return [:] }
        var node = Self.party(member, id: binding.id)
        node["requirement"] = Node(.string(binding.requirement.name))
        if let own = facts[binding] {
            node["with"] = own.arguments
            node["secret"] = secret(own)
        }
        return node
    }

    private func consumers(of member: Member, facts: FactTable) -> Node {
        var offers = Mapping()
        for offer in member.component.offers {
            let list = resolution.consumers(of: member.name, offer: offer.name).map { consumer($0, facts: facts) }
            if !list.isEmpty { offers[offer.name] = Node(.list(list)) }
        }
        return Node(.mapping(offers))
    }

    private func bindings(of consumer: String, facts: FactTable) -> Node {
        var result = Mapping()
        for binding in resolution.bindings(of: consumer) {
            guard let node = bound(binding, facts: facts) else { continue }
            let name = binding.requirement.name
            result[name] = binding.requirement.many ? Node(.list((result[name]?.list ?? []) + [node])) : node
        }
        return Node(.mapping(result))
    }

    private func bound(_ binding: Binding, facts: FactTable) -> Node? {
        guard let own = facts[binding], let provider = resolution.member(binding.provider) else { return nil }
        var node: Node = [
            "provider": Node(.string(binding.provider)), "namespace": Node(.string(provider.namespace)),
            "title": Node(.string(provider.component.title)),
        ]
        node = node.merged(with: own.properties, nullDeletes: false)
        node["secret"] = secret(own)
        node["with"] = own.arguments
        return node
    }

    private func secret(_ facts: BindingFacts) -> Node? {
        guard let name = facts.secretName else { return nil }
        var keys = Mapping()
        for (field, key) in facts.secretKeys { keys[field] = Node(.string(key)) }
        return ["name": Node(.string(name)), "keys": Node(.mapping(keys))]
    }
}

/// Facts of bindings by their key.
struct FactTable {
    private var table: [String: BindingFacts] = [:]

    subscript(_ binding: Binding) -> BindingFacts? {
        get { table[binding.key] }
        set { table[binding.key] = newValue }
    }
}
