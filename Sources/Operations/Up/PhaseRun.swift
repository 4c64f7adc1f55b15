import Host
import Synchronization

/// Goes phases: one after the other, the lanes of a phase side by side, the steps of a lane one after the other.
struct PhaseRun: Sendable {
    typealias Work = @Sendable (UpStep, StopMark, @escaping @Sendable (UpEvent) -> Void) throws -> UpOutcome

    private let phases: [UpPhase]
    private let clock: Clock
    private let observe: @Sendable (UpEvent) -> Void

    init(_ phases: [UpPhase], clock: Clock, observe: @escaping @Sendable (UpEvent) -> Void) {
        self.phases = phases
        self.clock = clock
        let lock = Mutex(())
        self.observe = { event in lock.withLock { _ in observe(event) } }
    }

    /// Goes them.
    ///
    /// - Parameter work: does a step, as often as it is asked to.
    /// - Returns: how many things were written.
    /// - Throws: the failure of the first step that failed; `Interrupted`.
    func run(_ work: @escaping Work) throws -> Int {
        var written = 0
        let stopped = StopMark()
        for (number, phase) in phases.enumerated() {
            observe(.phase(number: number, phase))
            // Members of a wave wait side by side, each on a thread that sleeps most of the time.
            let results = Parallel.map(phase.lanes, limit: 48) { lane in try go(lane, stopped, work) }
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

    private func go(_ lane: [UpStep], _ stopped: StopMark, _ work: Work) throws -> Int {
        var written = 0
        for step in lane {
            try stopped.check()
            let start = clock.monotonicMilliseconds()
            observe(.began(step))
            do {
                let outcome = try work(step, stopped, observe)
                if case .changed(let count) = outcome { written += count }
                observe(.done(step, outcome, milliseconds: clock.monotonicMilliseconds() - start))
            } catch {
                if !(error is Interrupted), !(error is NeighbourFailed) { observe(.failed(step, error)) }
                stopped.set()
                throw error
            }
        }
        return written
    }
}
