public import Catalog
internal import Crypto
public import Diagnostics
public import Helm
public import Host

/// Where upstream charts are on this machine, at exactly the versions that are asked for.
public struct ChartShelf: Sendable {
    /// How the folder is arranged.
    enum Arrangement: Sendable {
        /// A user's folder: `<alias>/<chart>` unpacked, or `<alias>/<chart>-<version>.tgz`.
        case byAlias
        /// The cache, which many platforms share: two of them may use one alias for two repositories.
        case byRepository
    }

    private let finder: ChartFinder

    /// A folder of the user's (`--charts DIR`), as `check --charts` takes it.
    ///
    /// - Parameters:
    ///   - folder: the folder.
    ///   - engine: reads and downloads charts.
    ///   - downloads: whether what is not there may be downloaded into it.
    public init(folder: Path, engine: any HelmEngine, downloads: Bool) {
        finder = ChartFinder(root: folder, engine: engine, pull: downloads)
    }

    /// The cache of the user: `$XDG_CACHE_HOME/fairlead/charts`, or below `~/.cache`.
    ///
    /// - Parameters:
    ///   - environment: the process's environment.
    ///   - engine: reads and downloads charts.
    ///   - downloads: whether what is not there may be downloaded into it.
    /// - Returns: the shelf; nil when the environment names neither folder.
    public static func cache(environment: Environment, engine: any HelmEngine, downloads: Bool = true) -> ChartShelf? {
        let home = environment.nonEmpty("HOME").map { Path($0) / ".cache" }
        guard let cache = environment.nonEmpty("XDG_CACHE_HOME").map({ Path($0) }) ?? home else { return nil }
        return ChartShelf(
            finder: ChartFinder(
                root: cache / "fairlead/charts", engine: engine, pull: downloads, arrangement: .byRepository))
    }

    private init(finder: ChartFinder) { self.finder = finder }

    /// Finds a chart, downloads it if that is allowed, and reads what it says about itself.
    ///
    /// - Parameter chart: the chart.
    /// - Returns: the chart at the version that is asked for.
    /// - Throws: findings that say where it was looked for, or why it cannot be had or read.
    public func find(_ chart: Chart) throws(FindingsError) -> ShelvedChart {
        let found = try finder.find(chart)
        guard ChartFinder.sameVersion(found.description.version, chart.version) else {
            throw FindingsError(findings: [
                Finding(
                    code: Code.chartVersion,
                    message: "\(found.location) is version \(found.description.version), the component wants "
                        + chart.version,
                    hint: "put \(chart.name)-\(chart.version).tgz beside it, or allow downloads")
            ])
        }
        return ShelvedChart(chart: chart, found: found)
    }
}

extension ChartShelf.Arrangement {
    /// The folder of a chart's repository, below the shelf's.
    func folder(_ chart: Chart) -> String {
        switch self {
        case .byAlias: return chart.alias
        case .byRepository:
            return chart.alias + "-" + Hex.encode(Hash.sha256(Array(chart.repository.utf8)).prefix(6))
        }
    }
}

/// A chart that is on this machine.
public struct ShelvedChart: Sendable {
    /// What was asked for.
    public let chart: Chart
    let found: ChartFinder.Found

    /// The folder or archive.
    public var location: Path { found.location }
    /// The chart for Helm.
    public var source: ChartSource { found.source }
    /// What it says about itself.
    public var description: ChartDescription { found.description }

    /// The SHA-256 of the archive, or of all files of the folder.
    ///
    /// - Returns: 32 bytes.
    /// - Throws: why it cannot be read.
    public func digest() throws(HelmFailure) -> [UInt8] { try source.digest() }
}
