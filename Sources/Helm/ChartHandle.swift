internal import Host
internal import Values

/// A chart that the library has loaded; closed with this object.
///
/// Rendering changes the loaded chart for good (it removes subcharts that the values switch off), so a handle serves
/// one rendering.
final class ChartHandle {
    private let library: HelmLibrary
    let handle: UInt64

    init(_ source: ChartSource, library: HelmLibrary) throws(HelmFailure) {
        self.library = library
        switch source {
        case .directory(let path):
            // A C string would end there and name another folder.
            guard !path.string.utf8.contains(0) else { throw HelmFailure(.chartLoad, "the path holds a zero byte") }
            handle = try library.handle { library.load(path.string, $0, $1) }
        case .archive(let bytes):
            guard !bytes.isEmpty else { throw HelmFailure(.chartLoad, "the chart archive is empty") }
            handle = try library.handle { result, error in
                bytes.withUnsafeBufferPointer { buffer in
                    guard let base = buffer.baseAddress else { return -2 }
                    return library.loadArchive(base, UInt64(buffer.count), result, error)
                }
            }
        }
    }

    deinit {
        // An error here could only say that the handle is not open.
        try? library.status { library.closeChart(handle, $0) }
    }

    func metadata() throws(HelmFailure) -> Node { try read(library.metadata, "Chart.yaml") }
    func values() throws(HelmFailure) -> Node { try read(library.values, "values.yaml") }
    func crds() throws(HelmFailure) -> Node { try read(library.crds, "crds") }
    func dependencies() throws(HelmFailure) -> Node { try read(library.dependencies, "dependencies") }

    func save(into folder: Path) throws(HelmFailure) {
        _ = try library.text { library.save(handle, folder.string, $0, $1) }
    }

    func validate(_ values: String) throws(HelmFailure) {
        try library.status { library.validate(handle, values, $0) }
    }

    /// Renders all templates: Helm's answer as it is.
    func output(values: String, options: String) throws(HelmFailure) -> [UInt8] {
        try library.text { library.render(handle, values, options, $0, $1) }
    }

    /// What is in an answer: path to text.
    func files(in output: [UInt8]) throws(HelmFailure) -> [RenderedFile] {
        try decode(output, "rendering").mapping?.entries.map { entry in
            RenderedFile(path: entry.key, text: entry.value.string ?? "")
        } ?? []
    }

    private func read(_ function: HelmLibrary.Read, _ what: String) throws(HelmFailure) -> Node {
        let node = try decode(try library.text { function(handle, $0, $1) }, what)
        // Places in the library's JSON would point into a text that nobody can open.
        return node.withoutPlaces
    }

    private func decode(_ bytes: [UInt8], _ what: String) throws(HelmFailure) -> Node {
        do { return try JSON.parse(bytes, file: what, limits: .helmAnswer) } catch {
            throw HelmFailure(.other(code: 0), "Helm's answer for \(what) is not understood: \(error.message)")
        }
    }
}

extension YAML.Limits {
    /// Helm itself accepts charts of 100 MiB; what they render to is of the same order.
    static let helmAnswer = YAML.Limits(bytes: 256 << 20)
}

extension Node {
    /// The same tree with no places.
    var withoutPlaces: Node {
        switch value {
        case .list(let list): Node(.list(list.map(\.withoutPlaces)))
        case .mapping(let mapping):
            Node(.mapping(Mapping(mapping.entries.map { ($0.key, $0.value.withoutPlaces) })))
        default: Node(value)
        }
    }
}
