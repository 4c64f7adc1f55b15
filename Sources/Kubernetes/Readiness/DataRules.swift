import Values

/// What becomes Secrets, CloudNativePG and object bucket claims.
enum DataRules {
    /// How the operator's phases begin where it waits for a person (CloudNativePG: `api/v1`, phases of a cluster).
    private static let stuckPhases = [
        "Unable", "Not enough disk", "Cluster is in an unrecoverable", "Cluster cannot", "Cluster has incomplete",
        "Unknown plugin", "Cluster cannot proceed", "Image catalog", "Failed",
    ]

    static func state(_ view: ObjectView) -> ReadinessState? {
        switch (view.group, view.kind) {
        case ("bitnami.com", "SealedSecret"): sealedSecret(view)
        case ("external-secrets.io", "ExternalSecret"): storedSecret(view, "Ready", "External Secrets")
        case ("secrets.hashicorp.com", "VaultStaticSecret"):
            storedSecret(view, "SecretSynced", "Vault Secrets Operator")
        case ("postgresql.cnpg.io", "Cluster"): cluster(view)
        case ("postgresql.cnpg.io", "Database"), ("postgresql.cnpg.io", "Publication"),
            ("postgresql.cnpg.io", "Subscription"):
            applied(view)
        case ("postgresql.cnpg.io", "Backup"): backup(view)
        case ("postgresql.cnpg.io", "ScheduledBackup"): .ready("it runs by its schedule")
        case ("objectbucket.io", "ObjectBucketClaim"): bucketClaim(view)
        default: nil
        }
    }

    private static func sealedSecret(_ view: ObjectView) -> ReadinessState {
        if let unseen = view.unseen { return unseen }
        guard let synced = view.condition("Synced") else {
            return .progressing("NoStatus", "waiting for the Sealed Secrets controller to open it")
        }
        if synced.isTrue { return .ready("its Secret is there", synced) }
        return .failed("NotSynced", "its Secret could not be made: \(synced.words)", synced)
    }

    /// Not final: the value may be on its way into the store, and the operator looks again by itself.
    private static func storedSecret(
        _ view: ObjectView, _ condition: String, _ operatorTitle: String
    ) -> ReadinessState {
        guard let found = view.condition(condition) else {
            return .progressing("NoStatus", "waiting for \(operatorTitle) to read the store")
        }
        if found.isTrue { return .ready("its Secret is there", found) }
        return .progressing("NotRead", "its Secret could not be made: \(found.words)", found)
    }

    private static func cluster(_ view: ObjectView) -> ReadinessState {
        guard view.hasStatus else { return .progressing("NoStatus", "waiting for CloudNativePG to say anything") }
        let wanted = view.wanted("spec", "instances", default: 1)
        let ready = view.count("readyInstances")
        let phase = OneLine.text(view.text("status", "phase"), limit: 120)
        let why = OneLine.text(view.text("status", "phaseReason"))
        let words = (phase.isEmpty ? "" : "; \(phase)") + (why.isEmpty ? "" : ": \(why)")
        let sentence = "\(ready) of \(wanted) instance\(wanted == 1 ? " is" : "s are") ready"
        if stuckPhases.contains(where: { phase.hasPrefix($0) }) { return .failed("ClusterStuck", sentence + words) }
        let condition = view.condition("Ready")
        if ready >= wanted, phase == "Cluster in healthy state", condition.map(\.isTrue) ?? true {
            return .ready(sentence, condition)
        }
        return .progressing("ClusterNotReady", sentence + words, condition)
    }

    private static func applied(_ view: ObjectView) -> ReadinessState {
        if let unseen = view.unseen { return unseen }
        let message = OneLine.text(view.text("status", "message"))
        switch view.object.at("status", "applied")?.bool {
        case true: return .ready("it is there")
        case false: return .failed("NotApplied", "PostgreSQL did not take it\(message.isEmpty ? "" : ": \(message)")")
        default:
            return .progressing(
                "NoStatus", message.isEmpty ? "waiting for its cluster to take it" : "not there yet: \(message)")
        }
    }

    private static func backup(_ view: ObjectView) -> ReadinessState {
        let phase = OneLine.text(view.text("status", "phase"), limit: 80)
        let error = OneLine.text(view.text("status", "error"))
        switch phase {
        case "completed": return .ready("the backup is complete")
        case "failed", "walArchivingFailing":
            return .failed(phase, "the backup failed\(error.isEmpty ? "" : ": \(error)")")
        case "": return .progressing("NoStatus", "waiting for CloudNativePG to begin")
        default: return .progressing(phase, "the backup is not complete: \(phase)")
        }
    }

    private static func bucketClaim(_ view: ObjectView) -> ReadinessState {
        let phase = OneLine.text(view.text("status", "phase"), limit: 80)
        switch phase {
        case "Bound": return .ready("the bucket is there")
        case "Failed": return .failed("ClaimFailed", "the bucket could not be made")
        case "": return .progressing("NoStatus", "waiting for the bucket's provisioner to say anything")
        default: return .progressing(phase, "the bucket is not there yet: \(phase)")
        }
    }
}
