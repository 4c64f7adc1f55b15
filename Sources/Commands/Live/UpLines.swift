import Diagnostics
import Glibc
import Kubernetes
import Operations
import Values

/// Events as plain lines and as data.
enum UpLines {
    /// A line without its time; nil for what is not worth one.
    static func text(_ event: UpEvent, phase: String) -> String? {
        func place(_ step: UpStep) -> String { "\(phase) \(step.member ?? step.id)" }
        switch event {
        case .phase: return nil
        case .began(let step): return "\(place(step)): \(step.title)"
        case .waiting(let step, let reasons):
            let shown = reasons.prefix(3).map { "\($0.reference): \($0.sentence)" }.joined(separator: "; ")
            return "\(place(step)): waiting: \(shown)" + (reasons.count > 3 ? " and \(reasons.count - 3) more" : "")
        case .done(let step, let outcome, let milliseconds):
            let what =
                switch outcome {
                case .unchanged: "as it should be"
                case .changed(let count): "\(count) written"
                }
            return "\(place(step)): done: \(step.title) (\(what), \(UpPicture.time(milliseconds)))"
        case .failed(let step, let error): return "\(place(step)): failed: \(UpFailure.sentence(error))"
        case .note(let step, let text): return "\(place(step)): note: \(text)"
        }
    }

    /// `12:34:56`, as the clock on the wall says it.
    static func time(_ seconds: Int64) -> String {
        var parts = tm()
        var moment = time_t(seconds)
        guard localtime_r(&moment, &parts) != nil else { return "" }
        func two(_ number: Int32) -> String { number < 10 ? "0\(number)" : "\(number)" }
        return "\(two(parts.tm_hour)):\(two(parts.tm_min)):\(two(parts.tm_sec))"
    }

    /// An event as data.
    static func node(_ event: UpEvent, at seconds: Int64) -> Node {
        var node: Node = ["time": Node(.string(Timestamp.text(seconds)))]
        func about(_ step: UpStep, _ name: String) {
            node["event"] = Node(.string(name))
            node["step"] = Node(.string(step.id))
            node["title"] = Node(.string(step.title))
            if let member = step.member { node["component"] = Node(.string(member)) }
        }
        switch event {
        case .phase(let number, let phase):
            node["event"] = "phase"
            node["number"] = Node(.integer(Int64(number)))
            node["title"] = Node(.string(phase.title))
            if let wave = phase.wave { node["wave"] = Node(.integer(Int64(wave))) }
        case .began(let step): about(step, "began")
        case .waiting(let step, let reasons):
            about(step, "waiting")
            node["reasons"] = Node(
                .list(
                    reasons.map { reason in
                        [
                            "object": Node(.string(reason.reference.description)),
                            "sentence": Node(.string(reason.sentence)),
                            "failure": Node(.bool(reason.isFailure)),
                        ]
                    }))
        case .done(let step, let outcome, let milliseconds):
            about(step, "done")
            let written: Int = if case .changed(let count) = outcome { count } else { 0 }
            node["written"] = Node(.integer(Int64(written)))
            node["milliseconds"] = Node(.integer(milliseconds))
        case .failed(let step, let error):
            about(step, "failed")
            node["message"] = Node(.string(UpFailure.sentence(error)))
        case .note(let step, let text):
            about(step, "note")
            node["message"] = Node(.string(text))
        }
        return node
    }

    /// A link of a chain of reasons as data.
    static func node(_ reason: Reason) -> Node {
        func list(_ texts: [String]) -> Node { Node(.list(texts.map { Node(.string($0)) })) }
        var node: Node = [
            "object": Node(.string(reason.object.description)), "sentence": Node(.string(reason.sentence)),
            "events": list(reason.events),
            "log": list(reason.logLines),
        ]
        if let usual = reason.usually {
            node["usually"] = Node(.string(usual.cause))
            node["action"] = Node(.string(usual.action))
        }
        return node
    }
}
