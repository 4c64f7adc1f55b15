public import Host
public import Values

/// Where a chart comes from.
public enum ChartSource: Sendable, Equatable {
    /// A chart's folder. Helm honours its `.helmignore`.
    case directory(Path)
    /// The bytes of a packaged chart (`.tgz`).
    case archive([UInt8])
}

/// What a chart is told about the cluster it is rendered for.
public struct Capabilities: Sendable, Equatable {
    /// The Kubernetes version: `1.33` or `v1.33.2`.
    public var kubernetes: String
    /// What the cluster serves beyond Kubernetes itself: `group/version`, and `group/version/Kind` for each kind.
    public var apiVersions: [String]

    /// Makes capabilities.
    ///
    /// - Parameters:
    ///   - kubernetes: the Kubernetes version.
    ///   - apiVersions: what the cluster serves beyond Kubernetes itself.
    public init(kubernetes: String, apiVersions: [String] = []) {
        self.kubernetes = kubernetes
        self.apiVersions = apiVersions
    }
}

/// One rendering of one chart.
public struct RenderRequest: Sendable, Equatable {
    /// The chart.
    public var chart: ChartSource
    /// The user's values, merged over the chart's own by Helm.
    public var values: Node
    /// The release's name.
    public var release: String
    /// The namespace it is meant for.
    public var namespace: String
    /// What the chart is told about the cluster; nil for Helm's own default.
    public var capabilities: Capabilities?

    /// Makes a request.
    ///
    /// - Parameters:
    ///   - chart: the chart.
    ///   - values: the user's values.
    ///   - release: the release's name.
    ///   - namespace: the namespace it is meant for.
    ///   - capabilities: what the chart is told about the cluster.
    public init(
        chart: ChartSource, values: Node = [:], release: String, namespace: String, capabilities: Capabilities? = nil
    ) {
        self.chart = chart
        self.values = values
        self.release = release
        self.namespace = namespace
        self.capabilities = capabilities
    }
}

/// A file of a chart, or what a template of it became.
public struct RenderedFile: Sendable, Equatable {
    /// The path: `chart/templates/x.yaml`, `chart/charts/sub/templates/y.yaml` for a subchart.
    public var path: String
    /// The text as it is, not split into documents.
    public var text: String

    /// Makes a file.
    ///
    /// - Parameters:
    ///   - path: the path inside the chart.
    ///   - text: the text.
    public init(path: String, text: String) {
        self.path = path
        self.text = text
    }
}

/// A chart that another one is made of.
public struct ChartDependency: Sendable, Equatable {
    /// The chart's name.
    public var name: String
    /// The version or range of versions asked for.
    public var version: String?
    /// Where it comes from.
    public var repository: String?
    /// The name it has here when that is another one.
    public var alias: String?
    /// The path of the value that switches it on or off.
    public var condition: String?
    /// Whether it is packed with the chart.
    public var isPresent: Bool
}

/// What a chart says about itself.
public struct ChartDescription: Sendable, Equatable {
    /// The chart's name.
    public var name: String
    /// The chart's version.
    public var version: String
    /// The range of Kubernetes versions it accepts.
    public var kubeVersion: String?
    /// The default values as Helm reads them, keys sorted. Helm reads unquoted keys such as `n` and `on` as booleans.
    public var values: Node
    /// The charts it is made of.
    public var dependencies: [ChartDependency]
    /// The files in `crds/`, of subcharts too. Rendering leaves them out.
    public var crds: [RenderedFile]
}
