import Catalog
public import Diagnostics
public import Helm
public import Platform
public import Rendering
public import Values

/// A release of a platform: one chart with the values of one member.
public struct PlannedRelease: Sendable {
    /// The member.
    public let component: String
    /// Whether it is the chart of the member's definitions, which goes before everything else.
    public let isDefinitions: Bool
    /// The release's name.
    public let name: String
    /// Its namespace.
    public let namespace: String
    /// The user's values, without secrets.
    public let values: Node
    /// The chart.
    public let shelved: ShelvedChart
    let job: ChartJob

    /// The releases of a platform, in the order of the members; a member's definitions come before its own chart.
    ///
    /// - Parameters:
    ///   - resolution: the platform's graph.
    ///   - rendering: its values.
    ///   - shelf: where the charts are.
    ///   - members: only the releases of these members; nil means all.
    ///   - progress: told what is done next.
    /// - Returns: the releases whose charts are there, and what is wrong with the others.
    public static func all(
        _ resolution: Resolution, _ rendering: Rendering, shelf: ChartShelf, members: Set<String>? = nil,
        progress: (String) -> Void = { _ in }
    ) -> (releases: [PlannedRelease], findings: [Finding]) {
        var releases: [PlannedRelease] = []
        var findings: [Finding] = []
        for var job in ChartJob.all(resolution, rendering) where members?.contains(job.member.name) ?? true {
            progress("looking for \(job.title)")
            do throws(FindingsError) {
                let shelved = try shelf.find(job.trial.chart)
                job.found = shelved.found
                releases.append(PlannedRelease(job, shelved))
            } catch {
                findings += error.findings.map { $0.about(component: job.member.name) }
            }
        }
        return (releases, findings)
    }

    private init(_ job: ChartJob, _ shelved: ShelvedChart) {
        component = job.member.name
        isDefinitions = job.trial.isDefinitions
        name = job.trial.chart.release
        namespace = job.member.namespace
        values = job.values
        self.shelved = shelved
        self.job = job
    }

    /// What Helm is asked to install.
    ///
    /// - Parameter platform: the platform's name.
    public func request(platform: String) -> ReleaseRequest {
        ReleaseRequest(
            name: name, chart: shelved.source, values: values, platform: platform, component: component)
    }
}
