import Values

/// Pods.
enum PodRule {
    /// Why a container waits, where waiting alone will hardly help (kubelet's reason words).
    private static let stuck: [String: String] = [
        "CrashLoopBackOff": "ends again and again",
        "ImagePullBackOff": "cannot get its image",
        "ErrImagePull": "cannot get its image",
        "ErrImageNeverPull": "may not get its image, and the node does not have it",
        "InvalidImageName": "names an image in a way that cannot be",
        "ImageInspectError": "has an image that the node cannot read",
        "RegistryUnavailable": "cannot reach the registry of its image",
        "CreateContainerConfigError": "lacks something that it is configured with",
        "CreateContainerError": "cannot be made",
        "RunContainerError": "cannot be started",
    ]
    /// How long a pod may look for a node before that counts as stuck, in seconds; kstatus waits as long.
    private static let schedulingPatience: Int64 = 15

    static func state(_ view: ObjectView) -> ReadinessState {
        switch view.text("status", "phase") {
        case "Succeeded": return .ready("it ran to its end")
        case "Failed": return failed(view)
        default: break
        }
        if let stuck = containers(view).lazy.compactMap(waiting).first { return stuck }
        if let scheduled = view.condition("PodScheduled"), scheduled.isFalse { return unscheduled(scheduled, view) }
        if let ready = view.condition("Ready") {
            if ready.isTrue { return .ready("it is ready", ready) }
            return .progressing("NotReady", unready(view, ready), ready)
        }
        return .progressing("Pending", "it has not been started yet")
    }

    private static func containers(_ view: ObjectView) -> [Node] {
        (view.object.at("status", "initContainerStatuses")?.list ?? [])
            + (view.object.at("status", "containerStatuses")?.list ?? [])
    }

    private static func waiting(_ container: Node) -> ReadinessState? {
        guard let waiting = container.at("state", "waiting"), let reason = waiting["reason"]?.string,
            let what = stuck[reason]
        else { return nil }
        let name = OneLine.text(container["name"]?.string ?? "", limit: 80)
        let last = container.at("lastState", "terminated")
        if reason == "CrashLoopBackOff", last?["reason"]?.string == "OOMKilled" {
            return .failed(
                "OOMKilled", "container \(name) is killed again and again: it needs more memory than it may use")
        }
        var sentence = "container \(name) \(what)"
        if reason == "CrashLoopBackOff" {
            if let status = last?["exitCode"]?.integer { sentence += ", last with exit status \(status)" }
            if let count = container["restartCount"]?.integer, count > 0 { sentence += ", \(count) times so far" }
        } else {
            let message = OneLine.text(waiting["message"]?.string ?? "", limit: 200)
            if !message.isEmpty { sentence += ": \(message)" }
        }
        return .failed(reason, sentence)
    }

    private static func failed(_ view: ObjectView) -> ReadinessState {
        let ended = containers(view).first { ($0.at("state", "terminated", "exitCode")?.integer ?? 0) != 0 }
        if let ended, let terminated = ended.at("state", "terminated") {
            let name = OneLine.text(ended["name"]?.string ?? "", limit: 80)
            if terminated["reason"]?.string == "OOMKilled" {
                return .failed("OOMKilled", "container \(name) was killed: it needs more memory than it may use")
            }
            return .failed(
                "PodFailed", "container \(name) ended with exit status \(terminated["exitCode"]?.integer ?? 0)")
        }
        let reason = OneLine.text(view.text("status", "reason"), limit: 80)
        let message = OneLine.text(view.text("status", "message"))
        let words = message.isEmpty ? (reason.isEmpty ? "" : ": \(reason)") : ": \(message)"
        return .failed(reason.isEmpty ? "PodFailed" : reason, "it failed\(words)")
    }

    private static func unscheduled(_ condition: ObjectCondition, _ view: ObjectView) -> ReadinessState {
        if condition.reason == "SchedulingGated" {
            return .progressing("SchedulingGated", "something holds it back from the nodes", condition)
        }
        let sentence = "no node takes it: \(condition.words)"
        let waited = condition.since.map { view.now - $0 } ?? 0
        return waited > schedulingPatience
            ? .failed("Unschedulable", sentence, condition) : .progressing("Unschedulable", sentence, condition)
    }

    private static func unready(_ view: ObjectView, _ condition: ObjectCondition) -> String {
        let all = view.object.at("status", "containerStatuses")?.list ?? []
        let late = all.first { $0["ready"]?.bool != true }
        guard let late else { return "not ready: \(condition.words)" }
        let name = OneLine.text(late["name"]?.string ?? "", limit: 80)
        if let reason = late.at("state", "waiting", "reason")?.string {
            return "container \(name) is not started yet: \(OneLine.text(reason, limit: 80))"
        }
        if let status = late.at("state", "terminated", "exitCode")?.integer {
            return "container \(name) ended with exit status \(status)"
        }
        if late.at("lastState", "terminated", "reason")?.string == "OOMKilled" {
            return "container \(name) runs again after it was killed: it needed more memory than it may use"
        }
        return "container \(name) runs but does not call itself ready yet"
    }
}
