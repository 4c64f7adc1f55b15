import Catalog
import Platform

extension Runbook {
    /// The waves: what comes when, why it is there and what it waits for.
    static func order(_ facts: RunbookFacts) -> [String] {
        var lines = [
            "## What is installed, in which order", "",
            (facts.way == .flux
                ? "A component begins when everything that it waits for is healthy; no wave waits for another. "
                : "A wave begins when everything of the wave before it is healthy. ")
                + "Before the first one come the ground (namespaces, network policies)" + definitions(facts) + ".",
        ]
        for (number, wave) in facts.input.plan.waves.enumerated() {
            lines += ["", "### Wave \(number)"]
            for name in wave {
                guard let member = facts.resolution.member(name) else { continue }
                lines.append(
                    "- **\(member.component.title)** (`\(name)`): \(RunbookFacts.line(member.component.summary)) \(reason(member, facts))"
                )
                let details = waits(member, facts) + gates(member)
                if !details.isEmpty { lines.append("  " + details.joined(separator: " ")) }
            }
        }
        return lines
    }

    private static func definitions(_ facts: RunbookFacts) -> String {
        let titles = facts.members.filter { $0.component.definitions.chart != nil }.map(\.component.title)
        return titles.isEmpty ? "" : " and the definitions of " + titles.joined(separator: ", ")
    }

    private static func reason(_ member: Member, _ facts: RunbookFacts) -> String {
        let why =
            switch member.reason {
            case .named: "Named in `platform.yaml`."
            case .required(let consumer, let capability): "Here because `\(consumer)` needs \(capability)."
            case .delivery: "Delivers all others."
            case .engine(let model): "Serves the model \(model)."
            }
        return facts.layout.isInstalled(member) ? why : why + " Nothing is installed for it."
    }

    private static func waits(_ member: Member, _ facts: RunbookFacts) -> [String] {
        // That the engine delivers everything is said once, not with every component.
        let edges = facts.input.plan.edges(from: member.name).filter { $0.kind != .delivery }
        func list(late: Bool) -> String? {
            let providers = Set(edges.filter { $0.late == late }.map(\.to)).sorted { $0.precedes($1) }
            let others = late ? providers.filter { name in !edges.contains { $0.to == name && !$0.late } } : providers
            guard !others.isEmpty else { return nil }
            return others.map { name in
                // Late edges are about scraping and sign-on; their names say enough.
                if late { return "`\(name)`" }
                let reasons = Set(edges.filter { $0.to == name && !$0.late }.map { RunbookFacts.line($0.reason) })
                    .sorted { $0.precedes($1) }
                return "`\(name)` (\(reasons.joined(separator: "; ")))"
            }.joined(separator: ", ")
        }
        return [list(late: false).map { "Waits for \($0)." }, list(late: true).map { "Completed later by \($0)." }]
            .compactMap { $0 }
    }

    private static func gates(_ member: Member) -> [String] {
        guard !member.component.gates.isEmpty else { return [] }
        let tests = member.component.gates.map { gate in
            let usually = gate.usually.map { " (if not, usually: \(RunbookFacts.line($0)))" } ?? ""
            return switch gate.test {
            case .condition(let object, let condition): "`\(object)` is \(condition)\(usually)"
            case .http(let path, let port): "`\(path)` answers on port \(port)\(usually)"
            }
        }
        return ["Ready when " + tests.joined(separator: " and ") + "."]
    }
}
