import Catalog
import Diagnostics
import Platform
import Values

/// Decides which Secrets there are and what each key holds, from the declarations and the bindings.
struct SecretPlanner {
    let resolution: Resolution
    let facts: FactTable
    /// Asked-for credentials that nobody gave.
    let unanswered: Set<CredentialID>
    private(set) var findings: [Finding] = []

    init(resolution: Resolution, facts: FactTable, unanswered: Set<CredentialID>) {
        self.resolution = resolution
        self.facts = facts
        self.unanswered = unanswered
    }

    /// The members' declared Secrets.
    mutating func declared() -> [SecretObject] {
        resolution.members.flatMap { member in
            member.component.secrets.map { secret in object(secret, of: member) }.filter { !$0.data.isEmpty }
        }
    }

    /// The Secrets that carry bindings' credentials to their consumers.
    mutating func carried() -> [SecretObject] {
        resolution.bindings.compactMap { binding in
            guard let own = facts[binding], let name = own.secretName,
                let consumer = resolution.member(binding.consumer)
            else {
                return nil
            }
            let data = binding.offer.credentials.compactMap {
                credential -> (key: String, parts: [SecretObject.Part])? in
                if case .existing = credential.recipe { return nil }
                return part(of: binding, field: credential.name, encoding: .plain).map { (credential.name, [$0]) }
            }
            guard !data.isEmpty else { return nil }
            return SecretObject(
                namespace: consumer.namespace, name: name, type: binding.offer.secretType,
                labels: binding.offer.secretLabels,
                component: binding.consumer, data: data)
        }
    }

    private mutating func object(_ secret: SecretDeclaration, of member: Member) -> SecretObject {
        var data: [(key: String, parts: [SecretObject.Part])] = []
        for entry in secret.entries {
            guard let each = entry.each else {
                if let parts = parts(entry, of: member, in: nil) { data.append((entry.key, parts)) }
                continue
            }
            for (party, binding) in parties(each, of: member) {
                let key = entry.key.replacing("{name}", with: party).replacing("{NAME}", with: Self.variable(party))
                if let parts = parts(entry, of: member, in: binding) { data.append((key, parts)) }
            }
        }
        return SecretObject(
            namespace: member.namespace, name: secret.name, type: secret.type, labels: secret.labels,
            component: member.name,
            data: data)
    }

    /// `open-webui` as a part of a variable's name.
    static func variable(_ name: String) -> String {
        String(decoding: name.utf8.map { $0 == 0x2D || $0 == 0x2E ? 0x5F : $0 }, as: UTF8.self).uppercased()
    }

    /// The other ends of a requirement with `many`, or of an offer.
    private func parties(_ each: String, of member: Member) -> [(String, Binding)] {
        if member.component.offer(each) != nil {
            return resolution.consumers(of: member.name, offer: each).map { ($0.id, $0) }
        }
        return resolution.bindings(of: member.name).filter { $0.requirement.name == each }.map { ($0.provider, $0) }
    }

    /// Nil if an optional part is not there: the key is left out.
    private mutating func parts(
        _ entry: SecretDeclaration.Entry, of member: Member, in binding: Binding?
    ) -> [SecretObject.Part]? {
        switch entry.content {
        case .credential(let name):
            return part(name, of: member, in: binding, encoding: .plain, place: entry.place).map { [$0] }
        case .sha256(let name):
            guard
                case .credential(let id, _, _)? = part(
                    name, of: member, in: binding, encoding: .plain, place: entry.place)
            else {
                return nil
            }
            return [.sha256(id)]
        case .text(let text):
            return parts(text, of: member, in: binding, place: entry.place)
        }
    }

    private mutating func parts(
        _ text: ReferenceText, of member: Member, in binding: Binding?, place: Place?
    ) -> [SecretObject.Part]? {
        var parts: [SecretObject.Part] = []
        for part in text.parts {
            switch part {
            case .literal(let text): parts.append(.literal(text))
            case .reference(let name, let encoding):
                guard let part = self.part(name, of: member, in: binding, encoding: encoding, place: place) else {
                    return nil
                }
                parts.append(part)
            }
        }
        return parts
    }

    private mutating func part(
        _ name: String, of member: Member, in binding: Binding?, encoding: ReferenceText.Encoding, place: Place?
    ) -> SecretObject.Part? {
        let pieces = name.split(separator: ".", maxSplits: 1).map(String.init)
        let first = pieces.first ?? name
        let field = pieces.count > 1 ? pieces[1] : nil
        if let binding, field == nil {
            return part(of: binding, field: first, encoding: encoding) ?? unknown(name, of: member, place: place)
        }
        if let own = member.component.credentials.first(where: { $0.name == first }) {
            let id = CredentialID(component: member.name, name: first)
            if unanswered.contains(id) { return nil }
            if case .text(let text) = own.recipe, let parts = parts(text, of: member, in: nil, place: own.place) {
                // Composed of one piece only: longer ones are declared in the Secret itself.
                if parts.count == 1 { return parts[0] }
            }
            return .credential(id, field: field, encoding)
        }
        guard let requirement = member.component.requirements.first(where: { $0.name == first }), let field else {
            return unknown(name, of: member, place: place)
        }
        guard let bound = resolution.bindings(of: member.name).first(where: { $0.requirement.name == first }) else {
            return requirement.optional || requirement.condition != nil ? nil : unknown(name, of: member, place: place)
        }
        return part(of: bound, field: field, encoding: encoding) ?? unknown(name, of: member, place: place)
    }

    /// A credential or a property of a binding.
    private func part(of binding: Binding, field: String, encoding: ReferenceText.Encoding) -> SecretObject.Part? {
        guard let own = facts[binding] else { return nil }
        if let credential = binding.offer.credentials.first(where: { $0.name == field }) {
            switch credential.recipe {
            case .existing: return nil
            case .fixed: return .literal(Encodings.encode(own.fixed[field] ?? "", encoding))
            case .shared(let name):
                let id = CredentialID(component: binding.provider, name: name)
                return unanswered.contains(id) ? nil : .credential(id, field: nil, encoding)
            default: return .credential(CredentialID(binding: binding, field: field), field: nil, encoding)
            }
        }
        switch own.properties[field]?.value {
        case .string(let text): return .literal(Encodings.encode(text, encoding))
        case .integer(let number): return .literal(String(number))
        case .bool(let flag): return .literal(String(flag))
        default: return nil
        }
    }

    private mutating func unknown(_ name: String, of member: Member, place: Place?) -> SecretObject.Part? {
        findings.append(
            Finding(
                code: Code.unknownReference,
                message: "`\(name)` is no credential and no property that text can be composed of",
                place: place, component: member.name,
                hint: "a value that an operator makes in the cluster cannot be composed; refer to its Secret instead"))
        return nil
    }
}
