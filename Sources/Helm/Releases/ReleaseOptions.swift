internal import Values

/// What Helm waits for before it calls a change done.
public enum ReleaseWait: String, Sendable {
    /// For hooks only. Whoever wants to know what the objects do looks at them himself.
    case hooks = "hookOnly"
    /// For every object to be ready, watched as kstatus says.
    case ready = "watcher"
    /// For every object to be ready, asked as Helm 3 did.
    case readyAsHelm3 = "legacy"
}

/// How a release is changed.
public struct ReleaseOptions: Sendable, Equatable {
    /// What Helm waits for.
    public var wait: ReleaseWait
    /// Whether Jobs must be complete to be ready.
    public var waitForJobs: Bool
    /// How long each wait may take, in seconds.
    public var timeoutSeconds: Int
    /// How many revisions of a release Helm keeps records of.
    public var historyLimit: Int
    /// Whether fields that another manager holds are taken from it instead of being an error. Only for an apply on the
    /// server; a merge by the client takes them anyway.
    public var forceConflicts: Bool
    /// Whether objects are applied on the server, else merged by the client as Helm 3 did. Servers before 1.22 are not ready
    /// for it: 1.20 refuses a Service whose ports name no protocol (seen with the chart of Argo CD).
    public var serverSideApply: Bool

    /// Makes options.
    ///
    /// - Parameters:
    ///   - wait: what Helm waits for.
    ///   - waitForJobs: whether Jobs must be complete.
    ///   - timeoutSeconds: how long each wait may take.
    ///   - historyLimit: how many revisions are kept.
    ///   - forceConflicts: whether fields of other managers are taken.
    ///   - serverSideApply: whether objects are applied on the server; false before Kubernetes 1.22.
    public init(
        wait: ReleaseWait = .hooks, waitForJobs: Bool = false, timeoutSeconds: Int = 300, historyLimit: Int = 5,
        forceConflicts: Bool = false, serverSideApply: Bool = true
    ) {
        self.wait = wait
        self.waitForJobs = waitForJobs
        self.timeoutSeconds = timeoutSeconds
        self.historyLimit = historyLimit
        self.forceConflicts = forceConflicts
        self.serverSideApply = serverSideApply
    }

    /// The options that the library takes for every change; it refuses keys that it does not know.
    ///
    /// - Parameter more: what belongs to one kind of change.
    func json(_ more: [(String, Node)]) -> String {
        let pairs: [(String, Node)] = [
            ("wait", Node(.string(wait.rawValue))), ("timeout_seconds", Node(.integer(Int64(timeoutSeconds)))),
        ]
        return JSON.write(Node(.mapping(Mapping(pairs + more))))
    }

    /// The options of changes that bring objects.
    ///
    /// Ownership is never taken (`take_ownership`): without it Helm still adopts what bears the annotations of this very
    /// release, and refuses what belongs to somebody else.
    var bringing: [(String, Node)] {
        [
            ("wait_for_jobs", Node(.bool(waitForJobs))),
            ("force_conflicts", Node(.bool(serverSideApply && forceConflicts))),
        ]
    }

    /// The same for changes of what is there already; their option can also be `auto`, so it is a text.
    var changing: [(String, Node)] {
        bringing + [
            ("server_side_apply", Node(.string(serverSideApply ? "true" : "false"))),
            ("max_history", Node(.integer(Int64(historyLimit)))),
        ]
    }
}
