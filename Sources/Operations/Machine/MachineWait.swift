import Delivery
import HTTP
import Host
import Kubernetes
import Synchronization
import Values

/// Waits for containers, and says what for.
final class MachineWait: Sendable {
    let context: MachineContext
    let step: UpStep
    let stopped: StopMark
    let observe: @Sendable (UpEvent) -> Void

    /// When the container was started, each time that was seen.
    private let starts = Mutex<Set<Int64>>([])

    init(
        context: MachineContext, step: UpStep, stopped: StopMark, observe: @escaping @Sendable (UpEvent) -> Void
    ) {
        self.context = context
        self.step = step
        self.stopped = stopped
        self.observe = observe
    }

    /// How long nothing is asked. Without root a question over the network is a process, which takes time from what it waits for.
    private var pause: Int { context.inner == nil ? 200 : 1000 }
    /// As often a container may end and be started again before nobody waits any longer.
    private static let patience = 5

    /// Waits until a unit runs and answers.
    func untilReady(_ unit: MachineUnit, at state: MachineState) throws {
        if let readiness = unit.readiness { return try until(unit, at: state, readiness) }
        // What ends at once was never ready, and what ended has to show that it stays.
        try loop(unit) { elapsed in
            let seen = try look(unit.name)
            guard let seen, seen.isRunning else { return sentence(seen) }
            if starts.withLock({ $0.count }) > 1 {
                return context.clock.now() - seen.startedAt < 10 ? "it ended, and was started again" : nil
            }
            return elapsed < 1500 ? "it was just started" : nil
        }
    }

    /// Waits until something is so.
    func until(_ unit: MachineUnit, at state: MachineState, _ readiness: MachineReadiness) throws {
        try loop(unit) { _ in
            guard let problem = try MachineProbe(context).problem(readiness, of: unit, at: state) else { return nil }
            let seen = try look(unit.name)
            return seen?.isRunning == true ? problem : sentence(seen)
        }
    }

    /// Waits until a job has come to its end.
    func untilDone(_ unit: MachineUnit) throws {
        try loop(unit) { _ in
            guard let seen = try look(unit.name) else { return "it is not there" }
            if seen.isDone { return nil }
            return sentence(seen)
        }
    }

    /// Asks again and again, until nothing is in the way.
    private func loop(_ unit: MachineUnit, _ problem: (_ elapsed: Int64) throws -> String?) throws {
        let start = context.clock.monotonicMilliseconds()
        var last: String?
        var failures = 0
        while true {
            try stopped.check()
            let elapsed = context.clock.monotonicMilliseconds() - start
            guard let sentence = try problem(elapsed) else { return }
            if sentence != last { observe(.waiting(step, [WaitReason(Self.reference(unit), sentence)])) }
            last = sentence
            // A job that failed for good is not waited for; nor is what ends again and again.
            failures = sentence.hasPrefix("it ended") ? failures + 1 : 0
            let ends = starts.withLock { $0.count } - 1
            if failures >= (unit.isJob ? 20 : 150) || (!unit.isJob && ends > Self.patience) {
                throw failure(
                    of: unit, container: unit.name, ends > Self.patience ? "it ended \(ends) times" : sentence,
                    after: Int(elapsed / 1000))
            }
            if elapsed >= Int64(context.patienceSeconds) * 1000 {
                throw failure(of: unit, container: unit.name, sentence, after: Int(elapsed / 1000))
            }
            try Pause.wait(milliseconds: pause)
        }
    }

    /// What a person is told of a unit that did not come up.
    func failure(of unit: MachineUnit, container: String, _ sentence: String, after seconds: Int = 0) -> GateFailure {
        let reference = Self.reference(unit)
        let log = (try? context.podman.ask(["logs", "--tail", "30", container])).map { $0.stdout + $0.stderr } ?? []
        let lines = LogText.lines(String(decoding: log.suffix(64 << 10), as: UTF8.self), secrets: context.secrets)
        return GateFailure(
            reasons: [WaitReason(reference, sentence, isFailure: true)], seconds: seconds,
            blockers: [Reason(object: reference, state: ReadinessState(.failed, sentence), logLines: lines)],
            member: unit.component)
    }

    private func look(_ name: String) throws -> MachineState.Container? {
        let seen = MachineState.containers(
            try context.podman.json(["ps", "--all", "--filter", "name=^\(name)$", "--format", "json"]))[name]
        if let seen, seen.startedAt > 0 { _ = starts.withLock { $0.insert(seen.startedAt) } }
        return seen
    }

    private func sentence(_ seen: MachineState.Container?) -> String {
        guard let seen else { return "it is not there" }
        switch seen.state {
        case "exited", "stopped": return "it ended with status \(seen.exitCode)"
        case "running": return "it runs"
        default: return "it is \(seen.state)"
        }
    }

    static func reference(_ unit: MachineUnit) -> ObjectReference {
        let kind = unit.workload.split(separator: "/").first.map(String.init) ?? "Pod"
        return ObjectReference("v1", kind, namespace: unit.namespace, name: unit.hostname)
    }
}

/// Asks a container whether it answers.
struct MachineProbe {
    private let context: MachineContext
    init(_ context: MachineContext) { self.context = context }

    /// What keeps a unit from being ready; nil if it answers, or if there is nothing to ask.
    func problem(of unit: MachineUnit, at state: MachineState) throws -> String? {
        try unit.readiness.flatMap { try problem($0, of: unit, at: state) }
    }

    /// What is in the way; nil if it answers.
    func problem(_ readiness: MachineReadiness, of unit: MachineUnit, at state: MachineState) throws -> String? {
        let address = unit.attachments.compactMap { state.address($0) }.first ?? ""
        switch readiness {
        case .command(let words):
            let result = try context.podman.ask(["exec", unit.name] + words, seconds: 30)
            return result.succeeded ? nil : "its readiness command ends with status \(result.status)"
        case .tcp(let port): return try connection(address, port)
        case .http(_, let port, isTLS: true): return try connection(address, port)
        case .http(let path, let port, isTLS: false):
            let url = "http://\(address):\(port)" + (path.hasPrefix("/") ? path : "/" + path)
            do {
                let answer = try context.transport.send(
                    HTTPRequest("GET", url, timeoutMilliseconds: 5000, bodyLimit: 4 << 20))
                return answer.status < 400 ? nil : "\(path) answers with status \(answer.status)"
            } catch let failure as HTTPFailure {
                return "port \(port) does not answer: \(failure.kind.rawValue)"
            }
        }
    }

    private func connection(_ address: String, _ port: Int) throws -> String? {
        let problem = "port \(port) does not answer"
        if let inner = context.inner { return try inner.connects(address, port) ? nil : problem }
        do {
            _ = try Socket(host: address, port: port, milliseconds: 2000)
            return nil
        } catch is SocketFailure {
            return problem
        }
    }
}
