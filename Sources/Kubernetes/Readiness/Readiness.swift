public import Values

/// Whether objects are ready, read off the objects alone.
///
/// The rules are those that the field agreed on: kstatus (kubernetes-sigs/cli-utils), Argo CD's built-in health
/// checks and
/// `helm --wait`; where they differ, the stricter one that a correct controller can still satisfy.
public enum Readiness {
    /// How far an object is from doing its work.
    ///
    /// - Parameters:
    ///   - object: the object as the server has it.
    ///   - now: seconds since 1970.
    public static func of(_ object: Node, now: Int64) -> ReadinessState {
        let view = ObjectView(object, now: now)
        if let removal = Removal.state(view) { return removal }
        switch view.group {
        case "": return CoreRules.state(view) ?? GenericRule.state(view)
        case "apps": return WorkloadRules.state(view) ?? GenericRule.state(view)
        case "batch": return BatchRules.state(view) ?? GenericRule.state(view)
        case "networking.k8s.io", "extensions", "apiextensions.k8s.io", "apiregistration.k8s.io", "autoscaling",
            "policy":
            return ClusterRules.state(view) ?? GenericRule.state(view)
        case "cert-manager.io", "acme.cert-manager.io":
            return CertificateRules.state(view) ?? GenericRule.state(view)
        case "argoproj.io", "helm.toolkit.fluxcd.io", "kustomize.toolkit.fluxcd.io", "source.toolkit.fluxcd.io":
            return DeliveryRules.state(view) ?? GenericRule.state(view)
        case "gateway.networking.k8s.io": return GatewayRules.state(view) ?? GenericRule.state(view)
        case "bitnami.com", "postgresql.cnpg.io", "objectbucket.io":
            return DataRules.state(view) ?? GenericRule.state(view)
        default: return GenericRule.state(view)
        }
    }

    /// All conditions of an object.
    ///
    /// - Parameter object: the object as the server has it.
    public static func conditions(_ object: Node) -> [ObjectCondition] { ObjectView(object, now: 0).conditions }

    /// A condition by its name, as gates ask for it: `Available` of `Deployment/litellm`.
    ///
    /// Kinds that have no such condition still answer to their phase (`Bound`, `Active`), to `Synced` and
    /// `Healthy` of Argo
    /// CD, and to `Ready` and `Available`, which then mean ``of(_:now:)``. A condition that tells of an older
    /// generation is
    /// `Unknown`.
    ///
    /// - Parameters:
    ///   - object: the object as the server has it.
    ///   - name: the type of the condition.
    ///   - now: seconds since 1970.
    /// - Returns: the condition; nil when the object says nothing about it.
    public static func condition(_ object: Node, _ name: String, now: Int64 = 0) -> ObjectCondition? {
        let view = ObjectView(object, now: now)
        if var found = view.condition(name) {
            if let unseen = view.unseen {
                found = ObjectCondition(
                    type: name, status: "Unknown", reason: unseen.reason, message: unseen.sentence, since: found.since)
            }
            return found
        }
        if view.group == "argoproj.io", view.kind == "Application" {
            if name == "Synced" { return word(name, view.text("status", "sync", "status")) }
            if name == "Healthy" { return word(name, view.text("status", "health", "status")) }
        }
        if name == "Ready" || name == "Available" || name == "Healthy" {
            let state = of(object, now: now)
            return ObjectCondition(
                type: name, status: state.isReady ? "True" : state.level == .unknown ? "Unknown" : "False",
                reason: state.reason, message: state.sentence, since: state.condition?.since)
        }
        return word(name, view.text("status", "phase"))
    }

    private static func word(_ name: String, _ value: String) -> ObjectCondition? {
        guard !value.isEmpty else { return nil }
        return ObjectCondition(
            type: name, status: value.utf8.elementsEqual(name.utf8) ? "True" : "False", reason: value, message: "")
    }
}
