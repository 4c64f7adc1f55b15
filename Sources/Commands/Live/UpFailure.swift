import Catalog
import Diagnostics
import Helm
import Kubernetes
import Operations

/// What an installation that failed comes to in words.
enum UpFailure {
    /// The error as the program shows it: what ran out of time becomes findings.
    static func told(_ error: any Error, _ desired: DesiredPlatform) -> any Error {
        if let failure = error as? PodmanFailure { return FindingsError(findings: [failure.finding]) }
        guard let gate = error as? GateFailure else { return error }
        let time = UpPicture.time(Int64(gate.seconds) * 1000)
        let last = gate.blockers.last
        return FindingsError(
            findings: gate.reasons.prefix(5).map { reason in
                let member =
                    gate.member.flatMap(desired.member)
                    ?? desired.members.first { member in
                        member.namespace == reason.reference.namespace || member.name == reason.reference.name
                    }
                let usual = member?.gates.compactMap(\.usually).first
                return Finding(
                    code: Code.waitedInVain,
                    message: "\(reason.reference) did not become ready within \(time): \(reason.sentence)",
                    component: member?.name,
                    cause: last.flatMap { $0.object == reason.reference ? nil : "\($0.object): \($0.sentence)" }
                        ?? usual.map { "usually \($0)" },
                    hint: (last?.usually?.action).map { "\($0); then run `fairlead up` again" }
                        ?? "`fairlead why \(member?.name ?? "COMPONENT")` follows the chain; run `fairlead up` again when it is cured"
                )
            })
    }

    /// One sentence.
    static func sentence(_ error: any Error) -> String {
        switch error {
        case let failure as KubernetesFailure: failure.description
        case let failure as HelmFailure: failure.message
        case let failure as PodmanFailure: failure.description
        case let failure as FindingsError:
            failure.findings.first.map { $0.message + ($0.cause.map { ": \($0)" } ?? "") } ?? "it failed"
        case let failure as GateFailure:
            failure.reasons.first.map { "\($0.reference): \($0.sentence)" } ?? "it took too long"
        default: "\(error)"
        }
    }

    /// The chain down to what blocks, with events and log lines.
    static func text(_ gate: GateFailure, style: TextStyle) -> String {
        var lines: [String] = []
        for link in gate.blockers {
            lines.append(style.apply(.strong, link.object.description) + "  \(link.sentence)")
            if !link.events.isEmpty { lines.append("  " + style.apply(.faint, "events")) }
            lines += link.events.map { "    \($0)" }
            if !link.logLines.isEmpty { lines.append("  " + style.apply(.faint, "last log lines")) }
            lines += link.logLines.map { "    \($0)" }
            if let usual = link.usually { lines.append("  usually \(usual.cause): \(usual.action)") }
        }
        return lines.isEmpty ? "" : "\n" + lines.joined(separator: "\n")
    }
}
