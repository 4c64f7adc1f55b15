import Host
import Kubernetes
import Synchronization

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
        let lock = Mutex(())
        self.observe = { event in lock.withLock { _ in observe(event) } }
    }

    /// Brings the platform up.
    ///
    /// - Returns: how many objects and releases were written.
    /// - Throws: the failure of the first step that failed; `Interrupted`. What was done stays done.
    public func run() throws -> Int {
        var written = 0
        let stopped = StopMark()
        let branch = FollowedBranch(context.publisher, clock: context.clock)
        for (number, phase) in UpCourse(context.desired).phases.enumerated() {
            observe(.phase(number: number, phase))
            // Members of a wave wait side by side, each on a thread that sleeps most of the time.
            let results = Parallel.map(phase.lanes, limit: 48) { lane in try go(lane, stopped, branch) }
            var failure: (any Error)?
            for result in results {
                switch result {
                case .success(let count): written += count
                case .failure(let error as Interrupted): throw error
                case .failure(is NeighbourFailed): continue
                case .failure(let error): failure = failure ?? error
                }
            }
            if let failure { throw failure }
        }
        return written
    }

    private func go(_ lane: [UpStep], _ stopped: StopMark, _ branch: FollowedBranch) throws -> Int {
        var written = 0
        for step in lane {
            try stopped.check()
            let start = context.clock.monotonicMilliseconds()
            observe(.began(step))
            do {
                let outcome = try UpWork(
                    context: context, step: step, branch: branch, stopped: stopped, check: check, observe: observe
                ).perform()
                if case .changed(let count) = outcome { written += count }
                observe(.done(step, outcome, milliseconds: context.clock.monotonicMilliseconds() - start))
            } catch {
                if !(error is Interrupted), !(error is NeighbourFailed) { observe(.failed(step, error)) }
                stopped.set()
                throw error
            }
        }
        return written
    }
}
