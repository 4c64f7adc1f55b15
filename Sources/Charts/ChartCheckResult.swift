public import Catalog
public import Diagnostics
public import Host

/// What became of every chart of a platform when it was tried.
public struct ChartCheckResult: Sendable {
    /// One for each chart, in the order of the members; a member's definitions come before its own chart.
    public var charts: [ChartTrial]
    /// What is about no chart in particular, such as an engine that is not there.
    public var general: [Finding]

    /// Everything that was found.
    public var findings: [Finding] { general + charts.flatMap(\.findings) }

    /// The trial of a member's own chart.
    ///
    /// - Parameter component: the member's name.
    public func trial(_ component: String) -> ChartTrial? {
        charts.first { $0.component == component && !$0.isDefinitions }
    }
}

/// One chart, tried with a component's values.
public struct ChartTrial: Sendable {
    /// How far it came.
    public enum Status: String, Sendable {
        /// The chart is not there.
        case missing
        /// It is there and does not render with these values.
        case failed
        /// It renders.
        case rendered
    }

    /// The component.
    public var component: String
    /// The chart that the component names, at the version that was asked for.
    public var chart: Chart
    /// Whether it is the chart of the component's definitions.
    public var isDefinitions: Bool
    /// How far it came.
    public var status: Status
    /// The folder or the archive that was found.
    public var location: Path?
    /// The version that was found there.
    public var foundVersion: String?
    /// What is wrong or worth knowing.
    public var findings: [Finding] = []
    /// What it renders; objects that only `helm test` would make are left out.
    public var objects: [ChartObject] = []
    /// The images in what it renders, sorted by their references.
    public var images: [FoundImage] = []
}

/// An image reference in the output of a chart.
public struct FoundImage: Sendable, Hashable {
    /// The reference as the chart writes it.
    public var reference: String
    /// The first object that names it, as `Kind/name`.
    public var object: String
    /// Whether a container runs it; otherwise an argument, a variable or a configuration names it for an operator.
    public var isContainer: Bool
}
