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

    /// Starts a component's containers again, side by side: no edge leads between them. Waits for each.
    ///
    /// - Parameters:
    ///   - component: the component.
    ///   - observe: told what happens.
    /// - Returns: how many containers were started again.
    /// - Throws: ``PodmanFailure``, `GateFailure`, `Interrupted`.
    public func restart(_ component: String, observe: @escaping @Sendable (UpEvent) -> Void) throws -> Int {
        let lanes = context.plan.units(of: component).filter { !$0.isJob }.map {
            [UpStep(id: $0.name, title: $0.workload, member: component, work: .machine(.unit($0.name)))]
        }
        let phase = UpPhase(title: "restart", wave: nil, lanes: lanes)
        let state = try MachineState.read(context.podman, platform: context.plan.platform)
        return try PhaseRun([phase], clock: context.clock, observe: observe).run { step, stopped, observe in
            guard let unit = context.plan.units.first(where: { $0.name == step.id }) else { return .unchanged }
            try context.podman.run(["restart", "--time", "10", unit.name])
            try MachineWait(context: context, step: step, stopped: stopped, observe: observe).untilReady(
                unit, at: state)
            return .changed(1)
        }
    }

    /// What a component's containers wrote; values of the store are masked.
    ///
    /// - Parameters:
    ///   - component: the component.
    ///   - request: what is asked for.
    ///   - write: gets each line, from several threads if several containers are followed.
    /// - Throws: ``PodmanFailure``; `Interrupted`; what `write` throws.
    public func logs(
        _ component: String, _ request: LogRequest, write: @escaping @Sendable (LogLine) throws -> Void
    ) throws {
        let present = try MachineState.read(context.podman, platform: context.plan.platform)
        let units = context.plan.units(of: component).filter { present.containers[$0.name] != nil }
        let secrets = LogFeed.maskable(context.secrets)
        var words = ["logs", "--tail", "\(request.lines)"]
        if request.follows { words.append("--follow") }
        if let seconds = request.sinceSeconds { words += ["--since", "\(seconds)s"] }
        let arguments = words
        let results = Parallel.map(units, limit: request.follows ? units.count : 1) { unit in
            var feed = LogFeed(unit.workload, secrets: secrets, write)
            let result = try context.podman.stream(
                arguments + [unit.name], joinsErrors: true, seconds: request.follows ? LogRequest.forever : 600
            ) { try feed.take($0) }
            try feed.end()
            guard result.succeeded else { throw PodmanFailure(arguments, result) }
        }
        for result in results { try result.get() }
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
