internal import Crypto
public import Values

/// A release as it shall be.
public struct ReleaseRequest: Sendable, Equatable {
    /// The release's name.
    public var name: String
    /// The chart.
    public var chart: ChartSource
    /// The user's values, complete: nothing is kept from earlier revisions.
    public var values: Node
    /// The platform that the release belongs to.
    public var platform: String
    /// The member that it is.
    public var component: String

    /// Makes a request.
    ///
    /// - Parameters:
    ///   - name: the release's name.
    ///   - chart: the chart.
    ///   - values: the user's values, without any secret: Helm's record keeps them.
    ///   - platform: the platform that it belongs to.
    ///   - component: the member that it is.
    public init(name: String, chart: ChartSource, values: Node = [:], platform: String, component: String) {
        self.name = name
        self.chart = chart
        self.values = values
        self.platform = platform
        self.component = component
    }

    /// A digest of chart and values. Two requests for one release that have the same need no second installation.
    ///
    /// - Returns: 40 hexadecimal digits, which is short enough for a label (63, API reference of Kubernetes).
    /// - Throws: why the chart or the values cannot be read.
    public func digest() throws(HelmFailure) -> String {
        let values = Hash.sha256(Array(try self.values.helmValues().utf8))
        return Hex.encode(Hash.sha256(try chart.digest() + values).prefix(20))
    }

    /// The labels of the record.
    func labels() throws(HelmFailure) -> Node {
        [
            ReleaseLabel.platform: Node(.string(platform)), ReleaseLabel.component: Node(.string(component)),
            ReleaseLabel.digest: Node(.string(try digest())),
        ]
    }
}

extension ChartSource {
    /// The SHA-256 of a chart: of an archive's bytes, or of the paths and the bytes of all files of a folder.
    ///
    /// - Returns: 32 bytes.
    /// - Throws: why it cannot be read.
    public func digest() throws(HelmFailure) -> [UInt8] {
        guard case .directory = self else {
            if case .archive(let bytes) = self { return Hash.sha256(bytes) }
            return []
        }
        let files = try ChartFiles(self) { _ in true }
        let parts = files.entries.sorted { bytesPrecede($0.path, $1.path) }.flatMap { entry in
            Hash.sha256(Array(entry.path.utf8)) + Hash.sha256(entry.bytes)
        }
        return Hash.sha256(parts)
    }
}
