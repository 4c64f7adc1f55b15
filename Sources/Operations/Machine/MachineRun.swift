import Delivery
import Host
import Synchronization

/// Brings a platform up on one machine: looks first, then does what is missing.
public struct MachineRun: Sendable {
    private let context: MachineContext
    private let present: MachineState
    private let observe: @Sendable (UpEvent) -> Void

    /// A run.
    ///
    /// - Parameters:
    ///   - context: the platform and its machine.
    ///   - present: what is there, just looked at.
    ///   - observe: told what happens, one event at a time.
    public init(
        _ context: MachineContext, present: MachineState, observe: @escaping @Sendable (UpEvent) -> Void
    ) {
        self.context = context
        self.present = present
        self.observe = observe
    }

    /// Brings the platform up.
    ///
    /// - Returns: how many things were made, started or removed.
    /// - Throws: the failure of the first step that failed; `Interrupted`. What was done stays done.
    public func run() throws -> Int {
        let memory = MachineMemory(present)
        let asked = MachineRecipe.unchanged(context, present).filter { $0.readiness != nil }
        // All at once: a command inside of a container takes as long as all the rest of a run that changes nothing.
        let answers = Parallel.map(asked, limit: 16) { try MachineProbe(context).problem(of: $0, at: present) }
        for (unit, answer) in zip(asked, answers) where try answer.get() == nil { memory.noteReady(unit.name) }
        let phases = MachineCourse(context.plan, gates: context.gates).phases
        return try PhaseRun(phases, clock: context.clock, observe: observe).run {
            step, stopped, observe in
            guard case .machine(let task) = step.work else { return .unchanged }
            let outcome = try MachineWork(
                context: context, step: step, memory: memory, stopped: stopped, observe: observe
            ).perform(task)
            if outcome != .unchanged { memory.forgetReady() }
            return outcome
        }
    }
}

/// What is known of the machine during a run: looked at once, then changed together with it.
final class MachineMemory: Sendable {
    private let state: Mutex<MachineState>
    init(_ state: MachineState) { self.state = Mutex(state) }
    var present: MachineState { state.withLock { $0 } }
    /// Volumes that were made in this run and that nobody has mounted yet.
    private let new = Mutex<Set<String>>([])
    func noteNew(_ volume: String) { new.withLock { _ = $0.insert(volume) } }
    /// Whether a volume is new; it is not any more after this.
    func takeNew(_ volume: String) -> Bool { new.withLock { $0.remove(volume) != nil } }
    func change(_ body: (inout MachineState) -> Void) { state.withLock { body(&$0) } }
    /// Units that answered when the run began. That holds for as long as the run changes nothing.
    private let ready = Mutex<Set<String>>([])
    func noteReady(_ unit: String) { ready.withLock { _ = $0.insert(unit) } }
    func isReady(_ unit: String) -> Bool { ready.withLock { $0.contains(unit) } }
    func forgetReady() { ready.withLock { $0.removeAll() } }
}
