import Catalog
import Platform
import Rendering

extension Runbook {
    /// How a credential is changed, and who restarts because of it.
    static func credentials(_ facts: RunbookFacts) -> [String] {
        let needs = facts.resolution.credentials
        guard !needs.isEmpty else { return [] }
        var lines = [
            "## Change a credential", "",
            "```sh",
            "fairlead secrets rotate NAME     # where platform.yaml is; render, commit and push afterwards",
            "kubectl -n NAMESPACE rollout restart deployment,statefulset    # for pods that did not restart by themselves",
            "```", "",
            "Restart in the order given: who owns the value first, who uses it afterwards.", "",
        ]
        let holders = Dictionary(grouping: facts.input.rendering.holders, by: \.credential).mapValues {
            $0.map(\.component)
        }
        let changing = needs.filter { $0.immutable == nil }
        for (name, restarts) in grouped(changing, holders, facts) {
            lines.append(
                "- \(name): "
                    + (restarts.isEmpty
                        ? "nothing holds it now"
                        : restarts.map { $0 == RunbookFacts.itself ? $0 : "`\($0)`" }.joined(separator: ", then ")))
        }
        let fixed = needs.compactMap { need in need.immutable.map { "`\(need.id)` (\(RunbookFacts.line($0)))" } }
        if !fixed.isEmpty { lines += ["", "Never change: " + fixed.joined(separator: ", ") + "."] }
        let asked = needs.filter(\.isAskedFor).map(\.id.description)
        if !asked.isEmpty {
            lines += ["", "Given by a person, not made by Fairlead: " + RunbookFacts.code(asked) + "."]
        }
        return lines
    }

    /// Credentials that the same components hold are one line; those that come with bindings are one line for each offer.
    private static func grouped(
        _ needs: [CredentialNeed], _ holders: [CredentialID: [String]], _ facts: RunbookFacts
    ) -> [(name: String, restarts: [String])] {
        var order: [String] = []
        var groups: [String: (names: [String], restarts: [String])] = [:]
        for need in needs {
            let restarts = facts.inOrder(holders[need.id] ?? [])
            let parts = need.id.description.split(separator: "/").map(String.init)
            let isBound = need.consumer != nil && parts.count == 4
            let key =
                isBound ? "\(parts[0])/\(parts[1])/*/\(parts[3])" : "\(need.owner): \(restarts.joined(separator: " "))"
            if groups[key] == nil { order.append(key) }
            groups[key, default: ([], [])].names.append(need.id.description)
            groups[key]?.restarts += restarts
        }
        return order.compactMap { key in
            guard let group = groups[key] else { return nil }
            let restarts = facts.inOrder(group.restarts)
            guard group.names.count > 1, key.contains("/*/") else { return (RunbookFacts.code(group.names), restarts) }
            let provider = String(key.prefix { $0 != "/" })
            let others = restarts.filter { $0 != provider }
            return (
                "`\(key)`, one for each of \(RunbookFacts.code(others))",
                (restarts.contains(provider) ? [provider] : []) + [RunbookFacts.itself]
            )
        }
    }
}
