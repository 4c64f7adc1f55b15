import Host
import Values

/// Taking a lock: look, wait, take.
struct LeaseAttempt {
    /// How often a write of which nobody knows whether it arrived is looked after.
    private static let doubts = 3

    let store: any LeaseStore
    let reference: ObjectReference
    let identity: String
    let timing: ClusterLease.Timing
    let clock: Clock
    let pause: @Sendable (Int) throws -> Void

    /// Takes it.
    ///
    /// - Returns: the record, and when the request that took it was sent, by the monotonic clock.
    func take(waiting: (LeaseHolder) -> Void) throws -> (record: LeaseRecord, sentAt: Int64) {
        var observation = LeaseObservation()
        var doubts = 0
        var isTold = false
        var sentAt = clock.monotonicMilliseconds()
        while true {
            try Interrupt.check()
            let found = try store.read(reference).map(LeaseRecord.init)
            // Our own: a write that arrived although its answer did not.
            if let found, found.isHeld(by: identity) { return (found, sentAt) }
            if let found, !isFree(found) {
                switch observation.look(at: found, now: clock.monotonicMilliseconds()) {
                case .alive: throw held(found)
                case .unknown:
                    if !isTold { waiting(LeaseHolder(found)) }
                    isTold = true
                    try pause(timing.lookMilliseconds)
                    continue
                case .over: break
                }
            }
            let wanted = (found ?? LeaseRecord(reference: reference)).taken(
                by: identity, process: ProcessMark.mine()?.text ?? "", seconds: timing.seconds, now: clock.now())
            sentAt = clock.monotonicMilliseconds()
            do {
                return (LeaseRecord(try found == nil ? store.make(wanted.object) : store.change(wanted.object)), sentAt)
            } catch let failure as KubernetesFailure {
                switch failure.kind {
                case .conflict, .alreadyExists: continue
                case .unreachable, .timeout, .server:
                    doubts += 1
                    if doubts >= Self.doubts { throw failure }
                    try pause(timing.lookMilliseconds)
                default: throw failure
                }
            }
        }
    }

    private func isFree(_ record: LeaseRecord) -> Bool {
        record.holder == nil || record.process.flatMap { ProcessMark($0) }?.isDead ?? false
    }

    private func held(_ record: LeaseRecord) -> KubernetesFailure {
        let holder = LeaseHolder(record)
        let since = holder.since.map { ", since \($0) by its clock" } ?? ""
        return KubernetesFailure(
            .conflict, "\(holder.description) works on this platform\(since)", object: reference,
            hint: "wait until it is done, or stop it there; after its end the lock is free within \(record.seconds) s")
    }
}
