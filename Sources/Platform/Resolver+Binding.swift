import Catalog
import Diagnostics
import Values

extension Resolver {
    /// Binds every requirement of every member; brings in providers of mandatory and of chosen ones.
    mutating func bindAll() -> [Binding] {
        var bindings: [String: [Binding]] = [:]
        var position = 0
        while position < order.count {
            let name = order[position]
            position += 1
            guard let member = members[name] else { continue }
            var queue = requirements(of: member).map { ($0, String?.none) }
            var next = 0
            // Handed-on requirements are appended while walking; an offer hands on requirements that hand on nothing further.
            while next < queue.count {
                let (requirement, handedOnBy) = queue[next]
                next += 1
                for binding in bind(requirement, of: member, handedOnBy: handedOnBy) {
                    bindings[name, default: []].append(binding)
                    guard handedOnBy == nil else { continue }
                    let options = members[binding.provider]?.options ?? [:]
                    queue += binding.offer.handedOn.filter { Self.holds($0.condition, options) }.map { handed in
                        var copy = handed
                        copy.name = "\(requirement.name)-\(handed.name)"
                        // Who starts without the one thing starts without what comes with it.
                        copy.late = handed.late || requirement.late
                        return (copy, binding.provider)
                    }
                }
            }
            if let requirement = secretDelivery(for: member, bound: bindings[name] ?? []) {
                bindings[name, default: []] += bind(requirement, of: member, handedOnBy: nil)
            }
        }
        return bindings.keys.sorted().flatMap { bindings[$0] ?? [] }
    }

    /// A member's own requirements that hold.
    private func requirements(of member: Member) -> [Requirement] {
        let own = member.component.requirements.filter { Self.holds($0.condition, member.options) }
        return delivers(member) ? own.map(Self.late) : own
    }

    /// The requirement that follows from having secrets; nil if there are none, or for who delivers them.
    private func secretDelivery(for member: Member, bound: [Binding]) -> Requirement? {
        let carries = bound.contains { binding in
            binding.offer.credentials.contains { if case .existing = $0.recipe { false } else { true } }
        }
        guard carries || !member.component.secrets.isEmpty,
            !member.component.provides("secret-delivery")
        else { return nil }
        let requirement = Requirement(
            name: "secret-delivery", capability: "secret-delivery", reason: "its secrets reach the cluster through it")
        return delivers(member) ? Self.late(requirement) : requirement
    }

    /// The engine that delivers everything cannot wait for what it delivers.
    private func delivers(_ member: Member) -> Bool {
        member.component.delivers(for: specification.delivery.engine)
    }

    private static func late(_ requirement: Requirement) -> Requirement {
        var copy = requirement
        copy.late = true
        return copy
    }

    private mutating func bind(_ requirement: Requirement, of member: Member, handedOnBy: String?) -> [Binding] {
        func binding(_ provider: String, _ offer: Offer, _ why: Binding.Why) -> Binding {
            Binding(
                id: "\(member.name)-\(requirement.name)", consumer: member.name, requirement: requirement,
                provider: provider, offer: offer,
                handedOnBy: handedOnBy, why: why)
        }
        // What a consumer itself provides need not be handed on to it.
        if handedOnBy != nil, member.component.provides(requirement.capability) {
            return []
        }
        let roles = requirement.roles.isEmpty ? [nil] : requirement.roles.map(Optional.some)
        if requirement.many {
            for role in roles { bringInChosen(requirement, role: role, for: member) }
            if !requirement.optional, candidates(requirement.capability, role: roles[0], for: member).isEmpty {
                _ = bringIn(requirement, role: roles[0], for: member)
            }
            return roles.flatMap { candidates(requirement.capability, role: $0, for: member) }.map {
                binding($0.0, $0.1, .every)
            }
        }
        for role in roles {
            if let choice = specification.choice(requirement.capability, role: role), choice.provider != member.name,
                catalog.providers(of: requirement.capability, roles: role.map { [$0] } ?? []).contains(choice.provider)
            {
                include(choice.provider, reason: .required(by: member.name, capability: requirement.capability))
                let found = candidates(requirement.capability, role: role, for: member).first {
                    $0.0 == choice.provider
                }
                if let found { return [binding(found.0, found.1, .chosen)] }
                if requirement.optional { return [] }
            }
            let found = candidates(requirement.capability, role: role, for: member)
            if found.count == 1, let only = found.first {
                return [binding(only.0, only.1, isStandard(only.0, requirement, role: role) ? .standard : .only)]
            }
            if found.count > 1 {
                // An optional requirement with several answers stays a question too: silence would be a guess.
                findings.append(ambiguous(requirement, member: member, role: role, among: found.map(\.0)))
                return []
            }
        }
        guard !requirement.optional else { return [] }
        for role in roles {
            if let (provider, offer) = bringIn(requirement, role: role, for: member) {
                return [binding(provider, offer, .standard)]
            }
        }
        findings.append(unmet(requirement, member: member))
        return []
    }

    /// Whether a member is there only because it is the standard provider of what is asked for.
    private func isStandard(_ name: String, _ requirement: Requirement, role: String?) -> Bool {
        guard case .required(_, requirement.capability)? = members[name]?.reason else { return false }
        return standard(requirement.capability, role: role) == name
    }

    /// Offers of members that meet a requirement.
    private func candidates(_ capability: String, role: String?, for member: Member) -> [(String, Offer)] {
        catalog.providers(of: capability, roles: role.map { [$0] } ?? []).flatMap { name -> [(String, Offer)] in
            guard name != member.name, let provider = members[name] else { return [] }
            return provider.component.offers.filter { offer in
                offer.capability == capability && (role == nil || offer.role == role) && isActive(offer, of: provider)
            }.prefix(1).map { (name, $0) }
        }
    }

    /// Takes the chosen provider of a requirement that binds to every offer.
    private mutating func bringInChosen(_ requirement: Requirement, role: String?, for member: Member) {
        guard let choice = specification.choice(requirement.capability, role: role), choice.provider != member.name,
            catalog.providers(of: requirement.capability, roles: role.map { [$0] } ?? []).contains(choice.provider)
        else { return }
        include(choice.provider, reason: .required(by: member.name, capability: requirement.capability))
    }

    /// Takes the standard provider, or the only one there is, into the platform.
    private mutating func bringIn(_ requirement: Requirement, role: String?, for member: Member) -> (String, Offer)? {
        let all = catalog.providers(of: requirement.capability, roles: role.map { [$0] } ?? []).filter {
            $0 != member.name && fits($0)
        }
        let standard = standard(requirement.capability, role: role).flatMap { all.contains($0) ? $0 : nil }
        guard let provider = standard ?? (all.count == 1 ? all.first : nil) else { return nil }
        include(provider, reason: .required(by: member.name, capability: requirement.capability))
        return candidates(requirement.capability, role: role, for: member).first { $0.0 == provider }
    }

    /// Whether an offer exists in this platform.
    func isActive(_ offer: Offer, of member: Member) -> Bool {
        if let serves = offer.serves {
            let service = Specification.Model.Service(rawValue: serves)
            let served = specification.models.contains {
                $0.serves == service && ($0.engine == nil || offer.role != "engine" || $0.engine == member.name)
            }
            if !served { return false }
        }
        return Self.holds(offer.condition, member.options) && missingAnswers(offer, of: member).isEmpty
    }

    /// Optional asked-for credentials of an offer that nobody gave.
    func missingAnswers(_ offer: Offer, of member: Member) -> [CredentialID] {
        offer.credentials.compactMap { credential in
            guard case .shared(let name) = credential.recipe,
                let own = member.component.credentials.first(where: { $0.name == name }),
                case .ask(_, let variable, optional: true) = own.recipe
            else { return nil }
            let id = CredentialID(component: member.name, name: name)
            return answered.contains(id, variable: variable) ? nil : id
        }
    }

    /// Withdrawn offers of all members.
    func withdrawnOffers(_ members: [Member]) -> [WithdrawnOffer] {
        members.flatMap { member in
            member.component.offers.compactMap { offer in
                let missing = missingAnswers(offer, of: member)
                return missing.isEmpty
                    ? nil : WithdrawnOffer(provider: member.name, offer: offer.name, missing: missing)
            }
        }
    }

    /// Whether an option that something depends on is set.
    static func holds(_ condition: String?, _ options: Node) -> Bool {
        guard let condition else { return true }
        guard let value = options[condition] else { return false }
        switch value.value {
        case .null: return false
        case .bool(let flag): return flag
        case .string(let text): return !text.isEmpty
        case .list(let items): return !items.isEmpty
        default: return true
        }
    }

    private func unmet(_ requirement: Requirement, member: Member) -> Finding {
        let providers = catalog.providers(of: requirement.capability, roles: requirement.roles).filter {
            $0 != member.name && fits($0)
        }
        let what = requirement.roles.first.map { "\(requirement.capability) (\($0))" } ?? requirement.capability
        return Finding(
            code: Code.unmetRequirement,
            message: "`\(member.name)` needs \(what) and nothing provides it"
                + (specification.delivery.isMachine ? " on one machine" : ""),
            place: member.request.place ?? requirement.place, component: member.name, cause: requirement.reason,
            hint: providers.isEmpty
                ? "no component of the catalog provides it; add one with `fairlead catalog new` and `--catalog`"
                : "choose one: `choose: {\(requirement.capability): \(providers[0])}`; there are: "
                    + providers.joined(separator: ", "))
    }

    private func ambiguous(_ requirement: Requirement, member: Member, role: String?, among names: [String]) -> Finding
    {
        let key = role.map { "\(requirement.capability).\($0)" } ?? requirement.capability
        return Finding(
            code: Code.ambiguousRequirement,
            message: "`\(member.name)` needs \(key) and several provide it: " + names.joined(separator: ", "),
            place: member.request.place ?? requirement.place, component: member.name,
            hint: "choose one: `choose: {\(key): \(names[0])}`")
    }
}
