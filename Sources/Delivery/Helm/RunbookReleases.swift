import Catalog
import Platform

extension Runbook {
    /// The first installation without a GitOps engine.
    static func releases(_ facts: RunbookFacts) -> [String] {
        var steps = RunbookSteps()
        steps.add(
            "See whether the cluster is fit, and bring everything, with reasons at each wait.", "fairlead doctor",
            "fairlead up")
        if facts.layout.sealingNamespaces.isEmpty {
            steps.add("Or without Fairlead, with stock tools.", "sh install.sh")
        } else {
            steps.add(
                "Or without Fairlead, with stock tools: the namespace and the key of the sealed values first, then the script.",
                "kubectl apply -f ground/namespaces.yaml",
                "fairlead secrets bootstrap | kubectl apply -f -    # where platform.yaml is; nothing is written to disk",
                "sh install.sh")
        }
        filling(facts, &steps)
        return [
            "## First installation", "",
            "You need: administrator rights in a cluster of Kubernetes \(facts.resolution.specification.kubernetes), `fairlead`, and "
                + "`platform.yaml` with its credential store; for the second way `kubectl` and `helm`.",
            "Every step may be repeated.", "",
        ] + steps.lines
    }

    /// How everything is taken away without a GitOps engine.
    static func releaseRemoval(_ facts: RunbookFacts) -> [String] {
        var lines = [
            "## Remove the platform", "",
            "`fairlead down` removes the components, last wave first, and says what it keeps. With stock tools:", "",
            "```sh",
        ]
        let members = facts.input.plan.waves.reversed().flatMap { $0.reversed() }.compactMap(facts.resolution.member)
        for member in members {
            if let chart = member.chart {
                lines.append(
                    "helm uninstall \(RunbookFacts.shell(chart.release)) -n \(RunbookFacts.shell(member.namespace)) --wait"
                )
            }
        }
        return lines + ["```"] + dataRemoval(facts)
    }
}
