import Host
import Synchronization

/// The branch that the GitOps engine reads: what was pushed to it, and what was pushed to it since by others.
final class FollowedBranch: Sendable {
    private struct State {
        var commits: Set<String> = []
        var last = ""
        var askedAt: Int64 = 0
        var nudged: Set<String> = []
    }

    private let publisher: (any TreePublisher)?
    private let clock: Clock
    private let state = Mutex(State())
    /// How long an answer about the remote holds, in milliseconds.
    private let patience: Int64 = 15_000

    init(_ publisher: (any TreePublisher)?, clock: Clock) {
        self.publisher = publisher
        self.clock = clock
    }

    /// Puts the tree there, unless it is there.
    ///
    /// - Returns: whether anything was pushed.
    func publish(beforeWriting: () throws -> Void) throws -> Bool {
        guard let publication = try publisher?.publish(beforeWriting: beforeWriting) else { return false }
        learn(publication.commit)
        return publication.isNew
    }

    /// The newest commit that is known; empty before anything was published.
    var commit: String { state.withLock { $0.last } }

    /// Whether a commit holds the tree: it is the one that was published, or one that came after it.
    ///
    /// - Parameter commit: what the engine has read.
    func holds(_ commit: String) throws -> Bool {
        let (isKnown, isOld) = state.withLock { state in
            (
                state.commits.isEmpty || state.commits.contains(commit),
                clock.monotonicMilliseconds() - state.askedAt > patience
            )
        }
        if isKnown { return true }
        guard isOld, let head = try publisher?.head() else { return false }
        learn(head)
        return state.withLock { $0.commits.contains(commit) }
    }

    /// Whether the engine is to be told to look at an application now; once for each commit.
    func nudges(_ application: String) -> Bool {
        state.withLock { $0.nudged.insert("\(application)@\($0.last)").inserted }
    }

    private func learn(_ commit: String) {
        state.withLock {
            $0.commits.insert(commit)
            $0.last = commit
            $0.askedAt = clock.monotonicMilliseconds()
        }
    }
}
