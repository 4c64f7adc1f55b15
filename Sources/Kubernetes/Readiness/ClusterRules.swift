import Values

/// Built-in kinds of other groups: ways in, definitions of kinds, servers behind the server.
enum ClusterRules {
    static func state(_ view: ObjectView) -> ReadinessState? {
        switch view.kind {
        case "Ingress": ingress(view)
        case "CustomResourceDefinition": definition(view)
        case "APIService": service(view)
        case "HorizontalPodAutoscaler": autoscaler(view)
        case "NetworkPolicy", "IngressClass", "PodDisruptionBudget", "PodSecurityPolicy": .ready("it is there")
        default: nil
        }
    }

    private static func ingress(_ view: ObjectView) -> ReadinessState {
        guard let first = view.object.at("status", "loadBalancer", "ingress")?.list?.first else {
            return .progressing("NoAddress", "no ingress controller has taken it up yet")
        }
        let address = OneLine.text(first["ip"]?.string ?? first["hostname"]?.string ?? "", limit: 80)
        return .ready(address.isEmpty ? "an ingress controller serves it" : "it is served at \(address)")
    }

    private static func definition(_ view: ObjectView) -> ReadinessState {
        if let names = view.condition("NamesAccepted"), names.isFalse {
            return .failed(
                names.reason.isEmpty ? "NamesNotAccepted" : names.reason, "its names clash: \(names.words)", names)
        }
        guard let established = view.condition("Established") else {
            return .progressing("NoStatus", "waiting for the server to take it up")
        }
        return established.isTrue
            ? .ready("its kind is served", established)
            : .progressing("Installing", "its kind is not served yet: \(established.words)", established)
    }

    private static func service(_ view: ObjectView) -> ReadinessState {
        guard let available = view.condition("Available") else {
            return .progressing("NoStatus", "waiting for the server to ask it")
        }
        if available.isTrue { return .ready("it answers", available) }
        return .progressing(
            available.reason.isEmpty ? "NotAvailable" : available.reason, "it does not answer: \(available.words)",
            available)
    }

    private static func autoscaler(_ view: ObjectView) -> ReadinessState {
        if let able = view.condition("AbleToScale"), able.isFalse {
            return .failed(able.reason.isEmpty ? "NotAbleToScale" : able.reason, "it cannot scale: \(able.words)", able)
        }
        if let active = view.condition("ScalingActive"), active.isFalse {
            return .ready("it is there but does not scale: \(active.words)", active)
        }
        return .ready("it is there")
    }
}
