import Catalog
import Helm
import Host

/// Charts that are kept in a Git repository: a folder at one revision, packed as a repository would have packed it.
enum GitChart {
    /// What Git may speak: nothing that starts programs of its own. And links become plain files: what they lead to may be anywhere.
    private static let settings = [
        "protocol.allow=never", "protocol.https.allow=always", "protocol.http.allow=always",
        "protocol.ssh.allow=always", "protocol.file.allow=always", "core.symlinks=false",
    ]

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
        do {
            return try Files.withTemporaryDirectory { (clone: Path) throws in
                // Nobody is there to answer: a repository that asks for a password is said to be one.
                let command = GitCommand(environment: .process, isInteractive: false, settings: settings)
                try ask(["init", "--quiet"], command, in: clone)
                try ask(["fetch", "--quiet", "--depth", "1", chart.repository, revision], command, in: clone)
                try ask(["checkout", "--quiet", "FETCH_HEAD"], command, in: clone)
                let place = try Path(git.path).contained(in: clone)
                guard Files.exists(place / "Chart.yaml") else {
                    throw HelmFailure(.repository, "there is no chart in \(git.path)")
                }
                let version = try engine.describe(.directory(place)).version
                guard ChartFinder.sameVersion(version, chart.version) else {
                    throw HelmFailure(
                        .repository, "\(git.path) at \(revision) is version \(version)",
                        hint: "let `revision` and `version` of the component agree")
                }
                return try engine.pack(place, name: chart.name, version: chart.version, into: folder)
            }
        } catch let failure as HelmFailure { throw failure } catch {
            throw HelmFailure(.repository, "\(chart.repository) at \(revision): \(error)")
        }
    }

    private static func ask(_ arguments: [String], _ command: GitCommand, in folder: Path) throws {
        let result = try command.result(arguments, in: folder, seconds: 300)
        guard result.succeeded else {
            let words = command.words(of: result)
            throw HelmFailure(.repository, words.isEmpty ? "git ends with an error" : words)
        }
    }
}
