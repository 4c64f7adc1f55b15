import Crypto
public import Delivery
import Diagnostics
public import Host

/// Puts a tree into a Git repository with the git command.
///
/// If the tree's folder stands where it belongs in a worktree of that repository, that worktree is used, as a person would. Otherwise a clone
/// below the cache is made, and brought to the remote's state each time. Nothing is ever forced.
public struct GitPublisher: TreePublisher {
    let remote: GitRemote
    let branch: String
    let path: String
    let platform: String
    let tree: FileTree
    let lock: Lock
    let folder: Path
    let cache: Path
    let git: GitCommand
    let environment: Environment

    /// A publisher.
    ///
    /// - Parameters:
    ///   - repository: the repository's address (`delivery.repository`).
    ///   - branch: the branch (`delivery.revision`).
    ///   - path: the folder in the repository (`delivery.path`).
    ///   - platform: the platform's name, for the commit's message.
    ///   - tree: the files.
    ///   - lock: what belongs to them.
    ///   - folder: where the tree was written to on this machine.
    ///   - cache: the user's cache folder.
    ///   - environment: of this process.
    ///   - isInteractive: whether git may ask on the terminal.
    public init(
        repository: String, branch: String, path: String, platform: String, tree: FileTree, lock: Lock, folder: Path,
        cache: Path,
        environment: Environment = .process, isInteractive: Bool = false
    ) {
        remote = GitRemote(repository)
        self.branch = branch
        let names = Path(path).components
        self.path = names.isEmpty ? "" : names.joined(separator: "/")
        self.platform = platform
        self.tree = tree
        self.lock = lock
        self.folder = folder
        self.cache = cache
        self.environment = environment
        git = GitCommand(
            environment: environment, isInteractive: isInteractive,
            settings: ["core.quotePath=false", "advice.detachedHead=false"], secrets: remote.secrets)
    }

    /// Looks whether the tree can be put there, before it is written to its folder.
    ///
    /// - Throws: `FindingsError` that says what is in the way; `Interrupted`.
    public func examine() throws {
        try checkNames()
        if let worktree = try GitWorktree.find(self) { try worktree.examine(head: try head()) }
    }

    /// Puts it there, unless it is there.
    ///
    /// - Parameter beforeWriting: called before the push.
    /// - Throws: `FindingsError` if the repository or the worktree is not in a state for it; `Interrupted`.
    @discardableResult
    public func publish(beforeWriting: () throws -> Void = {}) throws -> Publication {
        try checkNames()
        let head = try head()
        if let worktree = try GitWorktree.find(self) {
            return try worktree.publish(head: head, beforeWriting: beforeWriting)
        }
        let place = cache / "fairlead/git" / String(Hex.encode(Hash.sha256(Array(remote.address.utf8))).prefix(20))
        try Files.makeDirectories(place, permissions: 0o700)
        return try FileLock.withLock(Path(place.string + ".lock"), waitSeconds: 120) {
            try GitClone(publisher: self, place: place).publish(head: head, beforeWriting: beforeWriting)
        }
    }

    /// The commit that the branch points to in the repository; nil for one without that branch.
    public func head() throws -> String? {
        let text = try git.text(
            ["ls-remote", "--", remote.address, "refs/heads/\(branch)"], in: nil,
            doing: "read the repository \(remote.shown)")
        let commit = text.split(whereSeparator: \.isNewline).compactMap { line -> Substring? in
            let parts = line.split(separator: "\t")
            return parts.count == 2 && parts[1].utf8.elementsEqual("refs/heads/\(branch)".utf8) ? parts[0] : nil
        }.first
        guard let commit, commit.utf8.count >= 40, commit.allSatisfy(\.isHexDigit) else { return nil }
        return String(commit)
    }

    /// Names come from a file and end up in command lines.
    private func checkNames() throws {
        let isBranch =
            try git.run(["check-ref-format", "refs/heads/\(branch)"], in: nil).succeeded && !branch.hasPrefix("-")
        guard isBranch else {
            throw refusal(
                "`\(branch)` cannot be the name of a branch", "correct `delivery.revision` in the platform file")
        }
        let address = remote.address
        let isAddress =
            !address.isEmpty && !address.hasPrefix("-") && !address.contains("::")
            && !address.unicodeScalars.contains { $0.value < 0x20 || $0.value == 0x7F }
        guard isAddress else {
            throw refusal(
                "`\(remote.shown)` is no address of a Git repository",
                "correct `delivery.repository` in the platform file")
        }
        let names = path.split(separator: "/")
        guard !names.contains(".."), !names.contains(where: { $0.lowercased() == ".git" }) else {
            throw refusal("`\(path)` is no folder of a repository", "correct `delivery.path` in the platform file")
        }
    }

    func refusal(_ message: String, _ hint: String, cause: String? = nil) -> FindingsError {
        FindingsError(findings: [
            Finding(code: Code.gitRefused, message: git.masked(message), cause: cause.map(git.masked), hint: hint)
        ])
    }

    var message: String { "Render \(platform)" }

    /// A path of the tree as a path in the repository.
    func inRepository(_ file: String) -> String { path.isEmpty ? file : path + "/" + file }

    /// Who commits, where git's configuration does not say it.
    func identity(in folder: Path) throws -> [String: String] {
        var variables: [String: String] = [:]
        for (setting, roles, fallback) in [
            ("user.name", "NAME", "fairlead"), ("user.email", "EMAIL", "fairlead@localhost"),
        ] {
            let known = try git.run(["config", "--get", setting], in: folder)
            if known.succeeded, !GitCommand.line(known.stdout).isEmpty { continue }
            for role in ["AUTHOR", "COMMITTER"] where environment.nonEmpty("GIT_\(role)_\(roles)") == nil {
                variables["GIT_\(role)_\(roles)"] = fallback
            }
        }
        return variables
    }

    /// Puts into a commit what differs; nothing if nothing does.
    func commit(in top: Path, removed: [String]) throws {
        let paths = (tree.paths + [Lock.fileName]).map(inRepository) + removed
        let list: [UInt8] = paths.flatMap { path -> [UInt8] in Array(path.utf8) + [0] }
        try git.text(
            ["--literal-pathspecs", "add", "--force", "--all", "--pathspec-from-file=-", "--pathspec-file-nul"],
            in: top, input: list,
            doing: "take the tree in \(top)")
        if try git.run(["diff", "--cached", "--quiet"], in: top).succeeded { return }
        try git.text(
            ["commit", "--quiet", "--message", message], in: top, extra: try identity(in: top),
            doing: "commit in \(top)")
    }

    /// Sends the present commit to the branch.
    func push(from top: Path, to target: String) throws {
        let result = try git.run(["push", "--porcelain", "--", target, "HEAD:refs/heads/\(branch)"], in: top)
        if result.succeeded { return }
        let lines = String(decoding: result.stdout, as: UTF8.self).split(whereSeparator: \.isNewline)
        if let line = lines.first(where: { $0.hasPrefix("!") }) {
            let why = line.split(separator: "\t").last.map(String.init) ?? String(line)
            let isBehind = why.contains("fetch first") || why.contains("non-fast-forward")
            throw refusal(
                "the repository \(remote.shown) does not take the commit",
                isBehind
                    ? "somebody pushed meanwhile: run the command again"
                    : "see whether you may push to `\(branch)`: it may be protected, or a hook says no",
                cause: why)
        }
        throw git.failure(result, doing: "push to \(remote.shown)")
    }
}
