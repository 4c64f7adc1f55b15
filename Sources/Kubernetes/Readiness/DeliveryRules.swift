import Values

/// Kinds of Argo CD and Flux.
enum DeliveryRules {
    static func state(_ view: ObjectView) -> ReadinessState? {
        switch (view.group, view.kind) {
        case ("argoproj.io", "Application"): application(view)
        case ("argoproj.io", "AppProject"): .ready("it is there")
        case ("helm.toolkit.fluxcd.io", _), ("kustomize.toolkit.fluxcd.io", _), ("source.toolkit.fluxcd.io", _):
            flux(view)
        default: nil
        }
    }

    private static func application(_ view: ObjectView) -> ReadinessState {
        guard view.hasStatus else { return .progressing("NoStatus", "waiting for Argo CD to say anything") }
        // These conditions have no status: they are there or not (Argo CD: `ApplicationCondition`).
        if let error = view.conditions.first(where: { $0.type.hasSuffix("Error") && !$0.isFalse }) {
            return .failed(error.type, error.words, error)
        }
        let phase = view.text("status", "operationState", "phase")
        let message = OneLine.text(view.text("status", "operationState", "message"))
        if phase == "Failed" || phase == "Error" {
            return .failed("SyncFailed", "its objects could not be applied: \(message.isEmpty ? phase : message)")
        }
        if phase == "Running" || phase == "Terminating" {
            return .progressing("Syncing", "its objects are being applied\(message.isEmpty ? "" : ": \(message)")")
        }
        let health = OneLine.text(view.text("status", "health", "status"), limit: 80)
        let words = OneLine.text(view.text("status", "health", "message"))
        let because = words.isEmpty ? "" : ": \(words)"
        if health == "Degraded" { return .failed("Degraded", "its objects are not healthy\(because)") }
        let sync = OneLine.text(view.text("status", "sync", "status"), limit: 80)
        if sync != "Synced" {
            return .progressing(
                sync.isEmpty ? "NoStatus" : sync,
                sync == "OutOfSync"
                    ? "the cluster is not yet as its Git revision says" : "Argo CD has not compared it with Git yet")
        }
        switch health {
        case "Healthy": return .ready("synced and healthy")
        case "Suspended": return .progressing("Suspended", "something in it is suspended\(because)")
        case "Missing": return .progressing("Missing", "objects of it are not there yet\(because)")
        case "": return .progressing("NoStatus", "synced; waiting for its health")
        default: return .progressing(health, "synced; its health is \(health)\(because)")
        }
    }

    private static func flux(_ view: ObjectView) -> ReadinessState {
        if let unseen = view.unseen { return unseen }
        if let stalled = view.holds("Stalled") {
            return .failed(
                stalled.reason.isEmpty ? "Stalled" : stalled.reason, "it gave up: \(stalled.words)", stalled)
        }
        guard let ready = view.condition("Ready") else {
            return view.object.at("spec", "suspend")?.bool == true
                ? .progressing("Suspended", "it is suspended")
                : .progressing("NoStatus", "waiting for Flux to say anything")
        }
        if ready.isTrue { return .ready("applied", ready) }
        let reason = ready.reason.isEmpty ? "NotReady" : ready.reason
        let isBusy =
            !ready.isFalse || view.holds("Reconciling") != nil
            || ["Progressing", "ProgressingWithRetry", "DependencyNotReady"].contains(reason)
        return isBusy
            ? .progressing(reason, "being applied: \(ready.words)", ready)
            : .failed(reason, "not applied: \(ready.words)", ready)
    }
}
