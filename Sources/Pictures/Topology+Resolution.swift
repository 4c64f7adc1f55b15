import Catalog
public import Platform

extension Topology {
    /// Reads the topology off a platform.
    ///
    /// - Parameters:
    ///   - resolution: the platform's graph.
    ///   - plan: its order.
    public init(_ resolution: Resolution, plan: Plan) {
        self.init(
            platform: resolution.specification.name,
            vertices: resolution.members.map { member in
                Vertex(
                    name: member.name, title: member.component.title, namespace: member.namespace,
                    wave: plan.wave(of: member.name) ?? 0, host: member.host, kind: Kind(member),
                    reason: Self.words(member.reason, in: resolution))
            },
            links: Self.bound(resolution) + Self.ordered(resolution, plan))
    }

    /// Why a member is there, as a part of a sentence.
    static func words(_ reason: Member.Reason, in resolution: Resolution) -> String {
        switch reason {
        case .named: "the platform file names it"
        case .required(let consumer, let capability):
            "\(resolution.member(consumer)?.component.title ?? consumer) needs \(capability)"
        case .delivery: "it delivers the platform"
        case .engine(let model): "the model \(model) names it as its engine"
        }
    }

    private static func bound(_ resolution: Resolution) -> [Link] {
        let pairs = Dictionary(grouping: resolution.bindings) { [$0.consumer, $0.provider] }
        return pairs.values.map { bindings in
            var reasons: [String: String] = [:]
            for binding in bindings {
                let capability = binding.requirement.capability
                if let reason = binding.requirement.reason, reasons[capability] == nil { reasons[capability] = reason }
            }
            let labels = Set(bindings.map(\.requirement.capability)).sorted()
            return Link(
                consumer: bindings[0].consumer, provider: bindings[0].provider, labels: labels,
                isLate: bindings.allSatisfy(\.isLate), isQuiet: bindings.allSatisfy(isQuiet),
                reasons: labels.compactMap { label in reasons[label].map { "\(label): \($0)" } })
        }
    }

    /// Order that does not come from a binding: delivery and definitions.
    private static func ordered(_ resolution: Resolution, _ plan: Plan) -> [Link] {
        let pairs = Set(resolution.bindings.map { [$0.consumer, $0.provider] })
        let rest = plan.edges.filter {
            ($0.kind == .delivery || $0.kind == .definitions) && !pairs.contains([$0.from, $0.to])
        }
        return Dictionary(grouping: rest) { [$0.from, $0.to] }.values.map { edges in
            Link(
                consumer: edges[0].from, provider: edges[0].to, labels: Set(edges.map(\.kind.rawValue)).sorted(),
                isLate: edges.allSatisfy(\.late), isQuiet: true, reasons: edges.map(\.reason))
        }
    }

    /// Whether a binding is like one that nearly every component has: the picture without it says more.
    private static func isQuiet(_ binding: Binding) -> Bool {
        if ["gitops", "secret-delivery"].contains(binding.requirement.capability) || binding.handedOnBy != nil {
            return true
        }
        return binding.isLate && Kind(capability: binding.requirement.capability) == .observability
    }
}
