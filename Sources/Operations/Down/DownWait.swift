import Helm
import Host
import Kubernetes
import Values

/// Waits, and says for what.
struct DownWait {
    let context: DownContext
    let step: DownStep
    let stopped: StopMark
    let observe: @Sendable (DownEvent) -> Void

    /// Waits until there are no reasons any more.
    ///
    /// - Throws: `GateFailure` after the context's patience; `Interrupted`; what `reasons` throws and waiting does not cure.
    func until(_ reasons: () throws -> [WaitReason]) throws {
        let start = context.clock.monotonicMilliseconds()
        var last: [WaitReason] = []
        while true {
            try stopped.check()
            var current: [WaitReason]
            do {
                current = try reasons()
                if current.isEmpty { return }
            } catch let failure as KubernetesFailure where failure.mayPass {
                current = [reason(failure)]
            }
            if current.map(\.reference) != last.map(\.reference) || current.map(\.isFailure) != last.map(\.isFailure) {
                observe(.waiting(step, current))
                last = current
            }
            let elapsed = context.clock.monotonicMilliseconds() - start
            guard elapsed < Int64(context.patienceSeconds) * 1000 else {
                throw GateFailure(reasons: current, seconds: Int(elapsed / 1000), blockers: [])
            }
            try Pause.wait(milliseconds: context.lookMilliseconds)
        }
    }

    /// Waits until objects are gone, or others have come under their names.
    func untilGone(_ objects: [DownObject]) throws {
        var left = objects
        try until {
            left = try left.filter { object in
                guard let live = try context.cluster.get(object.reference) else { return false }
                return object.uid == nil || live.at("metadata", "uid")?.string == object.uid
            }
            return try left.map { try Self.reason($0.reference, context) }
        }
    }

    /// Why an object is not gone yet.
    static func reason(_ reference: ObjectReference, _ context: DownContext) throws -> WaitReason {
        guard let live = try context.cluster.get(reference) else {
            return WaitReason(reference, "it is on its way out")
        }
        let finalizers = (live.at("metadata", "finalizers")?.list ?? []).compactMap(\.string)
        let isGoing = live.at("metadata", "deletionTimestamp")?.string != nil
        let words = isGoing ? Readiness.of(live, now: context.clock.now()).sentence : "its removal has not begun yet"
        return WaitReason(
            reference, words + FinalizerOwner.sentence(finalizers), isFailure: isGoing && !finalizers.isEmpty)
    }

    /// Does something that may be done again until the server takes it, for as long as an outage is borne.
    func patiently<Result>(_ body: () throws -> Result) throws -> Result {
        let start = context.clock.monotonicMilliseconds()
        var pause = 250
        var isTold = false
        while true {
            try stopped.check()
            do { return try body() } catch {
                guard let reason = reason(of: error),
                    context.clock.monotonicMilliseconds() - start < Int64(context.outageSeconds) * 1000
                else { throw error }
                if !isTold { observe(.waiting(step, [reason])) }
                isTold = true
            }
            try Pause.wait(milliseconds: pause)
            pause = min(pause * 2, 5000)
        }
    }

    private func reason(of error: any Error) -> WaitReason? {
        if let failure = error as? KubernetesFailure { return failure.mayPass ? reason(failure) : nil }
        if let failure = error as? HelmFailure, failure.mayPass {
            return WaitReason(ObjectReference("", "Helm", name: step.title), failure.message)
        }
        return nil
    }

    private func reason(_ failure: KubernetesFailure) -> WaitReason {
        WaitReason(
            failure.object ?? ObjectReference("", "API server", name: context.cluster.access.server), failure.message)
    }
}
