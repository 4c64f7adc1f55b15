import Crypto
import HTTP
import Host
import Kubernetes
import Synchronization
import Values

/// Follows the containers of a component, those that come later too: every few seconds it is looked which there are.
///
/// It ends when somebody asks to stop, or when all containers have ended and nothing is left that could bring more.
final class LogPursuit: Sendable {
    /// A container since it was started the last time: after the next start it is followed anew.
    private struct Start: Hashable {
        let source: LogSource
        let pod: String
        let restarts: Int64
    }

    /// A connection that broke.
    private struct Break {
        /// From when on nothing was shown: seconds since 1970.
        var moment: Int64
        /// How often in a row nothing came at all.
        var failures: Int
    }

    private struct State {
        /// What is followed, or was to its end.
        var known: Set<Start> = []
        /// Connections that broke.
        var broken: [Start: Break] = [:]
        /// What has been told already.
        var told: Set<String> = []
        var active = 0
        var failure: (any Error)?
    }

    /// The most containers that are followed at the same time: each has a thread and a connection.
    static let most = 64
    /// What comes later is shown from its first line on, as far as the kubelet keeps it.
    private static let everything = 1_000_000
    /// As often in a row a connection may come to nothing.
    private static let patience = 5

    private let cluster: Cluster
    private let request: LogRequest
    private let secrets: [SecretBytes]
    private let clock: Clock
    private let note: @Sendable (String) -> Void
    private let write: @Sendable (LogLine) throws -> Void
    private let state = Mutex(State())

    init(
        _ cluster: Cluster, _ request: LogRequest, secrets: [SecretBytes], clock: Clock,
        note: @escaping @Sendable (String) -> Void, write: @escaping @Sendable (LogLine) throws -> Void
    ) {
        self.cluster = cluster
        self.request = request
        self.secrets = secrets
        self.clock = clock
        self.note = note
        self.write = write
    }

    /// Follows.
    ///
    /// - Parameters:
    ///   - pause: how long is waited before the next look, in milliseconds.
    ///   - look: looks what there is.
    func run(every pause: Int, _ look: () throws -> ComponentObjects) throws {
        var isFirst = true
        while true {
            var couldCome = true
            do {
                let found = try look()
                couldCome =
                    found.pods.contains { !["Succeeded", "Failed"].contains($0.at("status", "phase")?.string) }
                    || found.workloads.contains { $0["kind"]?.string != "Job" }
                for start in found.pods.flatMap(Self.starts) { begin(start, isFirst: isFirst) }
                if found.pods.isEmpty { tell("there are no pods" + (couldCome ? " yet" : "")) }
            } catch let failure as KubernetesFailure where !isFirst && Self.passes(failure) {
                tell("\(failure.message); what is followed goes on")
            }
            isFirst = false
            try Pause.wait(milliseconds: pause)
            let (active, failure) = state.withLock { ($0.active, $0.failure) }
            if let failure { throw failure }
            if active == 0, !couldCome { return }
        }
    }

    /// The containers of a pod, each with the number of its start.
    private static func starts(of pod: Node) -> [Start] {
        let statuses =
            (pod.at("status", "containerStatuses")?.list ?? [])
            + (pod.at("status", "initContainerStatuses")?.list ?? [])
        return LogSource.of(pod).map { source in
            let status = statuses.first { $0["name"]?.string == source.container }
            return Start(
                source: source, pod: pod.at("metadata", "uid")?.string ?? "",
                restarts: status?["restartCount"]?.integer ?? 0)
        }
    }

    private func begin(_ start: Start, isFirst: Bool) {
        let since = state.withLock { state -> Int64?? in
            guard !state.known.contains(start), state.active < Self.most else { return nil }
            state.known.insert(start)
            state.active += 1
            return .some(state.broken[start]?.moment)
        }
        guard let since else {
            if state.withLock({ !$0.known.contains(start) }) {
                tell("\(Self.most) containers are followed, and no more than that: \(start.source) is not")
            }
            return
        }
        var request = request
        if since != nil || !isFirst {
            request.lines = Self.everything
            request.sinceSeconds = since.map { Int(max(clock.now() - $0, 1)) }
        }
        let asked = request
        Parallel.begin { self.follow(start, asked) }
    }

    private func follow(_ start: Start, _ request: LogRequest) {
        let source = start.source
        var failure: (any Error)?
        var isBroken = false
        var hasCome = false
        do {
            var feed = LogFeed(source.description, secrets: secrets, write)
            do {
                try cluster.streamLogs(
                    namespace: source.namespace, pod: source.pod, container: source.container, lines: request.lines,
                    sinceSeconds: request.sinceSeconds, follows: true
                ) { piece in
                    hasCome = true
                    try feed.take(piece)
                    return state.withLock { $0.failure == nil } ? .more : .enough
                }
            } catch let broken as KubernetesFailure where Self.passes(broken) {
                let failures = state.withLock { $0.broken[start]?.failures ?? 0 }
                guard hasCome || failures < Self.patience else { throw broken }
                isBroken = true
                tell("\(source): \(broken.message); it is tried again")
            }
            try feed.end()
        } catch let refusal as KubernetesFailure where refusal.kind == .invalid {
            // It has not begun yet: the next look tries again, from its first line on.
            tell("\(source): \(refusal.message)")
            state.withLock { _ = $0.known.remove(start) }
        } catch let refusal as KubernetesFailure where refusal.kind == .notFound {
            tell("\(source): \(refusal.message)")
        } catch {
            failure = error
        }
        state.withLock { state in
            state.active -= 1
            if isBroken {
                state.known.remove(start)
                let failures = hasCome ? 1 : (state.broken[start]?.failures ?? 0) + 1
                let moment = hasCome ? clock.now() : state.broken[start]?.moment ?? clock.now()
                state.broken[start] = Break(moment: moment, failures: failures)
            }
            if state.failure == nil { state.failure = failure }
        }
    }

    /// Says something, once.
    private func tell(_ text: String) {
        if state.withLock({ $0.told.insert(text).inserted }) { note(text) }
    }

    /// Whether waiting may cure it.
    private static func passes(_ failure: KubernetesFailure) -> Bool {
        [.unreachable, .timeout, .tooManyRequests, .server].contains(failure.kind)
    }
}
