import Helm
import Host
import Synchronization
import Values

/// An engine that remembers how long its renderings took.
final class TimedEngine: HelmEngine {
    private let engine: any HelmEngine
    private let clock: Clock
    private let milliseconds = Mutex<[String: Int64]>([:])

    init(_ engine: any HelmEngine, clock: Clock) {
        self.engine = engine
        self.clock = clock
    }

    /// The time of all renderings of one release.
    func seconds(_ request: RenderRequest) -> Double {
        Double(milliseconds.withLock { $0[Self.key(request)] ?? 0 }) / 1000
    }

    var name: String { engine.name }

    func version() throws(HelmFailure) -> String { try engine.version() }

    func render(_ request: RenderRequest) throws(HelmFailure) -> [RenderedFile] {
        let start = clock.monotonicMilliseconds()
        defer {
            let spent = clock.monotonicMilliseconds() - start
            milliseconds.withLock { $0[Self.key(request), default: 0] += spent }
        }
        return try engine.render(request)
    }

    func renderEverything(_ request: RenderRequest, strict: Bool) throws(HelmFailure) -> [RenderedFile] {
        try engine.renderEverything(request, strict: strict)
    }

    func describe(_ chart: ChartSource) throws(HelmFailure) -> ChartDescription { try engine.describe(chart) }

    func validate(values: Node, against chart: ChartSource) throws(HelmFailure) -> [SchemaViolation] {
        try engine.validate(values: values, against: chart)
    }

    func pull(repository: String, name: String, version: String, into directory: Path) throws(HelmFailure) -> Path {
        try engine.pull(repository: repository, name: name, version: version, into: directory)
    }

    private static func key(_ request: RenderRequest) -> String { "\(request.namespace)/\(request.release)" }
}
