import Values

/// Ways in of the Gateway API, and what leads through them (gateway-api.sigs.k8s.io, conditions of `Gateway` and `HTTPRoute`).
enum GatewayRules {
    static func state(_ view: ObjectView) -> ReadinessState? {
        switch view.kind {
        case "Gateway": gateway(view)
        case "HTTPRoute", "GRPCRoute": route(view)
        default: nil
        }
    }

    /// A listener that lacks something, such as the certificate of its host, is told of and holds up nobody but its own routes.
    private static func gateway(_ view: ObjectView) -> ReadinessState {
        guard let programmed = view.condition("Programmed") else {
            return .progressing("NoStatus", "no controller has taken it up yet")
        }
        if let accepted = view.condition("Accepted"), accepted.isFalse {
            return .failed(reason(accepted), "it was refused: \(accepted.words)", accepted)
        }
        guard programmed.isTrue else {
            return .progressing(reason(programmed), "it does not serve yet: \(programmed.words)", programmed)
        }
        let lacking = (view.object.at("status", "listeners")?.list ?? []).compactMap { listener -> String? in
            guard let name = listener["name"]?.string,
                let bad = conditions(listener, view).first(where: { $0.type == "Programmed" && !$0.isTrue })
            else { return nil }
            let why = conditions(listener, view).first { $0.type == "ResolvedRefs" && $0.isFalse } ?? bad
            return "\(OneLine.text(name, limit: 80)) (\(why.words))"
        }
        let address = view.object.at("status", "addresses")?.list?.first?["value"]?.string ?? ""
        let served = address.isEmpty ? "it serves" : "it serves at \(OneLine.text(address, limit: 80))"
        return .ready(
            lacking.isEmpty ? served : "\(served), but not yet \(lacking.sorted().prefix(5).joined(separator: ", "))",
            programmed)
    }

    private static func route(_ view: ObjectView) -> ReadinessState {
        let parents = view.object.at("status", "parents")?.list ?? []
        guard !parents.isEmpty else { return .progressing("NoParent", "no controller has taken it up yet") }
        for parent in parents {
            let name = OneLine.text(
                [parent.at("parentRef", "name"), parent.at("parentRef", "sectionName")].compactMap { $0?.string }
                    .joined(separator: "/"), limit: 120)
            let conditions = conditions(parent, view)
            for (type, words) in [
                ("Accepted", "does not let it through"), ("ResolvedRefs", "does not find where it leads"),
                ("Programmed", "does not serve it yet"),
            ] {
                guard let bad = conditions.first(where: { $0.type == type && !$0.isTrue }) else { continue }
                return .progressing(reason(bad), "\(name) \(words): \(bad.words)", bad)
            }
            guard conditions.contains(where: { $0.type == "Accepted" }) else {
                return .progressing("NoStatus", "\(name) has not said anything about it yet")
            }
        }
        return .ready("it is let through")
    }

    private static func conditions(_ node: Node, _ view: ObjectView) -> [ObjectCondition] {
        let generation = view.object.at("metadata", "generation")?.integer
        return (node["conditions"]?.list ?? []).compactMap { ObjectCondition($0, generation: generation) }
    }

    private static func reason(_ condition: ObjectCondition) -> String {
        condition.reason.isEmpty ? "Not" + condition.type : condition.reason
    }
}
