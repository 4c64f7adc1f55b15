import CommandTree
import Diagnostics
import Host
import Kubernetes
import Operations
import Rendering
import Values

/// `plan --live`: what would happen in the cluster, and the file that keeps it.
enum LivePlan {
    /// What `plan` takes for it.
    static let options =
        [
            Option("live", help: "Show what would happen in the cluster, by a server-side dry run, with risks."),
            Option(
                "save", value: "FILE", help: "With --live: keep the plan, for `fairlead up --plan FILE`.",
                completion: .file),
        ] + LiveOptions.cluster + LiveOptions.charts

    /// Shows the plan, and keeps it if that was asked for.
    ///
    /// - Parameter invocation: what was asked for.
    /// - Throws: `FindingsError` if the platform cannot be rendered or the plan not be kept; `KubernetesFailure`; `Interrupted`.
    static func run(_ invocation: Invocation) throws -> ExitStatus {
        let session = try LiveSession.open(invocation, checked: true)
        let charts = try LivePlanCharts(session, downloads: !invocation.flag("no-pull"), invocation)
        let comparison = try PlatformComparison.of(
            session.desired, cluster: session.cluster, charts: charts.rendered, depth: .plan)
        let plan = try SavedPlan(
            comparison, desired: session.desired, cluster: session.cluster, charts: charts.rendered,
            environment: session.workspace.environment, version: Fairlead.version)
        let findings = charts.findings + comparison.findings
        let view = LivePlanView(
            platform: session.desired.name, server: session.cluster.access.server, entries: comparison.entries,
            hooks: comparison.hooks, notCompared: charts.missing, findings: findings)
        try invocation.emit(view.node) { LivePlanText(view: view, style: invocation.style).text }
        if invocation.format == .text { invocation.report(Findings(findings), sources: session.workspace.sources) }
        if let file = invocation.option("save") { try save(plan, session, file, invocation) }
        return invocation.flag("exit-code") && !view.isEmpty ? .differences : .success
    }

    /// A plan that leaves something open is not one that can be carried out exactly.
    private static func save(_ plan: SavedPlan, _ session: LiveSession, _ file: String, _ invocation: Invocation) throws
    {
        func refuse(_ message: String, _ hint: String) -> FindingsError {
            FindingsError(findings: [Finding(code: Code.notCompared, message: message, hint: hint)])
        }
        if session.opened.vault == nil, !session.platform.rendering.secrets.isEmpty {
            throw refuse(
                "the plan is not saved: the platform's Secrets are not known, because there is no credential store",
                "run `fairlead render` first")
        }
        if !session.built.made.isEmpty {
            throw refuse("the plan is not saved: some credentials are not made yet", "run `fairlead render` first")
        }
        if !session.desired.isGitOps, !plan.notCompared.isEmpty {
            throw refuse(
                "the plan is not saved: the objects of \(plan.notCompared.joined(separator: ", ")) are not known",
                "name a folder that has the charts with --charts")
        }
        try Files.writeAtomically(Path(file), plan.bytes)
        invocation.say("saved \(file): `fairlead up --plan \(file)` carries out exactly this, or refuses")
    }
}
