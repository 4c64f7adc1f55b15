public import Host
public import Values

/// The `helm` command, for those who have it on PATH and not the library.
///
/// It renders charts as the library does, but cannot evaluate templates of ours: it insists on results that are manifests.
public struct HelmCommand: HelmEngine {
    private let executable: String

    /// Makes the engine.
    ///
    /// - Parameter executable: the command's path, or its name on PATH.
    public init(executable: String = "helm") {
        self.executable = executable
    }

    /// A name for messages.
    public var name: String { "helm command" }

    /// The version of the command.
    ///
    /// - Returns: the version, such as `v3.19.0`.
    /// - Throws: ``HelmFailure/Kind/libraryMissing`` when there is no such command.
    public func version() throws(HelmFailure) -> String {
        let bytes = try run(["version", "--template", "{{ .Version }}"])[...]
        return String(decoding: bytes.trimmedEnd(), as: UTF8.self)
    }

    /// Renders a chart.
    ///
    /// - Parameter request: what to render.
    /// - Returns: the files. Each begins with the separator and the `# Source:` line that the command writes.
    /// - Throws: what is wrong with the chart, the values or the templates.
    public func render(_ request: RenderRequest) throws(HelmFailure) -> [RenderedFile] {
        let values = try request.values.helmValues()
        return try inScratch(request.chart) { chart, scratch throws(HelmFailure) in
            let output = scratch / "out"
            _ = try run(try arguments(request, chart: chart, values: values, scratch: scratch, output: output))
            guard Files.isDirectory(output) else { return [] }
            let files = try ChartFiles(.directory(output)) { _ in true }
            return files.entries.map { RenderedFile(path: $0.path, text: String(decoding: $0.bytes, as: UTF8.self)) }
                .manifests
        }
    }

    /// Always fails: the command leaves out what is blank and refuses what is no manifest.
    ///
    /// - Parameters:
    ///   - request: what to render.
    ///   - strict: whether a value that is not there is an error.
    /// - Returns: nothing.
    /// - Throws: ``HelmFailure/Kind/libraryMissing``.
    public func renderEverything(_ request: RenderRequest, strict: Bool) throws(HelmFailure) -> [RenderedFile] {
        throw HelmFailure(
            .libraryMissing, "the helm command cannot evaluate templates that are no charts",
            hint: "run scripts/install-helm-library")
    }

    /// Reads what a chart says about itself, from its files.
    ///
    /// - Parameter chart: the chart.
    /// - Returns: the description.
    /// - Throws: why the chart cannot be read.
    public func describe(_ chart: ChartSource) throws(HelmFailure) -> ChartDescription {
        try ChartFiles(chart) { _ in true }.describe()
    }

    /// Checks values by rendering with them.
    ///
    /// - Parameters:
    ///   - values: the user's values.
    ///   - chart: the chart.
    /// - Returns: what does not fit.
    /// - Throws: why it cannot be checked.
    public func validate(values: Node, against chart: ChartSource) throws(HelmFailure) -> [SchemaViolation] {
        do throws(HelmFailure) {
            _ = try render(RenderRequest(chart: chart, values: values, release: "check", namespace: "default"))
            return []
        } catch  where !error.violations.isEmpty {
            return error.violations
        } catch  where error.kind == .render {
            // The schema is checked before the templates are executed.
            return []
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
        try PulledChart.collect(into: directory, name: name, version: version) { folder throws(HelmFailure) in
            let address = ChartAddress(repository: repository, name: name)
            var arguments = ["pull", address.reference, "--version", version, "--destination", folder.string]
            if let url = address.repositoryURL { arguments += ["--repo", url] }
            if address.isPlain { arguments.append("--plain-http") }
            _ = try run(arguments, timeoutSeconds: 300)
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
        try PulledChart.collect(into: directory, name: name, version: version) { scratch throws(HelmFailure) in
            _ = try run(["package", folder.string, "--destination", scratch.string])
        }
    }

    private func arguments(
        _ request: RenderRequest, chart: Path, values: String, scratch: Path, output: Path
    ) throws(HelmFailure) -> [String] {
        let file = scratch / "values.json"
        do throws(FileFailure) {
            // Values may hold more than the process list should show.
            try Files.writeAtomically(file, Array(values.utf8), permissions: 0o600)
        } catch {
            throw HelmFailure(error)
        }
        var arguments = [
            "template", request.release, chart.string, "--namespace", request.namespace, "--values", file.string,
            "--output-dir", output.string,
        ]
        if let capabilities = request.capabilities {
            arguments += ["--kube-version", KubernetesVersion.full(capabilities.kubernetes)]
            let known = KubernetesKinds.served(by: capabilities.kubernetes) + capabilities.apiVersions
            arguments += ["--api-versions", known.joined(separator: ",")]
        }
        return arguments
    }

    private func inScratch<Output>(
        _ chart: ChartSource, _ body: (_ chart: Path, _ scratch: Path) throws(HelmFailure) -> Output
    ) throws(HelmFailure) -> Output {
        do {
            return try Files.withTemporaryDirectory { scratch in
                switch chart {
                case .directory(let path): return try body(path, scratch)
                case .archive(let bytes):
                    try Files.writeAtomically(scratch / "chart.tgz", bytes)
                    return try body(scratch / "chart.tgz", scratch)
                }
            }
        } catch let failure as HelmFailure {
            throw failure
        } catch let failure as FileFailure {
            throw HelmFailure(failure)
        } catch {
            throw HelmFailure(.io, "\(error)")
        }
    }

    private func run(_ arguments: [String], timeoutSeconds: Int = 120) throws(HelmFailure) -> [UInt8] {
        let result: ProcessResult
        do throws(ProcessFailure) {
            result = try Processes.run(executable, arguments, timeoutSeconds: timeoutSeconds)
        } catch {
            switch error {
            case .notFound, .denied:
                throw HelmFailure(
                    .libraryMissing, error.description,
                    hint: "install helm (https://helm.sh), or give the path of the command")
            case .interrupted: throw HelmFailure(.cancelled, error.description)
            default: throw HelmFailure(.io, error.description)
            }
        }
        guard !result.succeeded else { return result.stdout }
        throw Self.failure(result)
    }

    private static func failure(_ result: ProcessResult) -> HelmFailure {
        let stderr = result.stderr[...].trimmedEnd()
        // Warnings come first, the error last.
        let text = String(
            decoding: stderr[(stderr.range(of: "Error: ")?.upperBound ?? stderr.startIndex)...], as: UTF8.self)
        let kind: HelmFailure.Kind =
            if text.hasPrefix("values don't meet") || text.contains("\nvalues don't meet") {
                .values
            } else if HelmMessage(text).trail.isEmpty {
                .other(code: result.status)
            } else if text.hasPrefix("cannot load") {
                .chartLoad
            } else {
                .render
            }
        return HelmFailure(kind, parsing: text)
    }
}
