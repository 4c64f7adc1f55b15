import Host
import Kubernetes

/// Goes an installation's way: phase after phase, the lanes of a phase side by side, each step until it is done.
///
/// Nothing is remembered between runs. Every step looks at the cluster first and does what is missing, so that a run that was cut short at
/// any point is taken up by the next one.
public struct UpRun: Sendable {
    private let context: UpContext
    private let observe: @Sendable (UpEvent) -> Void
    /// Asked before each write: the lock of the platform.
    private let check: @Sendable () throws -> Void

    /// A run.
    ///
    /// - Parameters:
    ///   - context: the platform and its cluster.
    ///   - check: called before each write, such as ``PlatformLock/check()``; throws if the platform's lock cannot be had or is lost.
    ///   - observe: told what happens, one event at a time.
    public init(
        _ context: UpContext, check: @escaping @Sendable () throws -> Void = {},
        observe: @escaping @Sendable (UpEvent) -> Void
    ) {
        self.context = context
        self.check = check
        self.observe = observe
    }

    /// Brings the platform up.
    ///
    /// - Returns: how many objects and releases were written.
    /// - Throws: the failure of the first step that failed; `Interrupted`. What was done stays done.
    public func run() throws -> Int {
        let branch = FollowedBranch(context.publisher, clock: context.clock)
        return try PhaseRun(UpCourse(context.desired).phases, clock: context.clock, observe: observe).run {
            step, stopped, observe in
            try UpWork(context: context, step: step, branch: branch, stopped: stopped, check: check, observe: observe)
                .perform()
        }
    }
}
