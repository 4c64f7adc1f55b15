public import Catalog
public import Values

/// The platform as a graph: its members and the bindings between them.
///
/// Everything else (values, credentials, order, gates, network policy, pictures) is read off this one value.
public struct Resolution: Sendable {
    /// What was asked for.
    public let specification: Specification
    /// The components of the platform, in the byte order of their names.
    public let members: [Member]
    /// Every requirement that is met, in the byte order of their consumers, then of the components' files.
    public let bindings: [Binding]
    /// Offers that are not there because an optional credential was not given.
    public let withdrawn: [WithdrawnOffer]
    /// The capabilities, for traffic and types.
    public let capabilities: [String: Capability]

    private let index: [String: Int]
    private let byConsumer: [String: [Int]]
    private let byProvider: [String: [Int]]

    init(
        specification: Specification, members: [Member], bindings: [Binding], withdrawn: [WithdrawnOffer],
        capabilities: [Capability]
    ) {
        self.specification = specification
        self.members = members
        self.bindings = bindings
        self.withdrawn = withdrawn
        self.capabilities = Dictionary(capabilities.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
        byConsumer = Dictionary(grouping: bindings.indices, by: { bindings[$0].consumer })
        byProvider = Dictionary(
            grouping: bindings.indices.sorted { bindings[$0].id < bindings[$1].id }, by: { bindings[$0].provider })
        index = Dictionary(members.enumerated().map { ($1.name, $0) }, uniquingKeysWith: { first, _ in first })
    }

    /// The member that delivers all others; nil where Fairlead itself does, even if an engine for something else is among the members.
    public var deliverer: Member? { members.first { $0.component.delivers(for: specification.delivery.engine) } }

    /// The member of that name.
    public func member(_ name: String) -> Member? { index[name].map { members[$0] } }

    /// What a member is bound to.
    public func bindings(of consumer: String) -> [Binding] { (byConsumer[consumer] ?? []).map { bindings[$0] } }

    /// Who is bound to a member, in the byte order of the bindings' ids.
    ///
    /// - Parameters:
    ///   - provider: the member.
    ///   - offer: only this offer; nil for all.
    public func consumers(of provider: String, offer: String? = nil) -> [Binding] {
        (byProvider[provider] ?? []).map { bindings[$0] }.filter { offer == nil || $0.offer.name == offer }
    }
}

/// A component in a platform.
public struct Member: Sendable {
    /// Why it is there.
    public enum Reason: Sendable, Equatable {
        /// The platform file names it.
        case named
        /// It is needed by a member for a capability.
        case required(by: String, capability: String)
        /// It delivers the platform.
        case delivery
        /// A model names it as its engine.
        case engine(model: String)
    }
    /// The component.
    public var component: Component
    /// What the platform file says of it.
    public var request: Specification.ComponentRequest
    /// Its options with defaults filled in.
    public var options: Node
    /// Its namespace.
    public var namespace: String
    /// Its full host, if it is seen from outside.
    public var host: String?
    /// The models it serves.
    public var models: [Specification.Model]
    /// Why it is there.
    public var reason: Reason

    /// The component's name.
    public var name: String { component.name }
    /// The chart at the version that was asked for.
    public var chart: Chart? {
        guard var chart = component.chart else { return nil }
        if let version = request.version { chart.version = version }
        return chart
    }
}

/// A requirement met by an offer.
public struct Binding: Sendable {
    /// `consumer-requirement`: unique in the platform but for requirements with `many`, and a name that objects can bear.
    public var id: String
    /// The member that needs.
    public var consumer: String
    /// What it needs.
    public var requirement: Requirement
    /// The member that gives.
    public var provider: String
    /// What it gives.
    public var offer: Offer
    /// The member whose offer handed the requirement on to the consumer; nil for a requirement of its own.
    public var handedOnBy: String?
    /// Why this provider was taken.
    public var why: Why

    /// Why a provider was taken.
    public enum Why: String, Sendable { case chosen, only, standard, every }

    /// Whether the consumer starts without it.
    public var isLate: Bool { requirement.late }
    /// Unique in the platform: `consumer.requirement/provider`.
    public var key: String { "\(consumer).\(requirement.name)/\(provider)" }
}

/// An offer that is not there because an optional credential was not given.
public struct WithdrawnOffer: Sendable, Equatable {
    /// The provider.
    public var provider: String
    /// The offer.
    public var offer: String
    /// The credentials that are missing.
    public var missing: [CredentialID]
}
