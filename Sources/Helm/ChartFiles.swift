internal import Host

/// The files of a chart as they lie in its folder or archive, read without Helm.
struct ChartFiles {
    /// The limits that Helm itself has: 100 MiB a chart (`pkg/chart/loader/archive`), compressed or not.
    static let limit = 100 << 20

    /// The files, by the path inside the chart.
    private(set) var entries: [Tar.Entry]

    /// Reads the files that are wanted.
    init(_ source: ChartSource, where isWanted: (String) -> Bool) throws(HelmFailure) {
        switch source {
        case .directory(let folder):
            do throws(FileFailure) {
                entries = []
                var room = Self.limit
                for file in try Files.list(folder) where file.kind == .file && isWanted(file.path.string) {
                    let bytes = try Files.read(folder / file.path.string, limit: room)
                    room -= bytes.count
                    entries.append(Tar.Entry(path: file.path.string, bytes: bytes))
                }
            } catch {
                throw HelmFailure(error)
            }
        case .archive(let bytes):
            guard let tar = Gzip.expand(bytes, limit: Self.limit),
                let read = Tar.read(tar, where: { isWanted(Self.withoutRoot($0)) })
            else { throw HelmFailure(.chartLoad, "the chart archive is damaged or larger than 100 MiB") }
            entries = read.map { Tar.Entry(path: Self.withoutRoot($0.path), bytes: $0.bytes) }
        }
    }

    /// A file's bytes.
    subscript(_ path: String) -> [UInt8]? { entries.first { $0.path.utf8.elementsEqual(path.utf8) }?.bytes }

    private static func withoutRoot(_ path: String) -> String {
        let bytes = path.utf8
        guard let slash = bytes.firstIndex(of: UInt8(ascii: "/")) else { return path }
        return String(decoding: Array(bytes[bytes.index(after: slash)...]), as: UTF8.self)
    }
}

extension HelmFailure {
    /// A failure of the file system on the way.
    init(_ failure: FileFailure) {
        self.init(failure.reason == .notFound ? .notFound : .io, failure.description, hint: failure.hint)
    }
}
