import CommandTree
import Diagnostics
import Host
import Kubernetes
import Operations
import Values

extension Command {
    static let diff = Command(
        "diff",
        summary:
            "Show in what the cluster differs from the platform, or two Git revisions of the platform from each other.",
        discussion: """
            Nothing is written. Fields that others set and the platform does not are no difference. What differs is asked of the server by a dry run,
            so that defaults and other spellings are none either. Values of Secrets are never shown.

            With --from, no cluster is asked: the platform file, its environments and the folders of --catalog are taken out of Git as they were,
            rendered, and compared with those of --to, or with the files as they are. So does `REV..REV`.
            """,
        group: "Live",
        examples: [
            .init("fairlead diff --exit-code", "exit status 2 if anything drifted"),
            .init("fairlead diff main..HEAD", "what a branch changes, without a cluster"),
            .init("fairlead diff --from v1.2 --summary", "names only, against the files as they are"),
        ],
        options: LiveOptions.all + LiveOptions.charts + [
            Option("from", value: "REV", help: "Compare this Git revision instead of the cluster."),
            Option("to", value: "REV", help: "With --from: the newer revision.", defaultText: "the files as they are"),
            Option("exit-code", help: "Exit with 2 if anything differs."),
            Option("summary", help: "Show names and numbers, no fields."), .output,
        ],
        arguments: [
            CommonOptions.file,
            Positional("REV..REV", help: "Two Git revisions, older first.", isOptional: true),
        ]
    ) { invocation in
        if let range = try DiffRange(invocation) { return try DiffRevisions.run(range, invocation) }
        let session = try LiveSession.open(invocation)
        let charts = try LivePlanCharts(session, downloads: !invocation.flag("no-pull"), invocation)
        let comparison = try PlatformComparison.of(
            session.desired, cluster: session.cluster, charts: charts.rendered, depth: .diff)
        let findings = charts.findings + comparison.findings
        let view = LivePlanView(
            platform: session.desired.name, server: session.cluster.access.server, entries: comparison.entries,
            hooks: comparison.hooks, notCompared: charts.missing, findings: findings)
        try invocation.emit(view.node(kind: "Difference")) {
            DiffText(style: invocation.style, isSummary: invocation.flag("summary")).text(
                view.changes.map(\.change), unchanged: view.count(.none))
        }
        if invocation.format == .text { invocation.report(Findings(findings), sources: session.workspace.sources) }
        return invocation.flag("exit-code") && !view.isEmpty ? .differences : .success
    }
}
