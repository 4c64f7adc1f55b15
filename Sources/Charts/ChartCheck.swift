import Catalog
import Diagnostics
public import Helm
public import Host
public import Platform
public import Rendering
import Values

/// Tries every component's values against the real upstream chart with real Helm.
public enum ChartCheck {
    /// Checks all charts of a platform.
    ///
    /// - Parameters:
    ///   - resolution: the platform's graph.
    ///   - rendering: its values and manifests.
    ///   - charts: the folder with the charts, as `<alias>/<chart>` or `<alias>/<chart>-<version>.tgz`.
    ///   - engine: who renders.
    ///   - pull: whether what is not there may be downloaded into the folder.
    ///   - progress: told what is done next, on several threads.
    /// - Returns: what became of each chart.
    public static func run(
        resolution: Resolution, rendering: Rendering, charts: Path, engine: any HelmEngine, pull: Bool = false,
        progress: @escaping @Sendable (String) -> Void = { _ in }
    ) -> ChartCheckResult {
        do throws(HelmFailure) { _ = try engine.version() } catch {
            return ChartCheckResult(charts: [], general: error.findings())
        }
        let groups = Set(resolution.members.flatMap(\.component.definitions.groups))
        let check = ChartJob.Check(
            finder: ChartFinder(root: charts, engine: engine, pull: pull), capabilities: capabilities(resolution),
            definitions: DefinitionCheck(taught: groups), engine: engine)
        let jobs = ChartJob.all(resolution, rendering)
        // The largest begin, so that none of them is left alone at the end.
        let sizes = jobs.map { check.finder.size(of: $0.trial.chart) }
        let order = jobs.indices.sorted { (-sizes[$0], $0) < (-sizes[$1], $1) }
        progress("trying \(jobs.count) chart\(jobs.count == 1 ? "" : "s"), each twice")
        let outcomes = Parallel.map(order.map { jobs[$0] }, limit: Parallel.processors) { job in
            progress("trying \(job.title)")
            return job.tried(check)
        }
        var trials = jobs.map(\.trial)
        for (index, outcome) in zip(order, outcomes) {
            switch outcome {
            case .success(let trial): trials[index] = trial
            case .failure(let error): trials[index] = jobs[index].left(because: error)
            }
        }
        let secrets = SecretCheck(index: SecretIndex(rendering, charts: trials.flatMap(\.objects)))
        let twice = TwiceCheck(rendering)
        for index in trials.indices {
            trials[index].findings += secrets.findings(trials[index].objects)
            trials[index].findings += twice.findings(trials[index].objects)
            trials[index].findings = trials[index].findings.map { $0.about(component: trials[index].component) }
        }
        return ChartCheckResult(charts: trials, general: [])
    }

    /// What the cluster of a platform will serve: Kubernetes itself and what the members teach it.
    static func capabilities(_ resolution: Resolution) -> Capabilities {
        var versions: Set<String> = []
        for kind in resolution.members.flatMap(\.component.definitions.kinds) {
            versions.insert(kind)
            let parts = kind.split(separator: "/")
            if parts.count > 1 { versions.insert(parts.dropLast().joined(separator: "/")) }
        }
        return Capabilities(kubernetes: resolution.specification.kubernetes, apiVersions: versions.sorted())
    }
}
