import CommandTree
import Diagnostics
import Operations
import Values

/// What `check --live` found out from the cluster's API server.
struct LiveTrial {
    private let trial: StrictTrial
    /// What the server would refuse, and what could not be asked about.
    let findings: [Finding]

    /// Asks the server.
    ///
    /// - Parameters:
    ///   - session: the platform and its cluster.
    ///   - invocation: what was asked for.
    /// - Throws: `KubernetesFailure`; `Interrupted`.
    init(_ session: LiveSession, _ invocation: Invocation) throws {
        let charts = try LivePlanCharts(session, downloads: invocation.flag("pull"), invocation)
        trial = try StrictTrial.of(session.desired, cluster: session.cluster, charts: charts.rendered)
        var findings = charts.findings + trial.refused
        if !trial.notServed.isEmpty {
            let kinds = trial.notServed.map(\.kind)
            let count = trial.notServed.reduce(0) { $0 + $1.count }
            findings.append(
                Finding(
                    code: Code.notCompared, severity: .warning,
                    message:
                        "\(count) objects were not asked about: the cluster does not serve \(kinds.prefix(6).joined(separator: ", "))"
                        + (kinds.count > 6 ? " and \(kinds.count - 6) kinds more" : ""),
                    hint: "install their definitions first; `up` does that by itself"))
        }
        self.findings = findings
    }

    /// How it went, in a sentence.
    var sentence: String {
        trial.refused.isEmpty
            ? "the cluster would take all \(trial.asked) objects that it was asked about"
            : "the cluster would not take \(trial.refused.count) of \(trial.asked) objects"
    }

    /// The same as data.
    var node: Node {
        [
            "asked": Node(.integer(Int64(trial.asked))), "taken": Node(.integer(Int64(trial.taken))),
            "notServed": Node(
                .list(
                    trial.notServed.map {
                        ["kind": Node(.string($0.kind)), "objects": Node(.integer(Int64($0.count)))]
                    })),
        ]
    }
}
