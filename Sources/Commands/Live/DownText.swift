import Diagnostics
import Kubernetes
import Operations
import Values

/// A removal in words and as data.
enum DownText {
    /// What goes, counted.
    static func counts(_ plan: DownPlan) -> String {
        [(plan.objectCount, "object"), (plan.releaseCount, "release"), (plan.applicationCount, "application")].filter {
            $0.0 > 0
        }
        .map { "\($0.0) \($0.1)\($0.0 == 1 ? "" : "s")" }.joined(separator: ", ")
    }

    /// The plan for people.
    static func text(_ plan: DownPlan, server: String, style: TextStyle) -> String {
        var lines: [String] = []
        if plan.isEmpty {
            lines.append("There is nothing of \(plan.platform) to remove at \(server).")
        } else {
            lines.append(style.apply(.strong, "\(plan.platform) goes from \(server): \(counts(plan))"))
        }
        for phase in plan.phases {
            lines += ["", style.apply(.strong, phase.title)]
            for step in phase.lanes.flatMap({ $0 }) { lines += self.lines(step) }
        }
        lines += section("what stays", plan.kept, style) + section("somebody else's, and left", plan.foreign, style)
        if !plan.unseen.isEmpty {
            lines += ["", style.apply(.strong, "what could not be looked at")] + plan.unseen.map { "  \($0)" }
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private static func section(_ title: String, _ left: [DownLeft], _ style: TextStyle) -> [String] {
        left.isEmpty ? [] : ["", style.apply(.strong, title)] + left.map { "  \($0.reference): \($0.reason)" }
    }

    private static func lines(_ step: DownStep) -> [String] {
        switch step.work {
        case .objects(let objects): objects.map { "  \($0.reference)" }
        case .definitions(_, let objects):
            ["  \(step.title) of which no object is left"] + objects.map { "    \($0.reference)" }
        case .release(let namespace, let name): ["  Helm release \(namespace)/\(name)"]
        case .application(let object, let way):
            ["  \(object.reference)" + (way == .alone ? "" : ", with what it brought")]
        case .namespace(let object): ["  \(object.reference)"]
        }
    }

    /// The plan as data.
    static func node(_ plan: DownPlan, server: String) -> Node {
        [
            "apiVersion": "fairlead.dev/v1alpha1", "kind": "RemovalPlan", "platform": Node(.string(plan.platform)),
            "server": Node(.string(server)),
            "phases": Node(
                .list(
                    plan.phases.map { phase in
                        [
                            "title": Node(.string(phase.title)),
                            "steps": Node(.list(phase.lanes.flatMap { $0 }.map(node))),
                        ]
                    })),
            "kept": Node(.list(plan.kept.map(node))), "foreign": Node(.list(plan.foreign.map(node))),
            "unseen": Node(.list(plan.unseen.map { Node(.string($0)) })),
        ]
    }

    private static func node(_ step: DownStep) -> Node {
        let what: [String] =
            switch step.work {
            case .objects(let objects), .definitions(_, let objects): objects.map(\.reference.description)
            case .release(let namespace, let name): ["Release \(namespace)/\(name)"]
            case .application(let object, _), .namespace(let object): [object.reference.description]
            }
        return [
            "id": Node(.string(step.id)), "title": Node(.string(step.title)),
            "removes": Node(.list(what.map { Node(.string($0)) })),
        ]
    }

    static func node(_ left: DownLeft) -> Node {
        ["object": Node(.string(left.reference.description)), "reason": Node(.string(left.reason))]
    }

    /// An event as a line; nil for what is not worth one.
    static func line(_ event: DownEvent) -> String? {
        switch event {
        case .phase(_, let phase): return phase.title
        case .began: return nil
        case .waiting(let step, let reasons): return "  \(step.title): waiting: \(waiting(reasons))"
        case .done(let step, let count, let milliseconds):
            return count == 0 ? nil : "  \(step.title): gone (\(count) removed, \(UpPicture.time(milliseconds)))"
        case .failed(let step, let error): return "  \(step.title): failed: \(UpFailure.sentence(error))"
        case .note(let step, let text): return "  \(step.title): \(text)"
        case .kept(_, let left): return "  \(left.reference) stays: \(left.reason)"
        }
    }

    static func waiting(_ reasons: [WaitReason]) -> String {
        reasons.prefix(3).map { "\($0.reference): \($0.sentence)" }.joined(separator: "; ")
            + (reasons.count > 3 ? " and \(reasons.count - 3) more" : "")
    }

    /// An event as data.
    static func node(_ event: DownEvent, at seconds: Int64) -> Node {
        var node: Node = ["time": Node(.string(Timestamp.text(seconds)))]
        func about(_ step: DownStep, _ name: String) {
            node["event"] = Node(.string(name))
            node["step"] = Node(.string(step.id))
            node["title"] = Node(.string(step.title))
        }
        switch event {
        case .phase(let number, let phase):
            node["event"] = "phase"
            node["number"] = Node(.integer(Int64(number)))
            node["title"] = Node(.string(phase.title))
        case .began(let step): about(step, "began")
        case .waiting(let step, let reasons):
            about(step, "waiting")
            node["reasons"] = Node(
                .list(
                    reasons.map {
                        [
                            "object": Node(.string($0.reference.description)), "sentence": Node(.string($0.sentence)),
                            "failure": Node(.bool($0.isFailure)),
                        ]
                    }))
        case .done(let step, let count, let milliseconds):
            about(step, "done")
            node["removed"] = Node(.integer(Int64(count)))
            node["milliseconds"] = Node(.integer(milliseconds))
        case .failed(let step, let error):
            about(step, "failed")
            node["message"] = Node(.string(UpFailure.sentence(error)))
        case .note(let step, let text):
            about(step, "note")
            node["message"] = Node(.string(text))
        case .kept(let step, let left):
            about(step, "kept")
            node["object"] = Node(.string(left.reference.description))
            node["reason"] = Node(.string(left.reason))
        }
        return node
    }
}
