import Catalog
import Platform
import Rendering
import Values

/// `install.sh`: the plan as a plain script. Every step may be repeated.
enum InstallScript {
    static func text(_ input: DeliveryInput, layout: TreeLayout) -> String {
        var lines = [
            "#!/bin/sh",
            FileTree.header.trimmingLineEnd,
            "# Brings platform \(input.resolution.specification.name) into the cluster that kubectl points to, wave by wave.",
            "# Needs helm\(cloned(input) ? ", git" : "") and kubectl. Before the first run, where platform.yaml is: fairlead secrets bootstrap | kubectl apply -f -",
            "set -eu", "cd \"$(dirname \"$0\")\"",
            "apply() { kubectl apply --server-side --field-manager=fairlead -f \"$1\"; }",
        ]
        if cloned(input) { lines += clone }
        lines += [
            "", "echo \"ground: namespaces and network policies\"", "apply ground",
        ]
        for member in input.resolution.members {
            guard let chart = member.component.definitions.chart else { continue }
            lines += ["echo \(quoted("definitions of \(member.name)"))", release(chart, member, values: nil)]
        }
        for (number, wave) in input.plan.waves.enumerated() {
            for name in wave {
                guard let member = input.resolution.member(name), layout.isInstalled(member) else { continue }
                lines += ["", "echo \(quoted("wave \(number): \(name)"))"]
                lines += steps(member, input)
            }
            let gates = wave.compactMap(input.resolution.member).flatMap(gates)
            if !gates.isEmpty { lines += [""] + gates }
        }
        return lines.joined(separator: "\n") + "\n"
    }

    /// Whether there is a chart in a Git repository.
    private static func cloned(_ input: DeliveryInput) -> Bool {
        input.resolution.members.contains { $0.component.definitions.chart?.git != nil || $0.chart?.git != nil }
    }

    /// Puts a revision of a Git repository into a folder: a commit is fetched as a tag is.
    private static let clone = [
        "charts=$(mktemp -d)", "trap 'rm -rf \"$charts\"' EXIT",
        "clone() { git init -q \"$charts/$1\" && git -C \"$charts/$1\" fetch -q --depth 1 \"$2\" \"$3\""
            + " && git -C \"$charts/$1\" checkout -q FETCH_HEAD; }",
    ]

    private static func steps(_ member: Member, _ input: DeliveryInput) -> [String] {
        let folder = "components/\(member.name)"
        let objects = input.rendering.component(member.name)?.objects ?? []
        func apply(_ stage: RenderedObject.Stage) -> [String] {
            objects.contains { $0.stage == stage } ? ["apply \(folder)/\(stage.rawValue)"] : []
        }
        let hasSecrets = input.secrets.contains { $0.component == member.name }
        let chart = member.chart.map { [release($0, member, values: "\(folder)/values.yaml")] } ?? []
        return (hasSecrets ? ["apply \(folder)/\(HelmDelivery.secretFolder)"] : [])
            + apply(.before) + chart + apply(.with) + apply(.after)
    }

    private static func release(_ chart: Chart, _ member: Member, values: String?) -> String {
        let before = chart.revision.map {
            "clone \(RunbookFacts.shell(chart.release)) \(RunbookFacts.shell(chart.repository)) "
                + "\(RunbookFacts.shell($0))\n"
        }
        return (before ?? "") + "helm upgrade --install \(RunbookFacts.shell(chart.release)) "
            + "\(RunbookFacts.source(chart, clone: "\"$charts\"/\(RunbookFacts.shell(chart.release))")) "
            + "\(RunbookFacts.version(chart))-n \(RunbookFacts.shell(member.namespace))"
            + (values.map { " -f \($0)" } ?? "") + " --wait --timeout 20m"
    }

    private static func gates(_ member: Member) -> [String] {
        member.component.gates.compactMap { gate in
            guard case .condition(let object, let condition) = gate.test else { return nil }
            // These two say how far they are, but bear no such condition.
            if object.hasPrefix("StatefulSet/") || object.hasPrefix("DaemonSet/") {
                return "kubectl -n \(RunbookFacts.shell(member.namespace)) rollout status --timeout=20m "
                    + RunbookFacts.shell(object)
            }
            return "kubectl -n \(RunbookFacts.shell(member.namespace)) wait --timeout=20m "
                + "--for=condition=\(RunbookFacts.shell(condition)) \(RunbookFacts.shell(object))"
        }
    }

    private static func quoted(_ text: String) -> String { "\"" + text + "\"" }
}

extension String {
    fileprivate var trimmingLineEnd: String { hasSuffix("\n") ? String(dropLast()) : self }
}
