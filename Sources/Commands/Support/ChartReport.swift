import Catalog
import Charts
import CommandTree
import Diagnostics
import Helm
import Host
import Values

/// The trial of the upstream charts, as `check --charts` reports it.
struct ChartReport {
    let findings: [Finding]
    let nodes: [Node]

    /// Tries the charts.
    ///
    /// - Parameters:
    ///   - platform: the rendered platform.
    ///   - folder: where the charts are.
    ///   - pull: whether missing ones may be fetched.
    ///   - invocation: for progress.
    init(_ platform: RenderedPlatform, folder: Path, pull: Bool, _ invocation: Invocation) {
        let showsProgress = invocation.terminal.showsProgress
        let command = invocation.option("helm").map { HelmCommand(executable: $0) }
        let result = ChartCheck.run(
            resolution: platform.resolution, rendering: platform.rendering, charts: folder,
            engine: command ?? platform.engine,
            pull: pull
        ) { if showsProgress { invocation.say($0) } }
        findings = result.findings
        nodes = result.charts.map { trial in
            [
                "component": Node(.string(trial.component)), "alias": Node(.string(trial.chart.alias)),
                "chart": Node(.string(trial.chart.name)),
                "version": Node(.string(trial.chart.version)), "status": Node(.string(trial.status.rawValue)),
                "objects": Node(.integer(Int64(trial.objects.count))),
                "images": Node(.list(trial.images.map { Node(.string($0.reference)) })),
            ]
        }
        if invocation.format == .text {
            for trial in result.charts {
                let bad = trial.findings.count { $0.severity >= .warning }
                let mark = trial.status == .rendered && bad == 0 ? "ok" : trial.status.rawValue
                invocation.say(
                    "\(trial.component): \(trial.chart.name) \(trial.chart.version) \(mark), \(trial.objects.count) objects, \(bad) findings"
                )
            }
        }
    }
}
