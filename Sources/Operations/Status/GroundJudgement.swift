import Kubernetes
import Rendering
import Values

/// The status of what all components stand on.
struct GroundJudgement {
    private let desired: DesiredPlatform
    private let evidence: StatusEvidence

    init(_ desired: DesiredPlatform, evidence: StatusEvidence) {
        self.desired = desired
        self.evidence = evidence
    }

    var status: ComponentStatus {
        var status = ComponentStatus(name: Mark.ground, title: "Ground", namespace: "", wave: nil, state: .none)
        var problems = ProblemList()
        for object in desired.ground + desired.handover {
            let kind = StatusQuery.key(object.reference)
            status.objects.desired += 1
            if let live = evidence.byIdentity[object.reference.identity] {
                var state = evidence.state(live)
                // The root is as healthy as its applications, which are told one by one.
                if object.reference.kind == "Application", state.level != .failed {
                    state = ReadinessState(.ready, "it is there")
                }
                if state.isReady || state.level == .unknown { status.objects.ready += 1 }
                problems.add(object.reference, state, rank: .object)
            } else if evidence.lists.seen.contains(kind) || evidence.lists.unserved.contains(kind) {
                problems.missing(object.reference)
            } else {
                problems.unseen += 1
            }
        }
        let unit = desired.unit(Mark.ground)
        if desired.engineMember != nil, let live = evidence.byIdentity[unit.identity] {
            problems.add(unit, evidence.state(live), rank: .application)
        }
        problems.conclude(&status)
        return status
    }
}
