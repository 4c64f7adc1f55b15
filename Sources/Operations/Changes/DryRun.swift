import Diagnostics
import Kubernetes
import Values

/// Asks the server what an apply would really change, without changing anything.
struct DryRun {
    let cluster: Cluster
    /// Whether Fairlead itself applies this platform's own objects, and so strictly; an engine does not.
    let isStrict: Bool

    /// What a change comes to, with what people should know of the answer.
    func decide(_ change: ObjectChange, _ wanted: WantedObject, live: Node?) throws -> (
        change: ObjectChange, finding: Finding?
    ) {
        let object = ApplyForm.of(wanted.desired.node)
        do {
            let answer = try cluster.apply(object, dryRun: true, force: true, strict: isStrict && wanted.origin == .own)
                .object
            return (decided(change, answer: answer, live: live), nil)
        } catch let failure as KubernetesFailure {
            return try refused(change, failure, live: live)
        }
    }

    private func decided(_ change: ObjectChange, answer: Node, live: Node?) -> ObjectChange {
        guard let live else { return change }
        var change = change
        change.differences = ObjectDifference.between(old: live, new: answer)
        if change.differences.isEmpty { change.action = .none }
        return change
    }

    private func refused(_ change: ObjectChange, _ failure: KubernetesFailure, live: Node?) throws -> (
        change: ObjectChange, finding: Finding?
    ) {
        var change = change
        switch failure.kind {
        case .notFound, .notServed:
            // Its namespace comes with the platform.
            if live == nil { return (change, nil) }
            throw failure
        case .invalid, .conflict:
            if live != nil, let sentence = ImmutableField.sentence(failure) {
                change.action = .replace
                change.reason = sentence
                return (change, nil)
            }
            return (change, finding(change, ServerSentence.of(failure), failure.hint))
        case .webhook: return (change, finding(change, failure.message, failure.hint))
        case .forbidden:
            return (
                change,
                Finding(
                    code: Code.notCompared, severity: .warning,
                    message:
                        "what would change at \(change.reference) was found by comparing alone: \(failure.message)",
                    component: change.owner, hint: failure.hint)
            )
        default: throw failure
        }
    }

    private func finding(_ change: ObjectChange, _ sentence: String, _ hint: String?) -> Finding {
        Finding(
            code: Code.wouldBeRefused, severity: .warning,
            message: "the cluster would not take \(change.reference): \(sentence)", component: change.owner, hint: hint)
    }
}

/// Refusals that say that a field may be set once only.
enum ImmutableField {
    /// Sentences of the server's validation (k8s.io/kubernetes, `pkg/apis/*/validation`; k8s.io/apimachinery, `ValidateImmutableField`).
    private static let phrases = [
        "field is immutable", "updates to statefulset spec for fields other than", "may not change once set",
        "is immutable after creation", "spec is immutable", "cannot change roleRef",
        "updates to parameters are forbidden",
        "updates to provisioner are forbidden", "updates to reclaimPolicy are forbidden",
        "updates to volumeBindingMode are forbidden", "can not be unset", "may not be changed", "is immutable",
    ]

    /// The field and what the server says of it; nil if the refusal means something else. The value itself, which the server repeats, is left out.
    static func sentence(_ failure: KubernetesFailure) -> String? {
        for cause in failure.causes {
            if let tail = tail(cause.message) { return cause.field.isEmpty ? tail : "\(cause.field): \(tail)" }
            // The server repeats a whole template before it says what is wrong with it, and so long a message comes cut.
            if cause.message.hasSuffix(" ..."), ["spec.template", "spec.selector", "spec"].contains(cause.field) {
                return "\(cause.field): the field is immutable"
            }
        }
        return tail(failure.message)
    }

    private static func tail(_ message: String) -> String? {
        guard let range = phrases.lazy.compactMap({ message.firstRange(of: $0) }).first else { return nil }
        return String(message[range.lowerBound...].prefix(200))
    }
}

/// What a server says against an object, without the values that it repeats.
enum ServerSentence {
    static func of(_ failure: KubernetesFailure) -> String {
        guard let cause = failure.causes.first else { return withoutValue(failure.message) }
        return cause.field.isEmpty ? withoutValue(cause.message) : "\(cause.field): \(withoutValue(cause.message))"
    }

    /// `Invalid value: "…": the reason` (k8s.io/apimachinery, `field.Error`).
    private static func withoutValue(_ message: String) -> String {
        guard let value = message.firstRange(of: "Invalid value: ") ?? message.firstRange(of: "Unsupported value: ")
        else {
            return String(message.prefix(300))
        }
        let reason = message[value.upperBound...].split(separator: ": ").last ?? ""
        return String((message[..<value.lowerBound] + "invalid value: " + reason).prefix(300))
    }
}
