import Catalog
import Delivery
import Platform
import Rendering
import Values

/// What rules of the plan look at.
struct PlanContext: Sendable {
    let desired: DesiredPlatform
    let nonce: String
    private let holders: [CredentialID: [Holder]]

    init(_ desired: DesiredPlatform, nonce: String) {
        self.desired = desired
        self.nonce = nonce
        holders = Dictionary(grouping: desired.input.rendering.holders.filter { $0.form == .plain }, by: \.credential)
    }

    /// The facts of every binding.
    var facts: [BindingFacts] { desired.input.rendering.facts }

    /// The consumer of a binding.
    func consumer(_ facts: BindingFacts) -> Member? { desired.input.resolution.member(facts.binding.consumer) }

    /// The namespace of a binding's consumer.
    func namespace(_ facts: BindingFacts) -> String { consumer(facts)?.namespace ?? "" }

    /// A credential field of a binding, as pieces of what is sent; none where the offer has no such field.
    func pieces(_ facts: BindingFacts, _ field: String) -> [Piece] {
        if let text = facts.fixed[field] { return [.text(text)] }
        return secret(facts, field).map { [.secret($0)] } ?? []
    }

    /// A credential field of a binding; nil where the offer has no such field, or its value is no secret.
    func secret(_ facts: BindingFacts, _ field: String) -> ProbeSecret? {
        guard let declaration = facts.binding.offer.credentials.first(where: { $0.name == field }) else { return nil }
        let namespace = namespace(facts)
        let own = facts.secretKeys.first { $0.field == field }.flatMap { entry in
            facts.secretName.map { ProbeSecret.Place(namespace: namespace, name: $0, key: entry.key) }
        }
        switch declaration.recipe {
        case .fixed: return nil
        case .existing: return ProbeSecret(credential: nil, place: own)
        case .shared(let name):
            return known(CredentialID(component: facts.binding.provider, name: name), namespace, own)
        default: return known(CredentialID(binding: facts.binding, field: field), namespace, own)
        }
    }

    /// The Secret of the binding is delivered only if something names it; else the consumer has the value in one of its own.
    private func known(_ id: CredentialID, _ namespace: String, _ own: ProbeSecret.Place?) -> ProbeSecret {
        let places = (holders[id] ?? []).filter { $0.namespace == namespace }
            .map { ProbeSecret.Place(namespace: $0.namespace, name: $0.secret, key: $0.key) }
        return ProbeSecret(credential: id, place: own.flatMap { places.contains($0) ? $0 : nil } ?? places.first)
    }

    /// The models of a binding: what the provider serves, and of that what the consumer asked for.
    func models(_ facts: BindingFacts) -> [Node] {
        let wanted = facts.arguments["models"]?.list?.compactMap(\.string) ?? []
        return (facts.properties["models"]?.list ?? []).filter { model in
            guard let name = model["name"]?.string else { return false }
            return wanted.isEmpty || wanted.contains { $0.utf8.elementsEqual(name.utf8) }
        }
    }

    /// A check of a binding.
    ///
    /// - Parameters:
    ///   - facts: the binding's facts.
    ///   - what: what is asked, for the id.
    ///   - title: what it is.
    ///   - proves: what it proves.
    ///   - host: the host, if it has one.
    ///   - vantage: from where; nil: the consumer's namespace.
    ///   - leftOut: why it is left out unless asked for.
    ///   - probe: how it is asked.
    func check(
        _ facts: BindingFacts, _ what: String, title: String, proves: String, host: String? = nil,
        vantage: Check.Vantage? = nil,
        leftOut: String? = nil, probe: any Probe
    ) -> Check {
        let binding = facts.binding
        let requirement =
            binding.requirement.many ? "\(binding.requirement.name).\(binding.provider)" : binding.requirement.name
        return Check(
            id: "\(binding.consumer)/\(requirement)/\(what)", title: title, proves: proves,
            capability: binding.offer.capability,
            consumer: binding.consumer, provider: binding.provider, binding: binding.key, host: host,
            vantage: vantage ?? .namespace(namespace(facts)), leftOut: leftOut, probe: probe)
    }

    /// What people call the consumer of a binding.
    func title(_ facts: BindingFacts) -> String { consumer(facts)?.component.title ?? facts.binding.consumer }

    /// A vantage from which a URL is reached: outside for public hosts, else a namespace.
    func vantage(_ url: String, namespace: String) -> Check.Vantage {
        ServiceName(host: Self.host(url)) == nil ? .outside : .namespace(namespace)
    }

    /// The host of a URL; empty for what is none.
    static func host(_ url: String) -> String { HostOfURL.host(url) }
}
