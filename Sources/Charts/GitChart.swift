import Catalog
import Helm
import Host

/// Charts that are kept in a Git repository: a folder at one revision, packed as a repository would have packed it.
enum GitChart {
    /// What Git may speak: nothing that starts programs of its own.
    private static let settings = [
        "protocol.allow=never", "protocol.https.allow=always", "protocol.http.allow=always",
        "protocol.ssh.allow=always",
        "protocol.file.allow=always",
    ].flatMap { ["-c", $0] }

    /// Takes a chart out of its repository.
    ///
    /// - Parameters:
    ///   - chart: a chart with a place in Git.
    ///   - folder: where the archive is put; made when missing.
    ///   - engine: reads what the chart says about itself.
    /// - Returns: the archive.
    /// - Throws: why it cannot be had.
    static func pull(_ chart: Chart, into folder: Path, engine: any HelmEngine) throws(HelmFailure) -> Path {
        guard let git = chart.git, let revision = chart.revision, !revision.hasPrefix("-"),
            !chart.repository.hasPrefix("-")
        else { throw HelmFailure(.repository, "\(chart.repository) cannot be asked for a chart") }
        let packed: [UInt8]
        do {
            packed = try Files.withTemporaryDirectory { (clone: Path) throws in
                try ask(["init", "--quiet"], in: clone)
                try ask(["fetch", "--quiet", "--depth", "1", chart.repository, revision], in: clone)
                try ask(["checkout", "--quiet", "FETCH_HEAD"], in: clone)
                return try pack(try Path(git.path).contained(in: clone), name: chart.name)
            }
        } catch let failure as HelmFailure { throw failure } catch {
            throw HelmFailure(.repository, "\(chart.repository) at \(revision): \(error)")
        }
        let version = try engine.describe(.archive(packed)).version
        guard ChartFinder.sameVersion(version, chart.version) else {
            throw HelmFailure(
                .repository, "\(git.path) at \(revision) is version \(version)",
                hint: "let `revision` and `version` of the component agree")
        }
        do throws(FileFailure) {
            try Files.makeDirectories(folder)
            let target = folder / "\(chart.name)-\(chart.version).tgz"
            try Files.writeAtomically(target, packed)
            return target
        } catch { throw HelmFailure(.io, error.description, hint: error.hint) }
    }

    private static func ask(_ arguments: [String], in folder: Path) throws {
        var variables = Environment.process.withoutRepository
        // Nobody is there to answer: a repository that asks for a password is said to be one.
        variables["GIT_TERMINAL_PROMPT"] = "0"
        let result = try Processes.run(
            "git", settings + ["-C", folder.string] + arguments, environment: variables, timeoutSeconds: 300)
        guard result.succeeded else {
            let words = String(decoding: result.stderr.prefix(400), as: UTF8.self).split(separator: "\n")
            throw HelmFailure(.repository, words.last.map(String.init) ?? "git ends with an error")
        }
    }

    /// The folder's files, without Git's own; links are left out, since what they lead to may be anywhere.
    private static func pack(_ folder: Path, name: String) throws -> [UInt8] {
        guard Files.exists(folder / "Chart.yaml") else {
            throw HelmFailure(.repository, "there is no chart in \(folder.lastComponent ?? "that folder")")
        }
        var builder = ChartBuilder(name: name)
        for entry in try Files.list(folder) where entry.kind == .file && !entry.path.string.hasPrefix(".git/") {
            builder = builder.adding(entry.path.string, try Files.read(folder / entry.path.string, limit: 16 << 20))
        }
        return try builder.archive()
    }
}
