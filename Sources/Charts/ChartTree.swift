import Helm
package import Host
import Values

/// A chart's files as they lie in a folder, with its subcharts: what it says about the values it takes.
///
/// Everything beyond the defaults is read only when a key is not among them, which is rare.
package final class ChartTree {
    private static let deepest = 5
    private static let fileLimit = 16 << 20

    /// The chart's name.
    let name: String
    /// Its own default values.
    let defaults: Node
    /// The charts it is made of, by the key that holds their values.
    let subcharts: [(key: String, tree: ChartTree)]
    /// Paths that Helm itself reads: conditions of subcharts, values imported from them.
    let readByHelm: Set<[String]>
    /// Whether its templates only serve other charts.
    let isLibrary: Bool

    private let folder: Path
    private let valuesText: String

    /// What the templates use.
    private(set) lazy var uses = TemplateUses(actions)
    /// Paths that templates spell out. Most of what the defaults lack is among them, and ``uses``, which takes long, need not be asked.
    private(set) lazy var spelled = TemplateUses.spelled(actions)
    /// What the comments in `values.yaml` show.
    private(set) lazy var commented = CommentedKeys(valuesText).paths
    /// What the schema names.
    private(set) lazy var schema = SchemaKeys(readSchema())

    private lazy var actions = templateTexts().map { TemplateTokens.actions($0) }

    /// Reads a chart's folder.
    ///
    /// - Parameters:
    ///   - folder: the folder.
    ///   - scratch: an empty folder for packed subcharts.
    package init(_ folder: Path, scratch: Path, depth: Int = 0) throws {
        self.folder = folder
        let head = try Self.parse(folder / "Chart.yaml")
        name = head["name"]?.string ?? folder.lastComponent ?? ""
        isLibrary = head["type"]?.string == "library"
        let hasValues = Files.exists(folder / "values.yaml")
        valuesText =
            hasValues
            ? String(decoding: try Files.read(folder / "values.yaml", limit: Self.fileLimit), as: UTF8.self) : ""
        defaults = hasValues ? try Self.parse(folder / "values.yaml") : [:]
        let declared = head["dependencies"]?.list ?? []
        readByHelm = Self.readByHelm(declared)
        subcharts = depth < Self.deepest ? try Self.subcharts(folder, declared, scratch: scratch, depth: depth) : []
    }

    /// This chart and all below it.
    var all: [ChartTree] { [self] + subcharts.flatMap(\.tree.all) }

    private static func parse(_ path: Path) throws -> Node {
        let bytes = try Files.read(path, limit: fileLimit)
        return try YAML.parse(bytes, file: path.string).first ?? [:]
    }

    private static func subcharts(
        _ folder: Path, _ declared: [Node], scratch: Path, depth: Int
    ) throws -> [(key: String, tree: ChartTree)] {
        let charts = folder / "charts"
        guard Files.isDirectory(charts) else { return [] }
        var found: [(key: String, tree: ChartTree)] = []
        for entry in try Files.list(charts, depth: 1, stoppingAtDepth: true) {
            var place = charts / entry.path.string
            if entry.path.fileExtension == "tgz" {
                place = try ChartArchive.unpack(place, into: scratch)
            } else if !Files.exists(place / "Chart.yaml") {
                continue
            }
            let tree = try ChartTree(place, scratch: scratch, depth: depth + 1)
            let keys = declared.filter { $0["name"]?.string == tree.name }.compactMap {
                $0["alias"]?.string ?? $0["name"]?.string
            }
            for key in keys.isEmpty ? [tree.name] : keys { found.append((key, tree)) }
        }
        return found
    }

    private static func readByHelm(_ dependencies: [Node]) -> Set<[String]> {
        var paths: Set<[String]> = dependencies.contains { $0["tags"] != nil } ? [["tags"]] : []
        for dependency in dependencies {
            var texts = (dependency["condition"]?.string ?? "").split(separator: ",").map { String($0) }
            texts += (dependency["tags"]?.list ?? []).compactMap(\.string).map { "tags." + $0 }
            texts += (dependency["import-values"]?.list ?? []).compactMap { $0["parent"]?.string }
            for text in texts {
                let path = text.filter { $0 != " " }.split(separator: ".").map { String($0) }
                for count in 1...max(1, path.count) { paths.insert(Array(path.prefix(count))) }
            }
        }
        return paths
    }

    /// What templates are read from: its templates, those of the library charts below it, and its values, which may hold templates too.
    private func templateTexts() -> [String] {
        var texts = [valuesText]
        for entry in (try? Files.list(folder / "templates")) ?? [] where entry.kind == .file {
            if let bytes = try? Files.read(folder / "templates" / entry.path.string, limit: Self.fileLimit) {
                texts.append(String(decoding: bytes, as: UTF8.self))
            }
        }
        for (_, tree) in subcharts where tree.isLibrary { texts += tree.templateTexts() }
        return texts
    }

    private func readSchema() -> Node? {
        let path = folder / "values.schema.json"
        guard let bytes = try? Files.read(path, limit: Self.fileLimit) else { return nil }
        return try? JSON.parse(bytes, file: path.string, limits: .chart)
    }
}

/// Packed charts.
package enum ChartArchive {
    /// Unpacks a chart with the system's `tar`, which refuses paths that lead out of the folder.
    ///
    /// - Returns: the chart's folder.
    package static func unpack(_ archive: Path, into scratch: Path) throws -> Path {
        let target = scratch / String(UInt64.random(in: .min ... .max), radix: 36)
        try Files.makeDirectories(target)
        guard let tar = Processes.find("tar") else { throw FileFailure(.notFound, "find the command", "tar") }
        let result = try Processes.run(
            tar, ["--extract", "--gzip", "--no-same-owner", "--file", archive.string, "--directory", target.string],
            timeoutSeconds: 60)
        guard result.status == 0,
            let chart = try Files.list(target, depth: 1, stoppingAtDepth: true).first(where: {
                Files.exists(target / $0.path.string / "Chart.yaml")
            })
        else { throw HelmFailure(.chartLoad, "the chart archive \(archive) cannot be unpacked") }
        return target / chart.path.string
    }
}
