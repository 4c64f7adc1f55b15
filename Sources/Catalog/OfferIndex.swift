/// Who offers a capability, and in which role.
struct OfferIndex: Sendable {
    /// What is offered: a capability, and the role among its providers; nil stands for any.
    private struct Offering: Hashable {
        let capability: String
        let role: String?
    }

    private var names: [Offering: [String]] = [:]

    /// An index.
    ///
    /// - Parameter offers: what each offers, in the byte order of the names; an offer without a role has nil there.
    init(_ offers: [(name: String, offers: [(capability: String, role: String?)])]) {
        for (name, own) in offers {
            let all = own.flatMap { offer in
                [nil, offer.role ?? ""].map { Offering(capability: offer.capability, role: $0) }
            }
            for offering in Set(all) { names[offering, default: []].append(name) }
        }
    }

    /// The names of those that offer a capability, in order.
    ///
    /// - Parameters:
    ///   - capability: the capability.
    ///   - roles: accepted roles; empty accepts any.
    func providers(of capability: String, roles: [String]) -> [String] {
        func named(_ role: String?) -> [String] { names[Offering(capability: capability, role: role)] ?? [] }
        // A large catalog has many providers of a capability and few of each role.
        switch roles.count {
        case 0: return named(nil)
        case 1: return named(roles[0])
        default: return Set(roles.flatMap(named)).sorted()
        }
    }
}
