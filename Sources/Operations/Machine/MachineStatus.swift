import Delivery
import Host
import Kubernetes
import Platform
import Values

extension PlatformStatus {
    /// Looks at one machine.
    ///
    /// - Parameters:
    ///   - desired: what the platform is to have.
    ///   - context: the platform on the machine.
    /// - Throws: ``PodmanFailure``; `Interrupted`.
    public static func read(desired: DesiredPlatform, context: MachineContext) throws -> PlatformStatus {
        let plan = context.plan
        let state = try MachineState.read(context.podman, platform: plan.platform)
        let memory =
            state.containers.values.contains(where: \.isRunning) ? try MachineMemoryUse.read(context.podman) : [:]
        let units = Parallel.map(plan.units, limit: 16) { unit in
            try MachineJudgement(context, state).status(unit)
        }
        var judged: [String: MachineJudgement.Result] = [:]
        for (unit, result) in zip(plan.units, units) { judged[unit.name] = try result.get() }
        let components = desired.members.map { member -> ComponentStatus in
            let own = plan.units(of: member.name)
            let results = own.compactMap { judged[$0.name] }
            var status = ComponentStatus(
                name: member.name, title: member.title, namespace: member.namespace, wave: member.wave,
                state: MachineJudgement.whole(results.map(\.state)))
            status.problems = zip(own, results).compactMap { unit, result in
                result.state.isWell
                    ? nil
                    : .init(
                        reference: MachineWait.reference(unit), state: result.state, sentence: result.sentence,
                        since: result.since)
            }
            status.workloads = .init(ready: results.count { $0.state.isWell }, desired: own.count)
            let pods = own.filter { !$0.isJob }
            status.pods = .init(
                ready: pods.count { judged[$0.name]?.state.isWell == true }, desired: pods.count)
            status.since = results.compactMap(\.since).max()
            let uses = pods.compactMap { memory[$0.name] }
            status.why = status.problems.first?.sentence
            if status.state == .ready, !uses.isEmpty { status.why = "uses " + uses.joined(separator: " and ") }
            status.waitsFor = member.waitsFor.filter { !$0.late }.map(\.to)
            return status
        }
        let ready = Set(components.filter(\.state.isWell).map(\.name))
        let connected = components.map { component in
            var copy = component
            copy.waitsFor = component.state.isWell ? [] : component.waitsFor.filter { !ready.contains($0) }
            return copy
        }
        return PlatformStatus(
            platform: plan.platform, engine: desired.engine, ground: MachineJudgement.ground(plan, state),
            components: connected, unseen: [], checkedAt: context.clock.now())
    }
}

/// What of a unit can be told from its container.
struct MachineJudgement {
    /// The answer.
    struct Result {
        var state: ComponentStatus.State
        var sentence = ""
        var since: Int64?
    }

    private let context: MachineContext
    private let state: MachineState

    init(_ context: MachineContext, _ state: MachineState) {
        self.context = context
        self.state = state
    }

    func status(_ unit: MachineUnit) throws -> Result {
        guard let seen = state.containers[unit.name] else {
            return Result(state: .missing, sentence: "it is not there")
        }
        let since = seen.startedAt > 0 ? seen.startedAt : nil
        if unit.isJob {
            if seen.isRunning { return Result(state: .progressing, sentence: "it is at work", since: since) }
            return seen.isDone
                ? Result(state: .ready, since: since)
                : Result(state: .failed, sentence: "it ended with status \(seen.exitCode)", since: since)
        }
        guard seen.isRunning else {
            let sentence = seen.state == "exited" ? "it ended with status \(seen.exitCode)" : "it is \(seen.state)"
            return Result(state: .failed, sentence: sentence, since: since)
        }
        let problem = try MachineProbe(context).problem(of: unit, at: state)
        return Result(state: problem == nil ? .ready : .progressing, sentence: problem ?? "", since: since)
    }

    /// How a component does whose parts do so.
    static func whole(_ states: [ComponentStatus.State]) -> ComponentStatus.State {
        if states.isEmpty { return .none }
        if states.allSatisfy(\.isWell) { return .ready }
        if states.allSatisfy({ $0 == .missing }) { return .missing }
        return states.contains(.failed) ? .failed : .progressing
    }

    /// Networks and volumes.
    static func ground(_ plan: MachinePlan, _ state: MachineState) -> ComponentStatus {
        let networks = plan.networks.filter { state.networks[$0.name] == nil }.map(\.name)
        let volumes = plan.volumes.filter { state.volumes[$0.name] == nil }.map(\.name)
        let all = plan.networks.count + plan.volumes.count
        let missing = networks.count + volumes.count
        var status = ComponentStatus(
            name: "ground", title: "Networks and volumes", namespace: "",
            state: missing == 0 ? .ready : missing == all ? .missing : .progressing)
        status.objects = .init(ready: all - missing, desired: all)
        if let first = (networks + volumes).first { status.why = "\(first) is not there" }
        return status
    }
}

/// Memory that containers use.
enum MachineMemoryUse {
    /// The use of each running container, in Podman's words, such as `294.9kB`; nothing where Podman does not know.
    static func read(_ podman: Podman) throws -> [String: String] {
        // Without root and with cgroups of version 1 it counts nothing, and says so with an error.
        let result = try podman.ask(["stats", "--no-stream", "--format", "json"])
        guard result.succeeded, let node = try? JSON.parse(result.stdout, file: "podman") else { return [:] }
        return uses(node)
    }

    /// Reads what `podman stats --format json` writes.
    static func uses(_ node: Node) -> [String: String] {
        var result: [String: String] = [:]
        for entry in node.list ?? [] {
            guard let name = entry["name"]?.string, let text = entry["mem_usage"]?.string else { continue }
            result[name] = String(text.prefix { $0 != "/" }).split(separator: " ").joined()
        }
        return result
    }
}
