/// Packs a chart in memory, so that templates can be evaluated without touching the disk.
public struct ChartBuilder: Sendable {
    /// The chart's name.
    public let name: String
    private let version: String
    private var files: [Tar.Entry] = []

    /// Begins a chart.
    ///
    /// - Parameters:
    ///   - name: the chart's name: letters, digits, `-`, `_` and `.`.
    ///   - version: the chart's version.
    public init(name: String, version: String = "0.0.0") {
        self.name = name
        self.version = version
    }

    /// The chart with one more file.
    ///
    /// - Parameters:
    ///   - path: the path inside the chart, such as `templates/x.yaml`.
    ///   - bytes: the content.
    /// - Returns: the larger chart.
    public func adding(_ path: String, _ bytes: [UInt8]) -> ChartBuilder {
        var copy = self
        copy.files.append(Tar.Entry(path: path, bytes: bytes))
        return copy
    }

    /// The chart with one more file.
    ///
    /// - Parameters:
    ///   - path: the path inside the chart.
    ///   - text: the content.
    /// - Returns: the larger chart.
    public func adding(_ path: String, _ text: String) -> ChartBuilder { adding(path, Array(text.utf8)) }

    /// The chart with another one inside, in `charts/<name>`.
    ///
    /// - Parameter subchart: the inner chart.
    /// - Returns: the larger chart.
    public func adding(subchart: ChartBuilder) -> ChartBuilder {
        var copy = self
        copy.files += subchart.complete.map { Tar.Entry(path: "charts/\(subchart.name)/\($0.path)", bytes: $0.bytes) }
        return copy
    }

    /// The packed chart (`.tgz`). Without a `Chart.yaml` of its own it gets a plain one. The same files in the same order
    /// give the same bytes.
    ///
    /// - Returns: the bytes.
    /// - Throws: ``HelmFailure/Kind/chartInvalid`` for a name or path that cannot be packed.
    public func archive() throws(HelmFailure) -> [UInt8] {
        var seen: Set<[UInt8]> = []
        for file in complete {
            guard Self.isSafe(file.path) else {
                throw HelmFailure(.chartInvalid, "\(file.path) is no path inside a chart")
            }
            guard seen.insert(Array(file.path.utf8)).inserted else {
                throw HelmFailure(.chartInvalid, "the chart has two files \(file.path)")
            }
        }
        guard Self.isSafe(name), !name.utf8.contains(UInt8(ascii: "/")) else {
            throw HelmFailure(.chartInvalid, "\(name) is no name for a chart")
        }
        let tar = try Tar.write(complete.map { Tar.Entry(path: "\(name)/\($0.path)", bytes: $0.bytes) })
        guard let archive = Gzip.compress(tar) else {
            throw HelmFailure(.chartInvalid, "the chart is too large to pack")
        }
        return archive
    }

    private var complete: [Tar.Entry] {
        if files.contains(where: { $0.path == "Chart.yaml" }) { return files }
        let head = "apiVersion: v2\nname: \(name)\nversion: \(version)\n"
        return [Tar.Entry(path: "Chart.yaml", bytes: Array(head.utf8))] + files
    }

    /// Whether Helm takes the path as it is: relative, without `..`, and without what it changes or refuses.
    static func isSafe(_ path: String) -> Bool {
        let forbidden = path.utf8.contains { $0 == UInt8(ascii: "\\") || $0 < 0x20 || $0 == 0x7F }
        let parts = path.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        return !forbidden
            && parts.allSatisfy { !$0.isEmpty && !$0.elementsEqual(".".utf8) && !$0.elementsEqual("..".utf8) }
    }
}
