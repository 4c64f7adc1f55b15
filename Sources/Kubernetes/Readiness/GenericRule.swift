import Values

/// Kinds without a rule of their own.
enum GenericRule {
    /// Conditions that say that all is well, the most telling first.
    private static let positive = [
        "Ready", "AllReplicasReady", "Available", "Healthy", "Programmed", "Established", "Synced", "Succeeded",
        "Complete", "Accepted",
    ]
    private static let goodWords: Set<String> = [
        "ready", "bound", "active", "available", "running", "healthy", "connected", "succeeded", "completed",
        "complete", "established", "synced", "valid", "deployed", "created", "success", "ok",
    ]
    private static let badWords: Set<String> = [
        "failed", "failure", "error", "errored", "lost", "invalid", "expired", "degraded", "rejected",
    ]
    /// Custom kinds whose controllers always write a status, by group; an empty list means every kind of the group.
    /// Read off the status schemas of their definitions and what their controllers do.
    private static let talkative: [String: Set<String>] = [
        "ceph.rook.io": [],
        "cert-manager.io": [],
        "acme.cert-manager.io": [],
        "external-secrets.io": [
            "ExternalSecret", "ClusterExternalSecret", "SecretStore", "ClusterSecretStore", "PushSecret",
        ],
        "gateway.networking.k8s.io": ["GatewayClass"],
        "helm.toolkit.fluxcd.io": [],
        "kustomize.toolkit.fluxcd.io": [],
        "source.toolkit.fluxcd.io": [],
        "monitoring.coreos.com": ["Prometheus", "PrometheusAgent", "Alertmanager", "ThanosRuler"],
        "nvidia.com": [],
        "objectbucket.io": [],
        "postgresql.cnpg.io": ["Cluster", "Database", "Backup", "Publication", "Subscription", "DatabaseRole"],
        "production-stack.vllm.ai": [],
        "rabbitmq.com": [],
        "ray.io": [],
        "secrets.hashicorp.com": [],
        "serving.knative.dev": ["Service", "Configuration", "Revision", "Route"],
        "templates.kluctl.io": ["ObjectTemplate", "TextTemplate", "GitProjector"],
    ]

    static func state(_ view: ObjectView) -> ReadinessState {
        if let unseen = view.unseen { return unseen }
        if let bad = view.holds("Stalled") ?? view.holds("Failed") {
            return .failed(bad.reason.isEmpty ? bad.type : bad.reason, bad.words, bad)
        }
        if let busy = view.holds("Reconciling") { return .progressing("Reconciling", busy.words, busy) }
        if let found = positive.lazy.compactMap({ view.condition($0) }).first { return conditional(found) }
        for key in ["phase", "state"] {
            let word = view.text("status", key)
            if !word.isEmpty { return phase(word, view) }
        }
        if let waiting = unreported(view) { return waiting }
        return .ready("it is there")
    }

    /// Whether the kind owes a status that is not there yet.
    static func unreported(_ view: ObjectView) -> ReadinessState? {
        guard !view.hasStatus, let kinds = talkative[view.group], kinds.isEmpty || kinds.contains(view.kind)
        else { return nil }
        return .progressing("NoStatus", "waiting for its controller to say anything")
    }

    static func conditional(_ condition: ObjectCondition) -> ReadinessState {
        if condition.isTrue { return .ready("\(condition.type) holds", condition) }
        let reason = condition.reason.isEmpty ? "Not" + condition.type : condition.reason
        return .progressing(reason, "not \(condition.type): \(condition.words)", condition)
    }

    private static func phase(_ word: String, _ view: ObjectView) -> ReadinessState {
        let shown = OneLine.text(word, limit: 80)
        let message = OneLine.text(view.text("status", "message"))
        let sentence = "it says \"\(shown)\"" + (message.isEmpty ? "" : ": \(message)")
        if goodWords.contains(word.lowercased()) { return .ready(sentence) }
        return badWords.contains(word.lowercased()) ? .failed(shown, sentence) : .progressing(shown, sentence)
    }
}
