import Catalog
import Diagnostics
import Platform
import Rendering

extension Runbook {
    /// How the platform is changed.
    static func change(_ facts: RunbookFacts) -> [String] {
        guard facts.way != .releases else {
            return [
                "## Change the platform", "",
                "```sh",
                "fairlead plan --live                  # where platform.yaml is: what would change in the cluster, and why",
                "fairlead up                           # renders, and carries it out",
                "```", "",
                "Keep this folder in Git all the same: it is what was installed, and `git diff` shows what changed.",
            ]
        }
        return [
            "## Change the platform", "",
            "```sh",
            "fairlead plan                         # where platform.yaml is: what would change, and why",
            "fairlead render --out THIS_FOLDER     # there too; stops where somebody changed a file by hand",
            "git add -A . && git diff --cached     # here: read it",
            "git commit && git push",
            "```", "",
            "To take a commit back, `git revert` it and push. Namespaces, disks and databases are never removed by a commit.",
        ]
    }

    /// What to know before a component's upgrade.
    static func upgrades(_ facts: RunbookFacts) -> [String] {
        let notes = facts.members.flatMap { member in
            member.component.upgradeNotes.map { "- **\(member.component.title)**: \(RunbookFacts.line($0))." }
        }
        return notes.isEmpty ? [] : ["## Before an upgrade", ""] + notes
    }

    /// What Fairlead had to say when it wrote this.
    static func findings(_ facts: RunbookFacts) -> [String] {
        let findings = Findings(facts.input.findings).sorted().filter { $0.severity >= .warning }
        guard !findings.isEmpty else { return [] }
        let most = 25
        let shown = findings.prefix(most).map { finding in
            "- \(finding.code)" + (finding.component.map { " (`\($0)`)" } ?? "")
                + ": \(RunbookFacts.line(finding.message))"
                + (finding.hint.map { "; \(RunbookFacts.line($0))" } ?? "")
        }
        let rest = findings.count > most ? ["- and \(findings.count - most) more: run `fairlead check`"] : []
        return ["## Known weaknesses", ""] + shown + rest
    }

    /// How everything is taken away.
    static func removal(_ facts: RunbookFacts) -> [String] {
        switch facts.way {
        case .releases: return releaseRemoval(facts)
        case .flux: return fluxRemoval(facts)
        case .argoCD: break
        }
        let namespace = RunbookFacts.shell(facts.engineNamespace)
        let engine = facts.engine?.name
        let names = facts.input.plan.waves.reversed().flatMap { $0.reversed() }.filter { name in
            name != engine && facts.resolution.member(name).map(facts.layout.isInstalled) ?? false
        }
        var lines = [
            "## Remove the platform", "",
            "First stop what brings everything back, then remove the components, last wave first. Data stays.", "",
            "```sh",
            "kubectl -n \(namespace) delete application \(ArgoCDLayout.rootName) --cascade=orphan",
        ]
        if !names.isEmpty {
            lines += [
                "for name in \(names.map(RunbookFacts.shell).joined(separator: " ")); do",
                "  kubectl -n \(namespace) delete application \"$name\" --wait",
                "done",
            ]
        }
        if let engine = facts.engine, let chart = engine.chart {
            lines.append(
                "helm uninstall \(RunbookFacts.shell(chart.release)) -n \(RunbookFacts.shell(engine.namespace))")
        }
        return lines + ["```"] + dataRemoval(facts)
    }

    /// The namespaces, and with them everything that was kept.
    static func dataRemoval(_ facts: RunbookFacts) -> [String] {
        let all = facts.input.rendering.namespaces.map { RunbookFacts.shell($0.name) }
        if all.isEmpty { return [] }
        return [
            "", "The data goes with the namespaces, and cannot be had back except from copies:", "", "```sh",
        ]
            + ["kubectl delete namespace \(all.joined(separator: " "))", "```"]
    }
}
