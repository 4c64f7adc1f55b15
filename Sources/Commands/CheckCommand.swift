import CommandTree
import Diagnostics
import Host
import Platform
import Rendering
import Values

extension Command {
    static let check = Command(
        "check",
        summary: "Parse, resolve, render in memory and hold every rule against it; write nothing.",
        discussion: """
            With --charts every component's values are tried against the real upstream chart with Helm's own engine: it renders, its schema
            accepts the values, no key is unknown, and the output is the same twice. Charts are looked up as DIR/<alias>/<chart>, where
            the alias is the component's `chart.alias`.
            """,
        group: "Write",
        examples: [
            .init("fairlead check", "everything that can be said without the network"),
            .init("fairlead check --charts charts --pull", "fetch the charts and try the values against them"),
            .init("fairlead check -o json | jq '.findings[].code'", "findings as data"),
        ],
        options: CommonOptions.platform + CommonOptions.store + [
            Option(
                "charts", value: "DIR", help: "Try the values against the upstream charts in this folder.",
                completion: .directory),
            Option("pull", help: "Fetch charts that are not in the folder."),
            Option(
                "helm", value: "COMMAND",
                help: "Render the charts with this helm command, such as the one of your Argo CD.",
                defaultText: "Helm's library"),
            Option("strict", help: "Warnings count as errors."),
            .output,
        ],
        arguments: [CommonOptions.file]
    ) { invocation in
        let workspace = try Workspace.open(invocation)
        let vault = try Vault.openIfPossible(workspace, invocation)
        let answered = workspace.answered(vault?.store, environment: invocation.environment)
        let platform = try Pipeline.render(workspace, answered: answered, invocation)
        var findings = platform.findings
        var charts: [Node] = []
        if let folder = invocation.option("charts") {
            let result = ChartReport(platform, folder: Path(folder), pull: invocation.flag("pull"), invocation)
            findings.add(contentsOf: result.findings)
            charts = result.nodes
        } else if invocation.flag("pull") || invocation.option("helm") != nil {
            throw UsageError("--pull and --helm go with --charts DIR")
        }
        let worst = findings.all.map(\.severity).max()
        let failed = worst == .error || (invocation.flag("strict") && worst == .warning)
        let node: Node = [
            "apiVersion": "fairlead.dev/v1alpha1", "kind": "Check",
            "platform": Node(.string(workspace.specification.name)),
            "passed": Node(.bool(!failed)), "charts": Node(.list(charts)), "findings": findings.node,
        ]
        if invocation.format == .text { invocation.report(findings, sources: workspace.sources) }
        try invocation.emit(node) {
            let count = platform.resolution.members.count
            return "\(workspace.specification.name): \(count) components, \(findings.summary)"
        }
        return failed ? .failure : .success
    }
}
