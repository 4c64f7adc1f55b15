import Charts
import CommandTree
import Diagnostics
import Helm
import Host
import Kubernetes
import Operations

/// The charts of a platform, found and rendered for the cluster at hand.
struct LivePlanCharts {
    /// What the charts bring.
    let rendered: [RenderedRelease]
    /// Releases whose objects are not known, as `namespace/name`.
    let missing: [String]
    /// Why, and what else is wrong with charts.
    let findings: [Finding]

    /// Finds charts in `--charts DIR` or in the cache.
    ///
    /// - Parameters:
    ///   - session: the platform and its cluster.
    ///   - downloads: whether what is not there is downloaded.
    ///   - invocation: what was asked for.
    /// - Throws: `KubernetesFailure` if the cluster does not say its version; `Interrupted`.
    init(_ session: LiveSession, downloads: Bool, _ invocation: Invocation) throws {
        let (platform, engine) = (session.platform, session.platform.engine)
        let folder = invocation.option("charts").map {
            ChartShelf(folder: Path($0), engine: engine, downloads: downloads)
        }
        var findings: [Finding] = []
        var rendered: [RenderedRelease] = []
        if let shelf = folder
            ?? ChartShelf.cache(environment: invocation.environment, engine: engine, downloads: downloads)
        {
            let planned = PlannedRelease.all(platform.resolution, platform.rendering, shelf: shelf) {
                if invocation.terminal.showsProgress { invocation.say($0) }
            }
            try Interrupt.check()
            var capabilities = RenderedRelease.capabilities(of: platform.resolution)
            // Charts choose versions of APIs by what the cluster really is.
            capabilities.kubernetes = try session.cluster.version().text
            let result = RenderedRelease.all(planned.releases, capabilities: capabilities, engine: engine)
            rendered = result.rendered
            findings = planned.findings + result.findings
        }
        let known = Set(rendered.map { "\($0.release.namespace)/\($0.release.name)" })
        let wanted = session.desired.members.flatMap { [$0.definitions, $0.release] }.compactMap { $0 }
        missing = wanted.map { "\($0.namespace)/\($0.name)" }.filter { !known.contains($0) }
        self.rendered = rendered
        self.findings = Self.notes(findings, missing: missing, downloads: downloads)
    }

    /// A chart that cannot be had leaves a part of the answer out: that is said first, and the reasons after it.
    private static func notes(_ findings: [Finding], missing: [String], downloads: Bool) -> [Finding] {
        // That a chart is not there is no news where nothing may be downloaded.
        let reasons = findings.filter { downloads || $0.code != Code.chartMissing.rawValue }.map { finding in
            var copy = finding
            if copy.severity == .error { copy.severity = .warning }
            return copy
        }
        guard !missing.isEmpty else { return reasons }
        let names =
            missing.prefix(6).joined(separator: ", ") + (missing.count > 6 ? " and \(missing.count - 6) more" : "")
        let summary = Finding(
            code: Code.notCompared, severity: .warning,
            message: "objects of \(missing.count) chart\(missing.count == 1 ? "" : "s") are not compared: \(names)",
            cause: "the charts are not at hand, or do not render",
            hint: downloads
                ? "name a folder that has them with --charts"
                : "leave --no-pull out, or name a folder that has them with --charts")
        return [summary] + reasons
    }
}
