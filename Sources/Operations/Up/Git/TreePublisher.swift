/// What putting a tree into its repository came to.
public struct Publication: Sendable, Equatable {
    /// The commit that holds the tree.
    public var commit: String
    /// Whether anything was pushed.
    public var isNew: Bool

    /// What it came to.
    ///
    /// - Parameters:
    ///   - commit: the commit that holds the tree.
    ///   - isNew: whether anything was pushed.
    public init(commit: String, isNew: Bool) {
        self.commit = commit
        self.isNew = isNew
    }
}

/// Puts a tree where a GitOps engine reads it.
public protocol TreePublisher: Sendable {
    /// Puts it there, unless it is there.
    ///
    /// - Parameter beforeWriting: called before anything is written elsewhere than on this machine.
    /// - Throws: `FindingsError` if the repository or the worktree is not in a state for it; `Interrupted`.
    func publish(beforeWriting: () throws -> Void) throws -> Publication

    /// The commit that the branch points to now; nil if there is none.
    ///
    /// - Throws: `FindingsError`, `Interrupted`.
    func head() throws -> String?
}
