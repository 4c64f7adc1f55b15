import Catalog
import Platform
import Rendering

/// What is looked at to know that a platform works. Derived from its bindings by their capabilities alone: whoever provides one is asked
/// the same.
public enum VerificationPlan {
    /// The checks of a platform, in the order of its bindings.
    ///
    /// - Parameters:
    ///   - desired: the platform.
    ///   - nonce: small letters and digits that no other run has: what is written on the way bears it.
    public static func of(_ desired: DesiredPlatform, nonce: String) -> [Check] {
        let context = PlanContext(desired, nonce: nonce)
        var checks: [Check] = []
        for facts in context.facts {
            checks += (table[facts.binding.offer.capability]?(facts, context) ?? []).filter { check in
                !checks.contains { $0.id.utf8.elementsEqual(check.id.utf8) }
            }
        }
        return checks
    }

    /// Capabilities that nothing is asked of, with the reason.
    public static let unasked: [String: String] = [
        "gitops": "whether it brought everything is what `status` says",
        "secret-delivery": "every check with a credential stands on it",
        "reconcile": "without it a push is seen a minute later",
        "gateway-api": "a route that its way in does not let through is what `status` shows",
        "certificates": "the host's own certificate is looked at",
        "block-storage": "what needs a disk does not start without one",
        "telemetry": "what it passes on is looked at where it arrives",
        "gpu": "an answer of a model stands on it",
        "file-storage": "what needs a disk does not start without one",
        "network": "every check goes over it",
        "load-balancer": "a Service without an address is what `status` shows",
        "mongodb": "nothing here speaks its protocol; its consumer's readiness stands on it",
        "amqp": "nothing here speaks its protocol; its consumer's readiness stands on it",
        "transcription": "a recording would have to be carried along",
        "speech": "an answer costs minutes on a small machine",
        "image-generation": "an answer costs minutes on a small machine",
        "web-loader": "what it fetches lies outside of the platform",
        "serverless": "what runs on it is made by people, later",
        "inference-gateway": "what runs behind it is made by people, later",
        "image-registry": "its host is looked at",
        "git": "its host is looked at",
        "ci": "its host is looked at",
        "updates": "it runs on a schedule, and its jobs are what `status` shows",
        "restarts": "it acts only when something changes",
        "vpn": "it is reached from outside only",
        "backup": "it runs on a schedule, and its jobs are what `status` shows",
        "mail": "nobody should get a letter from a check",
        "secret-store": "every check with a credential stands on it",
        "experiments": "it is outside of the platform",
    ]

    typealias Rule = @Sendable (BindingFacts, PlanContext) -> [Check]

    static let table: [String: Rule] = [
        "ingress": WebChecks.ingress, "dashboards": WebChecks.dashboards, "oidc": WebChecks.signOn,
        "llm": ModelChecks.chat, "embeddings": ModelChecks.embeddings,
        "document-loader": ContentChecks.loader, "text-extraction": ContentChecks.extraction,
        "web-search": ContentChecks.search,
        "vector-store": StoreChecks.vectors, "bucket": StoreChecks.bucket, "backup-target": StoreChecks.backupTarget,
        "postgres": StoreChecks.postgres, "redis": StoreChecks.redis,
        "metrics": WatchChecks.metrics, "logs": WatchChecks.logs, "traces": WatchChecks.traces,
    ]
}
