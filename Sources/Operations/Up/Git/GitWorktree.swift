import Delivery
import Diagnostics
import Host

/// The user's own worktree, in which the tree's folder stands where the repository wants it.
struct GitWorktree {
    let publisher: GitPublisher
    let top: Path
    /// The remote's name in it.
    let name: String

    private var git: GitCommand { publisher.git }

    /// The worktree; nil if the folder is in none, in another repository's, or at another place than `delivery.path`.
    static func find(_ publisher: GitPublisher) throws -> GitWorktree? {
        var folder = publisher.folder
        // It need not be there yet.
        while !Files.isDirectory(folder) {
            let parent = folder.parent
            guard parent != folder else { return nil }
            folder = parent
        }
        let found = try publisher.git.run(["rev-parse", "--show-toplevel"], in: folder)
        guard found.succeeded else { return nil }
        let top = Path(GitCommand.line(found.stdout))
        let place = try Files.resolved(
            Path(try Files.real(folder).string + rest(publisher.folder, after: folder)), inside: top)
        guard let below = place.relative(to: try Files.real(top)) else { return nil }
        guard below.components.joined(separator: "/").utf8.elementsEqual(publisher.path.utf8) else { return nil }
        let remotes = GitCommand.line(try publisher.git.run(["remote"], in: top).stdout).split(
            whereSeparator: \.isNewline
        ).map(String.init)
        for name in remotes {
            let address = try publisher.git.run(["remote", "get-url", "--", name], in: top)
            if address.succeeded, GitRemote(GitCommand.line(address.stdout)).isSame(as: publisher.remote) {
                return GitWorktree(publisher: publisher, top: top, name: name)
            }
        }
        return nil
    }

    private static func rest(_ folder: Path, after existing: Path) -> String {
        let names = folder.components.dropFirst(existing.components.count)
        return names.isEmpty ? "" : "/" + names.joined(separator: "/")
    }

    private var remoteReference: String { "refs/remotes/\(name)/\(publisher.branch)" }

    /// Looks whether the worktree is on the branch, clean and not behind.
    func examine(head: String?) throws {
        let branch = try git.run(["symbolic-ref", "--quiet", "--short", "HEAD"], in: top)
        guard branch.succeeded, GitCommand.line(branch.stdout).utf8.elementsEqual(publisher.branch.utf8) else {
            let standing = branch.succeeded ? "on the branch `\(GitCommand.line(branch.stdout))`" : "on no branch"
            throw publisher.refusal(
                "the worktree \(top) is \(standing), and the platform is delivered from `\(publisher.branch)`",
                "run `git switch \(publisher.branch)` there")
        }
        try refuseForeignChanges()
        guard head != nil else { return }
        try git.text(
            ["fetch", "--quiet", "--no-tags", "--", name, "+refs/heads/\(publisher.branch):\(remoteReference)"],
            in: top,
            doing: "fetch \(publisher.remote.shown)")
        try refuseDivergence()
    }

    func publish(head: String?, beforeWriting: () throws -> Void) throws -> Publication {
        try examine(head: head)
        for path in publisher.tree.paths {
            guard try Files.read(publisher.folder / path, limit: 64 << 20) == publisher.tree.files[path] ?? [] else {
                throw publisher.refusal(
                    "\(publisher.folder / path) is not as it was rendered",
                    "run the command again; `fairlead render --overwrite` keeps edits beside")
            }
        }
        try publisher.commit(in: top, removed: try removed())
        let commit = GitCommand.line(try git.run(["rev-parse", "--verify", "--quiet", "HEAD"], in: top).stdout)
        guard commit != head else { return Publication(commit: commit, isNew: false) }
        try beforeWriting()
        try publisher.push(from: top, to: name)
        return Publication(commit: commit, isNew: true)
    }

    /// Changes that are not ours would be pushed with ours, or be lost sight of.
    private func refuseForeignChanges() throws {
        let ours = Set((publisher.tree.paths + [Lock.fileName]).map(publisher.inRepository)).union(try formerFiles())
        let status = try git.run(["status", "--porcelain=v1", "-z", "--untracked-files=no", "--no-renames"], in: top)
        guard status.succeeded else { throw git.failure(status, doing: "look at the worktree \(top)") }
        // Two letters, a blank, the path.
        let foreign = GitCommand.parts(status.stdout).map { String($0.dropFirst(3)) }.filter { !ours.contains($0) }
        guard foreign.isEmpty else {
            let shown = foreign.prefix(5).joined(separator: ", ")
            throw publisher.refusal(
                "the worktree \(top) has changes that are not committed",
                "commit them or put them aside with `git stash`, then run the command again",
                cause: shown + (foreign.count > 5 ? " and \(foreign.count - 5) more" : ""))
        }
    }

    private func refuseDivergence() throws {
        guard try git.run(["rev-parse", "--verify", "--quiet", "HEAD"], in: top).succeeded else {
            throw publisher.refusal(
                "the worktree \(top) has no commit yet, and the repository has",
                "run `git pull \(name) \(publisher.branch)` there")
        }
        let counts = try git.text(
            ["rev-list", "--left-right", "--count", "\(remoteReference)...HEAD"], in: top,
            doing: "compare \(top) with its remote"
        ).split(separator: "\t").compactMap { Int($0) }
        guard counts.count == 2 else { return }
        let (behind, ahead) = (counts[0], counts[1])
        let place = "the worktree \(top)"
        if behind > 0, ahead > 0 {
            throw publisher.refusal(
                "\(place) and `\(publisher.branch)` of \(publisher.remote.shown) have diverged: \(ahead) commits here, \(behind) there",
                "run `git pull --rebase` there, then this command again")
        }
        if behind > 0 {
            throw publisher.refusal(
                "\(place) is \(behind) commits behind `\(publisher.branch)` of \(publisher.remote.shown)",
                "run `git pull` there, then this command again")
        }
        guard ahead > 0 else { return }
        // Ours are those of a run that was cut short; others are somebody's unfinished work.
        let messages = GitCommand.parts(
            try git.run(["log", "-z", "--format=%s", "\(remoteReference)..HEAD"], in: top).stdout)
        guard messages.allSatisfy({ $0.utf8.elementsEqual(publisher.message.utf8) }) else {
            throw publisher.refusal(
                "\(place) has \(ahead) commits that are not pushed", "push them first, then run this command again")
        }
    }

    /// Files of the tree before, by the lock of the last commit.
    private func formerFiles() throws -> Set<String> {
        let result = try git.run(["show", "HEAD:\(publisher.inRepository(Lock.fileName))"], in: top)
        guard result.succeeded else { return [] }
        let lock: Lock? = try Files.withTemporaryDirectory { folder in
            try Files.writeAtomically(folder / Lock.fileName, result.stdout)
            return try Lock.read(folder)
        }
        return Set((lock?.files.keys).map { $0.map(publisher.inRepository) } ?? [])
    }

    private func removed() throws -> [String] {
        let wanted = Set(publisher.tree.paths.map(publisher.inRepository))
        let gone = try formerFiles().subtracting(wanted)
        guard !gone.isEmpty else { return [] }
        let known = Set(GitCommand.parts(try git.run(["ls-files", "-z"], in: top).stdout))
        return gone.intersection(known).sorted()
    }
}
