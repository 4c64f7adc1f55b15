import Crypto
import Delivery
import Host
public import Kubernetes

/// Starting, stopping and reading single parts of a platform on one machine.
public struct MachineControl: Sendable {
    private let context: MachineContext

    /// Control over a platform.
    ///
    /// - Parameter context: the platform on the machine.
    public init(_ context: MachineContext) { self.context = context }

    /// Starts a component's containers again, one after the other, and waits for each.
    ///
    /// - Parameters:
    ///   - component: the component.
    ///   - observe: told what happens.
    /// - Returns: how many containers were started again.
    /// - Throws: ``PodmanFailure``, `GateFailure`, `Interrupted`.
    public func restart(_ component: String, observe: @escaping @Sendable (UpEvent) -> Void) throws -> Int {
        let lane = context.plan.units(of: component).filter { !$0.isJob }.map {
            UpStep(id: $0.name, title: $0.workload, member: component, work: .machine(.unit($0.name)))
        }
        let phase = UpPhase(title: "restart", wave: nil, lanes: [lane])
        let state = try MachineState.read(context.podman, platform: context.plan.platform)
        return try PhaseRun([phase], clock: context.clock, observe: observe).run { step, stopped, observe in
            guard let unit = context.plan.units.first(where: { $0.name == step.id }) else { return .unchanged }
            try context.podman.run(["restart", "--time", "10", unit.name])
            try MachineWait(context: context, step: step, stopped: stopped, observe: observe).untilReady(
                unit, at: state)
            return .changed(1)
        }
    }

    /// What a component's containers wrote, each line with its container where there are several; values of the store are masked.
    ///
    /// - Parameters:
    ///   - component: the component.
    ///   - lines: how many lines of each container.
    /// - Throws: ``PodmanFailure``; `Interrupted`.
    public func logs(_ component: String, lines: Int) throws -> [String] {
        let units = context.plan.units(of: component)
        let present = try MachineState.read(context.podman, platform: context.plan.platform)
        return try units.filter { present.containers[$0.name] != nil }.flatMap { unit -> [String] in
            let result = try context.podman.ask(["logs", "--tail", "\(lines)", unit.name])
            let masked = LogText.withoutSecrets(result.stdout + result.stderr, context.secrets)
            return masked.split(separator: UInt8(ascii: "\n")).map {
                (units.count > 1 ? "\(unit.workload)  " : "") + String(decoding: $0, as: UTF8.self)
            }
        }
    }

    /// Where the names of the platform's Services are reached from this machine, for ``DirectExchanger``.
    ///
    /// - Throws: ``PodmanFailure``; `Interrupted`.
    public func addresses() throws -> [AddressRule] {
        let state = try MachineState.read(context.podman, platform: context.plan.platform)
        var places: [String: String] = [:]
        for host in context.plan.units.flatMap(\.hosts) where host.name.contains(".") {
            if places[host.name] == nil { places[host.name] = state.address(host.place) }
        }
        return places.sorted { $0.key < $1.key }.compactMap { AddressRule("\($0.key)=\($0.value)") }
    }

    /// The last lines of what each container of a component wrote, as `why` shows them.
    ///
    /// - Parameter component: the component.
    public func reasons(_ component: String) throws -> [Reason] {
        let state = try MachineState.read(context.podman, platform: context.plan.platform)
        return try context.plan.units(of: component).compactMap { unit in
            let result = try MachineJudgement(context, state).status(unit)
            guard !result.state.isWell else { return nil }
            let log =
                state.containers[unit.name] == nil
                ? [] : try context.podman.ask(["logs", "--tail", "30", unit.name]).both
            return Reason(
                object: MachineWait.reference(unit), state: ReadinessState(.failed, result.sentence),
                logLines: LogText.lines(String(decoding: log.suffix(64 << 10), as: UTF8.self), secrets: context.secrets)
            )
        }
    }
}

extension ProcessResult {
    /// Both outputs, one after the other.
    var both: [UInt8] { stdout + stderr }
}
