import Glibc
import Host
import Synchronization
import Values

/// Keeps a lock: gives signs of life on a thread of its own, notices its loss, gives it back.
final class LeaseRenewal: Sendable {
    private struct State {
        var record: LeaseRecord
        var isReleased = false
    }

    private let store: any LeaseStore
    private let reference: ObjectReference
    private let identity: String
    private let timing: ClusterLease.Timing
    private let clock: Clock
    // Held over requests: renewing and giving back must not meet.
    private let state: Mutex<State>
    private let found = Mutex<String?>(nil)
    private let lastSent: Atomic<Int64>
    private let isEnding = Atomic<Bool>(false)

    init(
        store: any LeaseStore, reference: ObjectReference, identity: String, timing: ClusterLease.Timing, clock: Clock,
        record: LeaseRecord, sentAt: Int64
    ) {
        self.store = store
        self.reference = reference
        self.identity = identity
        self.timing = timing
        self.clock = clock
        state = Mutex(State(record: record))
        lastSent = Atomic(sentAt)
    }

    /// Why it is held no longer; nil while it is.
    var loss: String? {
        if let text = found.withLock({ $0 }) { return text }
        if isEnding.load(ordering: .relaxed) { return nil }
        // Three quarters: what is begun now must be done before others may begin. Counted from when the last
        // sign of life was sent, which is before anybody can have seen it.
        let silence = clock.monotonicMilliseconds() - lastSent.load(ordering: .relaxed)
        guard silence >= timing.seconds * 750 else { return nil }
        return
            "the cluster has taken no sign of life for \(silence / 1000) s, so others may take the lock of this platform"
    }

    /// Starts the thread, which ends with the lock.
    func start() {
        Self.detach { [self] in
            var due = timing.renewMilliseconds
            var last = clock.monotonicMilliseconds()
            var lastWall = clock.now()
            while !isEnding.load(ordering: .relaxed), found.withLock({ $0 }) == nil, !Interrupt.isRequested {
                usleep(100_000)
                let (now, wall) = (clock.monotonicMilliseconds(), clock.now())
                due -= now - last
                // The monotonic clock stands still while a laptop sleeps; a jump of the other says that it did (clock_gettime(2)).
                if abs((wall - lastWall) * 1000 - (now - last)) > 5000 { due = 0 }
                (last, lastWall) = (now, wall)
                guard due <= 0 else { continue }
                due = renew() ? timing.renewMilliseconds : min(timing.renewMilliseconds, 3000)
            }
        }
    }

    /// Gives a sign of life.
    ///
    /// - Returns: whether the cluster took it.
    @discardableResult
    func renew() -> Bool {
        state.withLock { state in
            for _ in 0..<3 where !state.isReleased {
                let sent = clock.monotonicMilliseconds()
                do {
                    state.record = LeaseRecord(try store.change(state.record.renewed(now: clock.now()).object))
                    lastSent.store(sent, ordering: .relaxed)
                    return true
                } catch let failure as KubernetesFailure where failure.kind == .conflict || failure.kind == .notFound {
                    guard readAgain(&state) else { return false }
                } catch {
                    return false
                }
            }
            return false
        }
    }

    /// Gives it back.
    @discardableResult
    func release() -> Bool {
        isEnding.store(true, ordering: .relaxed)
        return state.withLock { state in
            for _ in 0..<3 where !state.isReleased && found.withLock({ $0 }) == nil {
                do {
                    _ = try store.changeLast(state.record.released(now: clock.now()).object)
                    state.isReleased = true
                } catch let failure as KubernetesFailure where failure.kind == .conflict {
                    guard readAgain(&state) else { break }
                } catch {
                    break
                }
            }
            return state.isReleased
        }
    }

    // Somebody changed the object: perhaps only a label, perhaps the holder.
    private func readAgain(_ state: inout State) -> Bool {
        let answer: Node?
        do { answer = try store.read(reference) } catch { return false }
        guard let answer else {
            lose("somebody removed the lock of this platform")
            return false
        }
        let record = LeaseRecord(answer)
        guard record.isHeld(by: identity) else {
            let holder = LeaseHolder(record)
            lose(
                holder.identity.isEmpty
                    ? "somebody took the lock of this platform away"
                    : "\(holder.description) has taken the lock of this platform")
            return false
        }
        state.record = record
        return true
    }

    private func lose(_ text: String) {
        found.withLock { $0 = $0 ?? text }
    }

    private final class Body: Sendable {
        let run: @Sendable () -> Void
        init(_ run: @escaping @Sendable () -> Void) { self.run = run }
    }

    // Without a thread there are no signs of life, and `loss` says so in time.
    private static func detach(_ run: @escaping @Sendable () -> Void) {
        let body = Unmanaged.passRetained(Body(run))
        var identifier = pthread_t()
        let number = pthread_create(
            &identifier, nil,
            { raw in
                if let raw { Unmanaged<Body>.fromOpaque(raw).takeRetainedValue().run() }
                return nil
            }, body.toOpaque())
        if number == 0 {
            pthread_detach(identifier)
        } else {
            body.release()
        }
    }
}
