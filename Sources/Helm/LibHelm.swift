public import Host
internal import Synchronization
public import Values

/// Helm's official SDK in this process, through `libhelm_c`, opened at the first use.
///
/// What it does to values and templates, seen with SDK v4.2.3 and held by tests:
/// - Every number in values is floating point in a template. `{{ .Values.n }}` prints 1000000 as `1e+06` and 999999 as
///   `999999`; `int`, `toYaml` and `toJson` print it whole. `eq .Values.n 16384` fails to execute (float64 against
///   int): write `eq (int .Values.n) 16384`. Whole numbers beyond 2⁵³ lose digits.
/// - A null removes the key when the chart has a default for it, and stays a null when it has none.
/// - Keys with dots are single keys: `index .Values "a.b/c"`.
/// - Unquoted keys of a chart's own values.yaml follow YAML 1.1: `n:` and `on:` become `false` and `true`.
/// - `lookup` finds nothing; `getHostByName` answers nothing.
/// - Warnings of Helm about values that do not fit (`skipped value for …: Not a table.`) are written to the standard
///   error of the process by Helm itself.
public struct LibHelm: HelmEngine {
    private final class Opened: Sendable {
        let library = Mutex<HelmLibrary?>(nil)
    }

    private let places: HelmLibraryPlaces
    private let opened = Opened()

    /// Makes the engine without opening anything.
    ///
    /// - Parameter places: where to look for the library.
    public init(places: HelmLibraryPlaces) {
        self.places = places
    }

    /// A name for messages.
    public var name: String { "libhelm" }

    /// Whether the library is there. It may still turn out to be unusable.
    public var isPresent: Bool { (try? places.find()) != nil }

    /// Begins to open the library and does not wait: its runtime needs time to start, and there is other work to do meanwhile.
    public func warmUp() {
        // Whoever uses it later waits for this, and is told if it fails.
        Parallel.begin { _ = try? version() }
    }

    /// The version of the SDK in the library.
    ///
    /// - Returns: the version, such as `v4.2.3`.
    /// - Throws: ``HelmFailure/Kind/libraryMissing``.
    public func version() throws(HelmFailure) -> String {
        let library = try openedLibrary()
        return String(decoding: library.take(library.sdkVersion()), as: UTF8.self)
    }

    /// How many objects the library holds open; for tests that look for leaks.
    ///
    /// - Returns: the number in the whole process.
    /// - Throws: ``HelmFailure/Kind/libraryMissing``.
    public func openHandles() throws(HelmFailure) -> Int { Int(try openedLibrary().openHandles()) }

    /// Renders a chart, as the protocol says. A subchart that `Chart.yaml` names and that is not there is an error, and
    /// so is a Kubernetes version that the chart refuses; the library itself would not mind either.
    ///
    /// - Parameter request: what to render.
    /// - Returns: the files, sorted by the bytes of their paths.
    /// - Throws: what is wrong with the chart, the values or the templates.
    public func render(_ request: RenderRequest) throws(HelmFailure) -> [RenderedFile] {
        let chart = try ChartHandle(request.chart, library: try openedLibrary())
        try refuse(chart, for: request)
        let output = try chart.output(values: try request.values.helmValues(), options: RenderOptions(request).json)
        return try chart.files(in: output).manifests
    }

    /// Renders a chart twice. Only a second result that differs is read: they are Helm's answers, which have one order.
    ///
    /// - Parameter request: what to render.
    /// - Returns: both results; the second is nil if it is the same.
    /// - Throws: what is wrong with the chart, the values or the templates.
    public func renderTwice(
        _ request: RenderRequest
    ) throws(HelmFailure) -> (first: [RenderedFile], second: [RenderedFile]?) {
        let library = try openedLibrary()
        let values = try request.values.helmValues()
        let options = RenderOptions(request).json
        let chart = try ChartHandle(request.chart, library: library)
        try refuse(chart, for: request)
        let first = try chart.output(values: values, options: options)
        // A handle serves one rendering.
        let second = try ChartHandle(request.chart, library: library).output(values: values, options: options)
        return (
            try chart.files(in: first).manifests, first == second ? nil : try chart.files(in: second).manifests
        )
    }

    /// Renders every template, blank ones and notes too, without any check of the chart.
    ///
    /// - Parameters:
    ///   - request: what to render.
    ///   - strict: whether a value that is not there is an error. `default` does not help then: the look-up itself fails.
    /// - Returns: the files in no particular order.
    /// - Throws: what is wrong with the chart, the values or the templates.
    public func renderEverything(_ request: RenderRequest, strict: Bool) throws(HelmFailure) -> [RenderedFile] {
        let chart = try ChartHandle(request.chart, library: try openedLibrary())
        var options = RenderOptions(request)
        options.strict = strict
        return try chart.files(in: try chart.output(values: try request.values.helmValues(), options: options.json))
    }

    /// Reads what a chart says about itself.
    ///
    /// - Parameter chart: the chart.
    /// - Returns: the description.
    /// - Throws: why the chart cannot be read.
    public func describe(_ chart: ChartSource) throws(HelmFailure) -> ChartDescription {
        let handle = try ChartHandle(chart, library: try openedLibrary())
        let metadata = try handle.metadata()
        return ChartDescription(
            name: metadata["name"]?.string ?? "", version: metadata["version"]?.string ?? "",
            kubeVersion: metadata["kubeVersion"]?.string, values: try handle.values(),
            dependencies: Self.dependencies(metadata, present: try handle.dependencies()),
            crds: try handle.crds().list?.map {
                RenderedFile(path: $0["filename"]?.string ?? "", text: $0["data"]?.string ?? "")
            }.sortedByPath() ?? [])
    }

    /// Checks values against the chart's schemas.
    ///
    /// - Parameters:
    ///   - values: the user's values.
    ///   - chart: the chart.
    /// - Returns: what does not fit.
    /// - Throws: why it cannot be checked.
    public func validate(values: Node, against chart: ChartSource) throws(HelmFailure) -> [SchemaViolation] {
        let handle = try ChartHandle(chart, library: try openedLibrary())
        do throws(HelmFailure) {
            try handle.validate(try values.helmValues())
            return []
        } catch  where !error.violations.isEmpty {
            return error.violations
        }
    }

    /// Downloads a packaged chart.
    ///
    /// - Parameters:
    ///   - repository: the repository's URL.
    ///   - name: the chart's name.
    ///   - version: the exact version.
    ///   - directory: where to put the file; made when missing.
    /// - Returns: the file.
    /// - Throws: why it cannot be had.
    public func pull(
        repository: String, name: String, version: String, into directory: Path
    ) throws(HelmFailure) -> Path {
        let library = try openedLibrary()
        return try PulledChart.collect(into: directory, name: name, version: version) { folder throws(HelmFailure) in
            let address = ChartAddress(repository: repository, name: name)
            var options: [(String, Node)] = [
                ("dest_dir", Node(.string(folder.string))), ("version", Node(.string(version))),
            ]
            if let url = address.repositoryURL { options.append(("repo_url", Node(.string(url)))) }
            if address.isPlain { options.append(("plain_http", true)) }
            let text = JSON.write(Node(.mapping(Mapping(options))))
            _ = try library.text { library.pull(0, address.reference, text, $0, $1) }
        }
    }

    /// Packs a chart's folder as a repository would have it.
    ///
    /// - Parameters:
    ///   - folder: the chart's folder.
    ///   - name: the chart's name.
    ///   - version: its version.
    ///   - directory: where to put the file; made when missing.
    /// - Returns: the file.
    /// - Throws: why it cannot be packed.
    public func pack(_ folder: Path, name: String, version: String, into directory: Path) throws(HelmFailure) -> Path {
        let chart = try ChartHandle(.directory(folder), library: try openedLibrary())
        return try PulledChart.collect(into: directory, name: name, version: version) { scratch throws(HelmFailure) in
            try chart.save(into: scratch)
        }
    }

    /// The library, opened at the first call.
    func openedLibrary() throws(HelmFailure) -> HelmLibrary {
        let found: Result<HelmLibrary, HelmFailure> = opened.library.withLock { library in
            if let library { return .success(library) }
            do throws(HelmFailure) {
                let made = try HelmLibrary(opening: try places.find())
                library = made
                return .success(made)
            } catch {
                return .failure(error)
            }
        }
        return try found.get()
    }

    private func refuse(_ chart: ChartHandle, for request: RenderRequest) throws(HelmFailure) {
        let metadata = try chart.metadata()
        let missing = Self.dependencies(metadata, present: try chart.dependencies()).filter { !$0.isPresent }
        guard missing.isEmpty else {
            let names = missing.map(\.name).joined(separator: ", ")
            throw HelmFailure(
                .chartInvalid,
                "the chart needs \(names), which \(missing.count == 1 ? "is" : "are") not in its charts folder",
                hint: "fetch the chart as its repository packages it, or run `helm dependency build` in it")
        }
        guard let range = metadata["kubeVersion"]?.string, !range.isEmpty, let capabilities = request.capabilities
        else {
            return
        }
        let version = KubernetesVersion.full(capabilities.kubernetes)
        guard try accepts(range, version) else {
            let name = metadata["name"]?.string ?? "the chart"
            throw HelmFailure(
                .chartInvalid, "\(name) accepts Kubernetes \(range), the target is \(version)",
                hint: "choose another version of the chart or of Kubernetes")
        }
    }

    /// Whether a version lies in a range. Helm's own function is asked, so that the answer is Helm's.
    private func accepts(_ range: String, _ version: String) throws(HelmFailure) -> Bool {
        let chart = try ChartBuilder(name: "range")
            .adding("templates/answer.txt", "{{ semverCompare .Values.range .Values.version }}").archive()
        let request = RenderRequest(
            chart: .archive(chart), values: ["range": Node(.string(range)), "version": Node(.string(version))],
            release: "range", namespace: "default")
        return try renderEverything(request, strict: false).first?.text == "true"
    }

    private static func dependencies(_ metadata: Node, present: Node) -> [ChartDependency] {
        let names = Set(present.list?.compactMap { $0["name"]?.string } ?? [])
        return (metadata["dependencies"]?.list ?? []).map { entry in
            let name = entry["name"]?.string ?? ""
            return ChartDependency(
                name: name, version: entry["version"]?.string, repository: entry["repository"]?.string,
                alias: entry["alias"]?.string, condition: entry["condition"]?.string, isPresent: names.contains(name))
        }
    }
}
