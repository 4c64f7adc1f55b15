public import HTTP
import Host
import Synchronization

extension Cluster {
    /// Follows changes until `body` has enough or the time is over. Cut connections are taken up again where they were; bookmarks
    /// move the place; an expired history (410) is told as `.restarted` with a new list.
    ///
    /// - Parameters:
    ///   - type: the kind.
    ///   - namespace: only this namespace.
    ///   - labels: a label selector.
    ///   - fields: a field selector.
    ///   - resourceVersion: where to begin, from a list; nil: everything that is there is told as `.added` first.
    ///   - timeoutSeconds: when to end.
    ///   - body: gets each event; what it throws ends the watch and is thrown here.
    /// - Throws: `KubernetesFailure` for what trying again does not mend, and for a server that is away when the time is over; `Interrupted`.
    public func watch(
        _ type: ResourceType, namespace: String? = nil, labels: String? = nil, fields: String? = nil,
        from resourceVersion: String? = nil, timeoutSeconds: Int,
        body: (WatchEvent) throws -> StreamDecision
    ) throws {
        let deadline = clock.monotonicMilliseconds() + Int64(min(max(timeoutSeconds, 0), 86_400 * 30)) * 1000
        let list = { try self.list(type, namespace: namespace, labels: labels, fields: fields) }
        var place = resourceVersion ?? ""
        if place.isEmpty {
            let first = try list()
            for item in first.items where try body(.added(item)) == .enough { return }
            place = first.resourceVersion
        }
        var call = Call(path: try type.path(namespace: namespace))
        call.query = selectors(labels, fields) + [("watch", "true"), ("allowWatchBookmarks", "true")]
        var idleTurns = 0
        var trouble: KubernetesFailure?
        var wasRefused = false
        while true {
            try Interrupt.check()
            let left = deadline - clock.monotonicMilliseconds()
            if left <= 0 {
                if let trouble, idleTurns > 1 { throw trouble }
                return
            }
            let turn = try follow(call, from: place, millisecondsLeft: Int(left), deadline: deadline, body: body)
            place = turn.place
            if turn.hasProgress { (idleTurns, wasRefused) = (0, false) }
            switch turn.end {
            case .enough: return
            case .closed: trouble = nil
            case .expired:
                do {
                    let whole = try list()
                    place = whole.resourceVersion
                    trouble = nil
                    if try body(.restarted(whole.items)) == .enough { return }
                } catch let failure as KubernetesFailure where failure.isPassing {
                    trouble = failure
                }
            case .failed(let failure):
                if failure.kind == .unauthenticated, !wasRefused, access.credentials?.refused() == true {
                    wasRefused = true
                } else if !failure.isPassing {
                    throw failure
                }
                trouble = failure
            }
            // A server that closes at once, again and again, is not to be asked without a rest.
            if !turn.hasProgress || trouble != nil { idleTurns += 1 }
            if idleTurns > 0 {
                let rest = max(deadline - clock.monotonicMilliseconds(), 0)
                let pause = max(retry.pause(after: idleTurns, retryAfter: nil, spread: spread()), turn.retryAfter ?? 0)
                try self.pause(Int(min(Int64(pause), rest)))
            }
        }
    }

    // Bookmarks come every minute: silence for longer is a connection that died unnoticed.
    private static let watchSilence = 90_000

    private struct Turn {
        enum End {
            case enough
            case closed
            case expired
            case failed(KubernetesFailure)
        }

        var end: End
        var place: String
        var hasProgress: Bool
        var retryAfter: Int?
    }

    // One connection.
    private func follow(
        _ call: Call, from place: String, millisecondsLeft: Int, deadline: Int64,
        body: (WatchEvent) throws -> StreamDecision
    ) throws -> Turn {
        var call = call
        call.query += [
            ("resourceVersion", place), ("timeoutSeconds", String(min(max((millisecondsLeft + 999) / 1000, 1), 280))),
        ]
        var turn = Turn(end: .closed, place: place, hasProgress: false)
        var lines = WatchLines()
        var thrown: (any Error)?
        do {
            var request = try request(call)
            request.bodyLimit = WatchLines.longest
            request.timeoutMilliseconds = min(call.timeoutMilliseconds, millisecondsLeft + 1000)
            let silence = min(millisecondsLeft, Self.watchSilence)
            let response = try transport.stream(request, idleMilliseconds: silence) { piece in
                guard let whole = lines.take(piece) else {
                    turn.end = .failed(StatusReading.malformed("an event of the watch is too long", call))
                    return .enough
                }
                for line in whole {
                    switch WatchLines.read(line) {
                    case .unreadable:
                        turn.end = .failed(StatusReading.malformed("an event of the watch cannot be read", call))
                    case .ended(410, _): turn.end = .expired
                    case .ended(let code, let status):
                        turn.end = .failed(StatusReading.failure(status, code: code, call))
                    case .event(let event, let version):
                        do {
                            let decision = try body(event)
                            (turn.place, turn.hasProgress) = (version, true)
                            if decision == .more { continue }
                            turn.end = .enough
                        } catch {
                            thrown = error
                        }
                    }
                    return .enough
                }
                return clock.monotonicMilliseconds() < deadline ? .more : .enough
            }
            hasAnswered.store(true, ordering: .relaxed)
            if let thrown { throw thrown }
            if response.status == 410 {
                turn.end = .expired
            } else if response.status >= 300 {
                turn.end = .failed(StatusReading.failure(response, call))
                turn.retryAfter = StatusReading.retryAfter(response, now: clock.now())
            }
        } catch let failure as HTTPFailure where thrown == nil {
            let passed = millisecondsLeft - Int(clamping: deadline - clock.monotonicMilliseconds())
            // Silence until the time is over, or until a connection counts as dead, is no fault of the server.
            let isQuiet = failure.kind == .timeout && passed >= min(millisecondsLeft, Self.watchSilence)
            if !isQuiet { turn.end = .failed(StatusReading.failure(failure, call, server: access.server)) }
        }
        return turn
    }
}
