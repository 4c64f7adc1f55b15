import Host
import Kubernetes
import Synchronization

/// Takes a platform down: phase after phase, the lanes of a phase side by side, each step until what goes is really gone.
///
/// Nothing is remembered between runs: what is done is gone, so that a run that was cut short at any point is taken up by the next one.
public struct DownRun: Sendable {
    private let context: DownContext
    private let observe: @Sendable (DownEvent) -> Void
    private let check: @Sendable () throws -> Void

    /// A run.
    ///
    /// - Parameters:
    ///   - context: the platform and its cluster.
    ///   - check: called before each write, such as ``PlatformLock/check()``; throws if the platform's lock cannot be had or is lost.
    ///   - observe: told what happens, one event at a time.
    public init(
        _ context: DownContext, check: @escaping @Sendable () throws -> Void = {},
        observe: @escaping @Sendable (DownEvent) -> Void = { _ in }
    ) {
        self.context = context
        self.check = check
        let lock = Mutex(())
        self.observe = { event in lock.withLock { _ in observe(event) } }
    }

    /// Carries a plan out.
    ///
    /// - Parameter plan: what goes.
    /// - Returns: how many objects, releases and applications were removed.
    /// - Throws: the failure of the first step that failed; `GateFailure` for what does not go in time; `Interrupted`. What is gone stays gone.
    public func run(_ plan: DownPlan) throws -> Int {
        var removed = 0
        let stopped = StopMark()
        for (number, phase) in plan.phases.enumerated() {
            observe(.phase(number: number, phase))
            let results = Parallel.map(phase.lanes, limit: 16) { lane in try go(lane, stopped) }
            var failure: (any Error)?
            for result in results {
                switch result {
                case .success(let count): removed += count
                case .failure(let error as Interrupted): throw error
                case .failure(is NeighbourFailed): continue
                case .failure(let error): failure = failure ?? error
                }
            }
            if let failure { throw failure }
        }
        return removed
    }

    private func go(_ lane: [DownStep], _ stopped: StopMark) throws -> Int {
        var removed = 0
        for step in lane {
            try stopped.check()
            let start = context.clock.monotonicMilliseconds()
            observe(.began(step))
            do {
                let count = try DownWork(context: context, step: step, stopped: stopped, check: check, observe: observe)
                    .perform()
                removed += count
                observe(.done(step, count, milliseconds: context.clock.monotonicMilliseconds() - start))
            } catch {
                if !(error is Interrupted), !(error is NeighbourFailed) { observe(.failed(step, error)) }
                stopped.set()
                throw error
            }
        }
        return removed
    }
}
