import Charts
import CommandTree
import Diagnostics
import Host
import Kubernetes
import Operations
import Synchronization

/// Holds `up --plan` to what was planned: before anybody is asked, and again under the platform's lock.
final class SavedPlanGuard: Sendable {
    private let plan: SavedPlan
    private let desired: DesiredPlatform
    private let cluster: Cluster
    private let charts: [RenderedRelease]?
    private let isChecked = Mutex(false)

    /// Reads a plan.
    ///
    /// - Throws: findings if it cannot be read, or was made for another environment.
    init(_ file: Path, _ session: LiveSession, _ invocation: Invocation) throws {
        plan = try SavedPlan.read(file)
        desired = session.desired
        cluster = session.cluster
        charts = try LivePlanCharts(session, downloads: !invocation.flag("no-pull"), invocation).rendered
        guard plan.environment == session.workspace.environment else {
            let planned = plan.environment.map { "the environment `\($0)`" } ?? "no environment"
            throw CommandFailure(
                "\(file) was planned with \(planned)", status: .badInput,
                hint: plan.environment.map { "say `--environment \($0)`, or plan anew" }
                    ?? "leave --environment out, or plan anew")
        }
    }

    /// Refuses if anything moved since.
    func check() throws { try plan.check(desired: desired, cluster: cluster, charts: charts) }

    /// The same, the first time it is called; others wait for the answer.
    func checkOnce() throws {
        try isChecked.withLock { isChecked in
            if isChecked { return }
            try check()
            isChecked = true
        }
    }
}
