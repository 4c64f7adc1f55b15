import Catalog
import Diagnostics
import Helm
import Host
import Values

/// Looks for charts below a folder: `<alias>/<chart>` unpacked or `<alias>/<chart>-<version>.tgz`.
struct ChartFinder {
    let root: Path
    let engine: any HelmEngine
    /// Whether what is not there may be downloaded.
    let pull: Bool
    /// How the folder is arranged.
    var arrangement = ChartShelf.Arrangement.byAlias

    /// A chart that was found.
    struct Found: Sendable {
        var location: Path
        var source: ChartSource
        var description: ChartDescription
    }

    /// Finds a chart, downloads it if that is allowed, and reads what it says about itself.
    ///
    /// An archive with the right version in its name wins over a folder of another version.
    func find(_ chart: Chart) throws(FindingsError) -> Found {
        guard let folder = try? Path(arrangement.folder(chart)).contained(in: root), Self.isName(chart.name),
            Self.isName(chart.version)
        else {
            throw FindingsError(findings: [
                Finding(
                    code: Code.chartMissing,
                    message:
                        "alias `\(chart.alias)`, chart `\(chart.name)` and version `\(chart.version)` do not make a file name"
                )
            ])
        }
        var other: Found?
        let unpacked = folder / chart.name
        if Files.exists(unpacked / "Chart.yaml") {
            let found = try read(unpacked, .directory(unpacked))
            if Self.sameVersion(found.description.version, chart.version) { return found }
            other = found
        }
        for version in Self.spellings(chart.version) {
            let archive = folder / "\(chart.name)-\(version).tgz"
            if Files.exists(archive) { return try read(archive) }
        }
        if pull { return try read(try download(chart, into: folder)) }
        if let other { return other }
        throw FindingsError(findings: [missing(chart, folder)])
    }

    /// How many bytes a chart has as it lies there, packed or not; 0 where there is none.
    func size(of chart: Chart) -> Int {
        guard let folder = try? Path(arrangement.folder(chart)).contained(in: root) else { return 0 }
        let archives = Self.spellings(chart.version).map { "\(chart.name)-\($0).tgz" }
        let unpacked = (try? Files.list(folder / chart.name)) ?? []
        let packed = (try? Files.list(folder, depth: 1, stoppingAtDepth: true)) ?? []
        return unpacked.reduce(0) { $0 + $1.size }
            + packed.filter { archives.contains($0.path.string) }.reduce(0) { $0 + $1.size }
    }

    /// Whether two versions are the same; Helm itself does not mind a leading `v`.
    static func sameVersion(_ left: String, _ right: String) -> Bool {
        bare(left).utf8.elementsEqual(bare(right).utf8)
    }

    private static func bare(_ version: String) -> Substring {
        version.hasPrefix("v") ? version.dropFirst() : version[...]
    }

    private static func spellings(_ version: String) -> [String] {
        [version, version.hasPrefix("v") ? String(version.dropFirst()) : "v" + version]
    }

    private static func isName(_ text: String) -> Bool {
        !text.isEmpty && !text.utf8.contains(UInt8(ascii: "/")) && !text.utf8.contains(0) && text != ".." && text != "."
    }

    private func read(_ archive: Path) throws(FindingsError) -> Found {
        let bytes: [UInt8]
        do throws(FileFailure) { bytes = try Files.read(archive, limit: 100 << 20) } catch {
            throw FindingsError(findings: [
                Finding(code: Code.chartMissing, message: error.description, hint: error.hint)
            ])
        }
        return try read(archive, .archive(bytes))
    }

    private func read(_ location: Path, _ source: ChartSource) throws(FindingsError) -> Found {
        do throws(HelmFailure) {
            return Found(location: location, source: source, description: try engine.describe(source))
        } catch {
            throw FindingsError(findings: error.findings())
        }
    }

    private func download(_ chart: Chart, into folder: Path) throws(FindingsError) -> Path {
        do throws(HelmFailure) {
            if chart.git != nil { return try GitChart.pull(chart, into: folder, engine: engine) }
            return try engine.pull(repository: chart.repository, name: chart.name, version: chart.version, into: folder)
        } catch {
            throw FindingsError(findings: [
                Finding(
                    code: Code.chartMissing,
                    message:
                        "chart \(chart.name) \(chart.version) cannot be had from \(chart.repository): \(error.message)",
                    hint: error.hint)
            ])
        }
    }

    private func missing(_ chart: Chart, _ folder: Path) -> Finding {
        let command =
            chart.revision.map { "git clone --depth 1 --branch \($0) \(chart.repository)" }
            ?? (chart.isOCI
                ? "helm pull \(chart.repository)/\(chart.name) --version \(chart.version) --untar -d \(folder)"
                : "helm pull \(chart.name) --repo \(chart.repository) --version \(chart.version) --untar -d \(folder)")
        return Finding(
            code: Code.chartMissing,
            message: "chart \(chart.name) \(chart.version) is neither \(folder / chart.name) nor "
                + "\(folder / "\(chart.name)-\(chart.version).tgz")",
            hint:
                "let it be downloaded (`check --pull`; the live verbs do unless --no-pull), or get it yourself: \(command)"
        )
    }
}
