import Crypto
import Helm
import Host
import Kubernetes
import Synchronization
import Values

/// Waits, and says for what: every look ends with the reasons why it is not over yet.
struct Waiting {
    let context: UpContext
    let step: UpStep
    let stopped: StopMark
    let observe: @Sendable (UpEvent) -> Void

    /// Waits until there are no reasons any more.
    ///
    /// - Parameter reasons: what is not there yet.
    /// - Throws: `GateFailure` after the context's patience; `Interrupted`; what `reasons` throws and waiting does not cure.
    func until(_ reasons: () throws -> [WaitReason]) throws {
        let start = context.clock.monotonicMilliseconds()
        var last: [WaitReason] = []
        while true {
            try stopped.check()
            var current: [WaitReason]
            do {
                current = try reasons()
                if current.isEmpty { return }
            } catch let failure as KubernetesFailure where failure.mayPass {
                current = [reason(failure)]
            }
            if current != last {
                observe(.waiting(step, current))
                last = current
            }
            let elapsed = context.clock.monotonicMilliseconds() - start
            guard elapsed < Int64(context.patienceSeconds) * 1000 else {
                throw GateFailure(
                    reasons: current, seconds: Int(elapsed / 1000), blockers: try blockers(of: current),
                    member: step.member)
            }
            try Pause.wait(milliseconds: context.lookMilliseconds)
        }
    }

    /// The chains down to what blocks, of the first objects that are waited for.
    private func blockers(of reasons: [WaitReason]) throws -> [Reason] {
        let blocker = Blocker(context.cluster, clock: context.clock, secrets: context.secrets)
        var chains: [Reason] = []
        for reason in reasons.prefix(3) where !reason.reference.apiVersion.isEmpty {
            do {
                for link in try blocker.why(reason.reference)
                where !chains.contains(where: { $0.object == link.object }) {
                    chains.append(link)
                }
            } catch let interrupted as Interrupted {
                throw interrupted
            } catch {
                // The reasons themselves are told in any case.
                continue
            }
        }
        return chains
    }

    /// Waits until objects are ready.
    func untilReady(_ references: [ObjectReference]) throws {
        try until {
            try references.compactMap { reference in
                guard let live = try context.cluster.get(reference) else {
                    return WaitReason(reference, "it is not there yet")
                }
                let state = Readiness.of(live, now: context.clock.now())
                return state.isReady || state.level == .unknown
                    ? nil : WaitReason(reference, state.sentence, isFailure: state.level == .failed)
            }
        }
    }

    /// Waits until an object that is being removed is gone.
    func untilGone(_ reference: ObjectReference) throws {
        try until {
            guard let live = try context.cluster.get(reference), live.at("metadata", "deletionTimestamp")?.string != nil
            else { return [] }
            return [WaitReason(reference, Readiness.of(live, now: context.clock.now()).sentence)]
        }
    }

    /// Does something that may be done again until the server takes it, for as long as an outage is borne.
    func patiently<Result>(_ body: () throws -> Result) throws -> Result {
        let start = context.clock.monotonicMilliseconds()
        var pause = 250
        var last: WaitReason?
        while true {
            try stopped.check()
            do { return try body() } catch {
                guard let reason = reason(of: error),
                    context.clock.monotonicMilliseconds() - start < Int64(context.outageSeconds) * 1000
                else { throw error }
                if (error as? KubernetesFailure)?.kind == .notServed { context.cluster.forgetResources() }
                if reason != last { observe(.waiting(step, [reason])) }
                last = reason
            }
            try Pause.wait(milliseconds: pause)
            pause = min(pause * 2, 5000)
        }
    }

    private func reason(of error: any Error) -> WaitReason? {
        if let failure = error as? KubernetesFailure { return failure.mayPass ? reason(failure) : nil }
        if let failure = error as? HelmFailure, context.renewsCredentials(after: failure) || failure.mayPass {
            return WaitReason(ObjectReference("", "Helm", name: step.title), failure.message)
        }
        return nil
    }

    private func reason(_ failure: KubernetesFailure) -> WaitReason {
        WaitReason(
            failure.object ?? ObjectReference("", "API server", name: context.cluster.access.server), failure.message)
    }
}

extension KubernetesFailure {
    /// Whether waiting may cure it: nobody answers, or what is asked for is not there yet.
    var mayPass: Bool {
        switch kind {
        // A full store stays full until somebody makes room.
        case .server: !message.contains("database space exceeded")
        case .unreachable, .notServed, .tooManyRequests, .timeout, .malformed, .expired: true
        // The webhook's pods may still be on their way; one that says no says it again.
        case .webhook: !message.contains("denied the request")
        // Somebody else wrote at the same moment. Without a status it is our own refusal.
        case .conflict: status == 409
        case .forbidden: causes.contains { $0.reason == "NamespaceTerminating" } || message.contains("being terminated")
        // An object in a namespace that comes in a moment.
        case .notFound: true
        case .access, .unauthenticated, .alreadyExists, .invalid: false
        }
    }
}

extension UpContext {
    /// Whether a call of Helm's library failed because its credentials ended, and there are newer ones. Our own requests see to that themselves.
    func renewsCredentials(after failure: HelmFailure) -> Bool {
        let words = ["provide credentials", "Unauthorized"]
        return words.contains { failure.message.contains($0) } && cluster.access.credentials?.refused() ?? false
    }
}

extension HelmFailure {
    /// Whether waiting may cure it. Helm hands on the words of client-go, so words are all there is to go by.
    var mayPass: Bool {
        guard kind == .kube || kind == .release || kind == .storage || kind == .timeout else { return false }
        if message.contains("provide credentials") || message.contains("denied the request")
            || message.contains("database space exceeded")
        {
            return false
        }
        return [
            "connection refused", "connection reset", "i/o timeout", "TLS handshake timeout", "EOF", "no route to host",
            "http2: ",
            "context deadline exceeded", "failed calling webhook", "no matches for kind",
            "ensure CRDs are installed first",
            "too many requests", "the server is currently unable", "ServiceUnavailable", "Service Unavailable",
            "etcdserver: request timed out",
            "etcdserver: leader changed", "being terminated", "object has been modified",
            "the server was unable to return a response",
            "Internal error occurred", "server could not find the requested resource", "an error on the server",
            "unreachable",
        ].contains { message.contains($0) }
    }
}

/// Whether a neighbour's lane failed: then nobody waits any longer.
final class StopMark: Sendable {
    private let mark = Atomic<Bool>(false)
    var isSet: Bool { mark.load(ordering: .relaxed) }
    func set() { mark.store(true, ordering: .relaxed) }
    func check() throws { if isSet { throw NeighbourFailed() } }
}

/// Thrown in a lane because another one failed. It is told to nobody.
struct NeighbourFailed: Error {}
