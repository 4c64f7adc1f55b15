import Charts
import Helm
import Host
import Kubernetes
import Values

/// Does one step.
struct UpWork {
    let context: UpContext
    let step: UpStep
    let branch: FollowedBranch
    let stopped: StopMark
    let check: @Sendable () throws -> Void
    let observe: @Sendable (UpEvent) -> Void

    var wait: Waiting { Waiting(context: context, step: step, stopped: stopped, observe: observe) }

    func perform() throws -> UpOutcome {
        switch step.work {
        case .objects(let objects, let waits):
            let count = try bring(objects)
            if waits { try wait.untilReady(objects.map(\.reference)) }
            return outcome(count)
        case .sealingKey(let namespace): return try outcome(sealingKey(namespace))
        case .release(let release): return try install(release)
        case .publish:
            return try outcome(branch.publish(beforeWriting: check) ? 1 : 0)
        case .ready(let member, let withObjects):
            try wait.until {
                try MemberReadiness(context.cluster, clock: context.clock).reasons(
                    member, manifest: manifest(of: member), withObjects: withObjects)
            }
            return .unchanged
        case .follow(let unit):
            return try outcome(context.desired.engine == "flux" ? followKustomization(unit) : follow(unit))
        // Courses of a cluster have none.
        case .machine: return .unchanged
        case .leftovers:
            return try outcome(Leftovers(context).remove(check: check, note: { observe(.note(step, $0)) }, wait: wait))
        }
    }

    func outcome(_ count: Int) -> UpOutcome { count == 0 ? .unchanged : .changed(count) }

    private func bring(_ objects: [DesiredObject]) throws -> Int {
        var count = 0
        for object in objects {
            // What is on its way out takes nothing in any more; a namespace least of all.
            try wait.untilGone(object.reference)
            let change = try wait.patiently { try context.sync.bring(object, beforeWriting: check) }
            for warning in change.warnings { observe(.note(step, "\(object.reference): \(warning)")) }
            if change.action != .none { count += 1 }
        }
        return count
    }

    private func sealingKey(_ namespace: String) throws -> Int {
        let secret = try context.sealingKey(namespace)
        guard let reference = ObjectReference(secret) else { return 0 }
        return try wait.patiently {
            // A key that is there is never replaced: what it opens may be sealed to it alone.
            if try context.cluster.get(reference) != nil { return 0 }
            try check()
            do {
                _ = try context.cluster.create(secret)
            } catch let failure as KubernetesFailure where failure.kind == .alreadyExists {
                return 0
            }
            return 1
        }
    }
}
