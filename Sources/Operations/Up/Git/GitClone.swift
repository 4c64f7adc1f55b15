import Delivery
import Host

/// A clone of our own. Whatever stands in it is brought to the remote's state first: it remembers nothing.
struct GitClone {
    let publisher: GitPublisher
    let place: Path

    private var git: GitCommand { publisher.git }

    func publish(head: String?, beforeWriting: () throws -> Void) throws -> Publication {
        let head = try refresh(head)
        let folder = try Files.resolved(publisher.path.isEmpty ? place : place / publisher.path, inside: place)
        let before = Set(try Lock.read(folder)?.files.keys.map { $0 } ?? [])
        try TreeWriter(folder: folder).write(publisher.tree, lock: publisher.lock)
        let removed = try tracked(before.subtracting(publisher.tree.paths))
        try publisher.commit(in: place, removed: removed)
        let commit = try git.run(["rev-parse", "--verify", "--quiet", "HEAD"], in: place)
        let name = GitCommand.line(commit.stdout)
        guard name != head else { return Publication(commit: name, isNew: false) }
        try beforeWriting()
        try publisher.push(from: place, to: publisher.remote.address)
        return Publication(commit: name, isNew: true)
    }

    /// Those of the files that Git knows.
    private func tracked(_ files: Set<String>) throws -> [String] {
        guard !files.isEmpty else { return [] }
        let known = Set(GitCommand.parts(try git.run(["ls-files", "-z"], in: place).stdout))
        return files.map(publisher.inRepository).filter(known.contains).sorted()
    }

    /// Brings the clone to the remote's state.
    ///
    /// - Returns: the commit that it is at; nil without any.
    private func refresh(_ head: String?) throws -> String? {
        // A run that was killed may have left anything.
        if !(try git.run(["rev-parse", "--git-dir"], in: place).stdout == Array(".git\n".utf8)) {
            try Files.removeTree(place)
            try Files.makeDirectories(place, permissions: 0o700)
            try git.text(["init", "--quiet"], in: place, doing: "make a clone in \(place)")
            // Hooks and filters of somebody's templates are not ours.
            try git.text(["config", "core.hooksPath", "/dev/null"], in: place, doing: "set up a clone in \(place)")
            try git.text(["config", "core.autocrlf", "false"], in: place, doing: "set up a clone in \(place)")
        }
        _ = try Files.remove(place / ".git/index.lock")
        let reference = "refs/heads/\(publisher.branch)"
        guard head != nil else {
            try git.text(["symbolic-ref", "HEAD", reference], in: place, doing: "begin a branch")
            _ = try git.run(["update-ref", "-d", reference], in: place)
            try git.text(["read-tree", "--empty"], in: place, doing: "begin a branch")
            try git.text(["clean", "-ffdxq"], in: place, doing: "tidy up \(place)")
            return nil
        }
        try git.text(
            [
                "fetch", "--quiet", "--no-tags", "--depth", "1", "--", publisher.remote.address,
                "+\(reference):refs/remotes/fairlead/head",
            ],
            in: place, doing: "fetch \(publisher.remote.shown)")
        try git.text(["symbolic-ref", "HEAD", reference], in: place, doing: "go to the branch")
        try git.text(
            ["reset", "--quiet", "--hard", "refs/remotes/fairlead/head"], in: place, doing: "go to the branch")
        try git.text(["clean", "-ffdxq"], in: place, doing: "tidy up \(place)")
        // The branch may have moved since it was asked for.
        return try git.text(["rev-parse", "--verify", "HEAD"], in: place, doing: "read the branch")
    }
}
