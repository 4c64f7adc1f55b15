import Values

/// Kinds of the group `batch`.
enum BatchRules {
    static func state(_ view: ObjectView) -> ReadinessState? {
        switch view.kind {
        case "Job": job(view)
        case "CronJob":
            .ready(
                view.object.at("spec", "suspend")?.bool == true
                    ? "its schedule is suspended" : "it runs by its schedule")
        default: nil
        }
    }

    private static func job(_ view: ObjectView) -> ReadinessState {
        if let done = view.holds("Complete") { return .ready("it ran to its end", done) }
        if let failed = view.holds("Failed") ?? view.holds("FailureTarget") {
            return .failed(
                failed.reason.isEmpty ? "JobFailed" : failed.reason, "it failed: \(failed.words)", failed)
        }
        if view.object.at("spec", "suspend")?.bool == true {
            return .progressing("Suspended", "it is suspended: nobody starts its pods", view.holds("Suspended"))
        }
        guard view.hasStatus else { return .progressing("NoStatus", "its controller has not looked at it yet") }
        let wanted = view.wanted("spec", "completions", default: view.wanted("spec", "parallelism", default: 1))
        let failures = view.count("failed")
        let attempts = failures > 0 ? ", \(failures) attempt\(failures == 1 ? "" : "s") failed" : ""
        return .progressing(
            "Running", "\(view.count("succeeded")) of \(wanted) runs came to their end\(attempts)")
    }
}
