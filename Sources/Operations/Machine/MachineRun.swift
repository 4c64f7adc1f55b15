import Delivery
import Host
import Synchronization

/// Brings a platform up on one machine: looks first, then does what is missing.
public struct MachineRun: Sendable {
    private let context: MachineContext
    private let observe: @Sendable (UpEvent) -> Void

    /// A run.
    ///
    /// - Parameters:
    ///   - context: the platform and its machine.
    ///   - observe: told what happens, one event at a time.
    public init(_ context: MachineContext, observe: @escaping @Sendable (UpEvent) -> Void) {
        self.context = context
        self.observe = observe
    }

    /// Brings the platform up.
    ///
    /// - Returns: how many things were made, started or removed.
    /// - Throws: the failure of the first step that failed; `Interrupted`. What was done stays done.
    public func run() throws -> Int {
        let memory = MachineMemory(try MachineState.read(context.podman, platform: context.plan.platform))
        let images = Set(try context.podman.lines(["images", "--format", "{{.Repository}}:{{.Tag}}"]))
        let phases = MachineCourse(context.plan, gates: context.gates).phases
        return try PhaseRun(phases, clock: context.clock, observe: observe).run {
            step, stopped, observe in
            guard case .machine(let task) = step.work else { return .unchanged }
            return try MachineWork(
                context: context, step: step, memory: memory, images: images, stopped: stopped, observe: observe
            ).perform(task)
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
}
