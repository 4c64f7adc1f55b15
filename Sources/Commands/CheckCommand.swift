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

            With --live the cluster's API server is asked about every object, those of the charts included, by a strict dry run: no field
            that the kind does not have, no value that it refuses. Nothing is written. Kinds whose definitions are not in the cluster are
            counted, and not asked about.
            """,
        group: "Write",
        examples: [
            .init("fairlead check", "everything that can be said without the network"),
            .init("fairlead check --charts charts --pull", "fetch the charts and try the values against them"),
            .init("fairlead check --live", "ask the cluster about every object; nothing is written"),
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
            Option("live", help: "Ask the cluster about every object by a strict dry run."),
            Option("strict", help: "Warnings count as errors."),
            CommonOptions.out, CommonOptions.certificate, .output,
        ] + LiveOptions.cluster,
        arguments: [CommonOptions.file]
    ) { invocation in
        let session = invocation.flag("live") ? try LiveSession.open(invocation, checked: true) : nil
        let platform = try session?.platform ?? rendered(invocation)
        let workspace = platform.workspace
        var findings = platform.findings
        var charts: [Node] = []
        if let folder = invocation.option("charts") {
            let result = ChartReport(platform, folder: Path(folder), pull: invocation.flag("pull"), invocation)
            findings.add(contentsOf: result.findings)
            charts = result.nodes
        } else if invocation.option("helm") != nil || (invocation.flag("pull") && session == nil) {
            throw UsageError("--pull and --helm go with --charts DIR")
        }
        let trial = try session.map { try LiveTrial($0, invocation) }
        if let trial { findings.add(contentsOf: trial.findings) }
        let worst = findings.all.map(\.severity).max()
        let failed = worst == .error || (invocation.flag("strict") && worst == .warning)
        var node: Node = [
            "apiVersion": "fairlead.dev/v1alpha1", "kind": "Check",
            "platform": Node(.string(workspace.specification.name)),
            "passed": Node(.bool(!failed)), "charts": Node(.list(charts)), "findings": findings.node,
        ]
        if let trial { node["live"] = trial.node }
        if invocation.format == .text { invocation.report(findings, sources: workspace.sources) }
        try invocation.emit(node) {
            let count = platform.resolution.members.count
            let live = trial.map { "\n" + $0.sentence } ?? ""
            return "\(workspace.specification.name): \(count) components, \(findings.summary)\(live)"
        }
        return failed ? .failure : .success
    }

    private static func rendered(_ invocation: Invocation) throws -> RenderedPlatform {
        let workspace = try Workspace.open(invocation)
        let vault = try Vault.openIfPossible(workspace, invocation)
        let answered = workspace.answered(vault?.store, environment: invocation.environment)
        return try Pipeline.render(workspace, answered: answered, invocation)
    }
}
