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
    ///   - clock: measures, for talk only.
    ///   - progress: told what is done next.
    /// - Returns: what became of each chart.
    public static func run(
        resolution: Resolution, rendering: Rendering, charts: Path, engine: any HelmEngine, pull: Bool = false,
        clock: Clock = .system, progress: (String) -> Void = { _ in }
    ) -> ChartCheckResult {
        do throws(HelmFailure) { _ = try engine.version() } catch {
            return ChartCheckResult(charts: [], general: error.findings())
        }
        var jobs = ChartJob.all(resolution, rendering)
        let finder = ChartFinder(root: charts, engine: engine, pull: pull)
        for index in jobs.indices { locate(&jobs[index], finder, progress) }
        render(&jobs, capabilities: capabilities(resolution), engine: engine, clock: clock, progress)

        let groups = Set(resolution.members.flatMap(\.component.definitions.groups))
        let definitions = DefinitionCheck(taught: groups)
        for index in jobs.indices where jobs[index].trial.status == .rendered {
            progress("checking \(jobs[index].title)")
            jobs[index].examine(definitions)
        }
        let secrets = SecretCheck(index: SecretIndex(rendering, charts: jobs.flatMap(\.trial.objects)))
        let twice = TwiceCheck(rendering)
        for index in jobs.indices {
            jobs[index].trial.findings += secrets.findings(jobs[index].trial.objects)
            jobs[index].trial.findings += twice.findings(jobs[index].trial.objects)
        }
        return ChartCheckResult(
            charts: jobs.map { job in
                var trial = job.trial
                trial.findings = trial.findings.map { $0.about(component: job.member.name) }
                return trial
            }, general: [])
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

    private static func locate(_ job: inout ChartJob, _ finder: ChartFinder, _ progress: (String) -> Void) {
        progress("looking for \(job.title)")
        do throws(FindingsError) {
            let found = try finder.find(job.trial.chart)
            job.found = found
            job.trial.location = found.location
            job.trial.foundVersion = found.description.version
            guard !ChartFinder.sameVersion(found.description.version, job.trial.chart.version) else { return }
            job.trial.findings.append(
                Finding(
                    code: Code.chartVersion,
                    message: "\(found.location) is version \(found.description.version), the component wants "
                        + job.trial.chart.version,
                    hint: "what follows was tried with another chart than the one that will be installed"))
        } catch {
            job.trial.findings += error.findings
            let isMissing = error.findings.contains { $0.code == Code.chartMissing.rawValue }
            job.trial.status = isMissing ? .missing : .failed
        }
    }

    /// Renders every chart that was found twice, all of them side by side. A handle serves one rendering, so the second one
    /// starts from the files again.
    private static func render(
        _ jobs: inout [ChartJob], capabilities: Capabilities, engine: any HelmEngine, clock: Clock,
        _ progress: (String) -> Void
    ) {
        let ready = jobs.indices.filter { jobs[$0].found != nil }
        let requests = ready.compactMap { jobs[$0].request(capabilities) }
        progress("rendering \(requests.count) chart\(requests.count == 1 ? "" : "s") twice")
        let timed = TimedEngine(engine, clock: clock)
        let results = renderAll(requests + requests, engine: timed)
        for (offset, index) in ready.enumerated() where offset + requests.count < results.count {
            jobs[index].take(results[offset], results[offset + requests.count])
            jobs[index].trial.seconds = timed.seconds(requests[offset])
        }
    }
}
