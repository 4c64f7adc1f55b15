internal import Host

/// A chart in a repository, in the two ways that Helm knows.
struct ChartAddress {
    /// What to ask for: the name alone, or the whole address in an OCI registry.
    let reference: String
    /// The repository's URL when it is no OCI registry.
    let repositoryURL: String?
    /// Whether the registry is spoken to without TLS: only on this machine.
    let isPlain: Bool

    init(repository: String, name: String) {
        var base = repository
        while base.utf8.last == UInt8(ascii: "/") { base.removeLast() }
        if base.hasPrefix("oci://") {
            reference = "\(base)/\(name)"
            repositoryURL = nil
            let host = base.dropFirst("oci://".count).prefix { $0 != "/" && $0 != ":" }
            isPlain = host == "localhost" || host == "127.0.0.1"
        } else {
            reference = name
            repositoryURL = base
            isPlain = false
        }
    }
}

enum PulledChart {
    /// Lets a download happen in a folder of its own, and moves what came to its place.
    static func collect(
        into directory: Path, name: String, version: String, _ download: (Path) throws(HelmFailure) -> Void
    ) throws(HelmFailure) -> Path {
        // A name is put into addresses and command lines.
        guard ChartBuilder.isSafe(name), !name.utf8.contains(UInt8(ascii: "/")), !name.hasPrefix("-"), !version.isEmpty,
            !version.hasPrefix("-")
        else { throw HelmFailure(.repository, "\(name) \(version) is no chart name and version") }
        let scratch = directory / ".pull-\(String(UInt64.random(in: .min ... .max), radix: 36))"
        do throws(FileFailure) { try Files.makeDirectories(scratch) } catch { throw HelmFailure(error) }
        defer { try? Files.removeTree(scratch) }
        try download(scratch)
        do throws(FileFailure) {
            let found = try Files.list(scratch, depth: 1, stoppingAtDepth: true).filter {
                $0.path.fileExtension == "tgz"
            }
            guard let file = found.first, found.count == 1 else { throw FileFailure(.notFound, "find", scratch) }
            let target = directory / file.path.string
            try Files.move(scratch / file.path.string, to: target)
            return target
        } catch {
            throw HelmFailure(error)
        }
    }
}
