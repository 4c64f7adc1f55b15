public import Host
public import Values

/// Somebody who can render charts: the library or the `helm` command.
///
/// All calls block. Call them from a thread of your own or through ``renderAll(_:engine:parallel:)``, never from a task.
public protocol HelmEngine: Sendable {
    /// A name for messages.
    var name: String { get }

    /// The version of Helm behind it, such as `v4.2.3`.
    ///
    /// - Returns: the version.
    /// - Throws: why it cannot be had.
    func version() throws(HelmFailure) -> String

    /// Renders a chart as `helm template` does: hooks included, `crds/`, `NOTES.txt`, partials and blank results left out.
    ///
    /// - Parameter request: what to render.
    /// - Returns: the files, sorted by the bytes of their paths.
    /// - Throws: what is wrong with the chart, the values or the templates.
    func render(_ request: RenderRequest) throws(HelmFailure) -> [RenderedFile]

    /// Renders a chart twice, each time from its files.
    ///
    /// - Parameter request: what to render.
    /// - Returns: both results, as of ``render(_:)``; the second is nil if it is the same.
    /// - Throws: what is wrong with the chart, the values or the templates.
    func renderTwice(_ request: RenderRequest) throws(HelmFailure) -> (first: [RenderedFile], second: [RenderedFile]?)

    /// Renders every template of a chart and keeps every result as it is, blank ones and `NOTES.txt` too.
    ///
    /// - Parameters:
    ///   - request: what to render.
    ///   - strict: whether a value that is not there is an error instead of nothing.
    /// - Returns: the files in no particular order.
    /// - Throws: what is wrong, or ``HelmFailure/Kind/libraryMissing`` from an engine that cannot do it.
    func renderEverything(_ request: RenderRequest, strict: Bool) throws(HelmFailure) -> [RenderedFile]

    /// Reads what a chart says about itself.
    ///
    /// - Parameter chart: the chart.
    /// - Returns: the description.
    /// - Throws: why the chart cannot be read.
    func describe(_ chart: ChartSource) throws(HelmFailure) -> ChartDescription

    /// Checks values, merged over the chart's own, against the chart's schemas.
    ///
    /// - Parameters:
    ///   - values: the user's values.
    ///   - chart: the chart.
    /// - Returns: what does not fit; empty when all is well or the chart has no schema.
    /// - Throws: why it cannot be checked.
    func validate(values: Node, against chart: ChartSource) throws(HelmFailure) -> [SchemaViolation]

    /// Downloads a packaged chart.
    ///
    /// - Parameters:
    ///   - repository: the repository's URL, `https://…`, `http://…` or `oci://…` without the chart's name.
    ///   - name: the chart's name.
    ///   - version: the exact version.
    ///   - directory: where to put the file; made when missing.
    /// - Returns: the file, named as the repository names it.
    /// - Throws: why it cannot be had.
    func pull(repository: String, name: String, version: String, into directory: Path) throws(HelmFailure) -> Path

    /// Packs a chart's folder as a repository would have it: without what its `.helmignore` names.
    ///
    /// - Parameters:
    ///   - folder: the chart's folder. Helm follows links in it.
    ///   - name: the chart's name.
    ///   - version: its version.
    ///   - directory: where to put the file; made when missing.
    /// - Returns: the file, named after what the chart says of itself.
    /// - Throws: why it cannot be packed.
    func pack(_ folder: Path, name: String, version: String, into directory: Path) throws(HelmFailure) -> Path
}

extension HelmEngine {
    /// Asks for both results one after the other.
    public func renderTwice(
        _ request: RenderRequest
    ) throws(HelmFailure) -> (first: [RenderedFile], second: [RenderedFile]?) {
        let first = try render(request)
        let second = try render(request)
        return (first, first == second ? nil : second)
    }
}

/// Renders several charts at once, on threads of their own.
///
/// - Parameters:
///   - requests: what to render.
///   - engine: who renders.
///   - parallel: how many at a time; nil for one per processor.
/// - Returns: one result per request, in the same order.
public func renderAll(
    _ requests: [RenderRequest], engine: any HelmEngine, parallel: Int? = nil
) -> [Result<[RenderedFile], HelmFailure>] {
    let results = Parallel.map(requests, limit: parallel ?? Parallel.processors) { try engine.render($0) }
    return results.map { result in
        result.mapError { error in
            error as? HelmFailure ?? HelmFailure(.cancelled, "the rendering was not begun: \(error)")
        }
    }
}
