import Catalog
import Diagnostics
import Helm
import Host
import Platform
import Rendering
import Values

/// A chart on its way through the check.
struct ChartJob: Sendable {
    let member: Member
    let values: Node
    let listedImages: [String]
    var trial: ChartTrial
    var found: ChartFinder.Found?

    /// The charts of a platform, definitions first.
    static func all(_ resolution: Resolution, _ rendering: Rendering) -> [ChartJob] {
        resolution.members.flatMap { member -> [ChartJob] in
            let rendered = rendering.component(member.name)
            let images = rendered?.images.map(\.image) ?? []
            var jobs: [ChartJob] = []
            if let chart = member.component.definitions.chart {
                jobs.append(ChartJob(member, chart, isDefinitions: true, values: [:], images: images))
            }
            if let chart = member.chart {
                jobs.append(
                    ChartJob(member, chart, isDefinitions: false, values: rendered?.values ?? [:], images: images))
            }
            return jobs
        }
    }

    private init(_ member: Member, _ chart: Chart, isDefinitions: Bool, values: Node, images: [String]) {
        self.member = member
        self.values = values
        listedImages = images
        trial = ChartTrial(component: member.name, chart: chart, isDefinitions: isDefinitions, status: .missing)
    }

    /// The chart, for talk.
    var title: String { "\(trial.chart.alias)/\(trial.chart.name) \(trial.chart.version)" }

    /// The rendering to ask for.
    func request(_ capabilities: Capabilities) -> RenderRequest? {
        guard let found else { return nil }
        return RenderRequest(
            chart: found.source, values: values, release: trial.chart.release, namespace: member.namespace,
            capabilities: capabilities)
    }

    /// What a trial needs beside the chart.
    struct Check: Sendable {
        let finder: ChartFinder
        let capabilities: Capabilities
        let definitions: DefinitionCheck
        let engine: any HelmEngine
    }

    /// Finds the chart, renders it twice, and looks at the output and at the values behind it.
    func tried(_ check: Check) -> ChartTrial {
        var job = self
        job.locate(check.finder)
        guard let request = job.request(check.capabilities) else { return job.trial }
        do throws(HelmFailure) {
            let (files, again) = try check.engine.renderTwice(request)
            if let again {
                job.trial.findings += OutputStability.compare(files, again, namespace: member.namespace)
            }
            job.trial.status = .rendered
            job.examine(files, check.definitions)
        } catch {
            job.trial.status = .failed
            job.trial.findings += error.findings(component: member.name, values: values)
        }
        return job.trial
    }

    /// The trial that was not begun.
    func left(because error: any Error) -> ChartTrial {
        var trial = trial
        trial.status = .failed
        trial.findings += HelmFailure(.cancelled, "the rendering was not begun: \(error)").findings(
            component: member.name, values: values)
        return trial
    }

    private mutating func locate(_ finder: ChartFinder) {
        do throws(FindingsError) {
            let found = try finder.find(trial.chart)
            self.found = found
            trial.location = found.location
            trial.foundVersion = found.description.version
            guard !ChartFinder.sameVersion(found.description.version, trial.chart.version) else { return }
            trial.findings.append(
                Finding(
                    code: Code.chartVersion,
                    message: "\(found.location) is version \(found.description.version), the component wants "
                        + trial.chart.version,
                    hint: "what follows was tried with another chart than the one that will be installed"))
        } catch {
            trial.findings += error.findings
            let isMissing = error.findings.contains { $0.code == Code.chartMissing.rawValue }
            trial.status = isMissing ? .missing : .failed
        }
    }

    private mutating func examine(_ files: [RenderedFile], _ definitions: DefinitionCheck) {
        guard let found else { return }
        let read = ChartObject.read(files, namespace: member.namespace)
        trial.objects = read.objects
        trial.findings += read.findings
        trial.findings += unknownKeys(found)
        trial.findings += definitions.findings(
            read.objects, crds: found.installedDefinitions(values), declared: member.component.definitions.groups)
        trial.images = ImageCheck.images(in: read.objects)
        trial.findings += ImageCheck.findings(trial.images, listed: listedImages)
    }

    private func unknownKeys(_ found: ChartFinder.Found) -> [Finding] {
        do {
            return try Files.withTemporaryDirectory { scratch in
                var folder = found.location
                if case .archive = found.source { folder = try ChartArchive.unpack(found.location, into: scratch) }
                let tree = try ChartTree(folder, scratch: scratch)
                let freeForm = trial.chart.freeForm
                return UnknownKeys(values, against: tree, freeForm: freeForm).findings
                    + UnknownKeys.needless(freeForm, values: values, against: tree)
            }
        } catch {
            return [
                Finding(
                    code: Code.unreadable, severity: .warning,
                    message: "the keys of the values could not be compared with the chart's: \(error)")
            ]
        }
    }
}

extension ChartFinder.Found {
    /// The files in `crds/`, without those of subcharts that a condition switches off.
    func installedDefinitions(_ values: Node) -> [RenderedFile] {
        let all = description.values.merged(with: values, nullDeletes: true)
        let off = description.dependencies.filter { dependency in
            let conditions = (dependency.condition ?? "").split(separator: ",")
            // Helm takes the first of the paths that holds a boolean.
            return conditions.lazy.compactMap { all.at($0.split(separator: ".").map { String($0) })?.bool }.first
                == false
        }
        return description.crds.filter { file in !off.contains { file.path.contains("/charts/\($0.name)/") } }
    }
}
