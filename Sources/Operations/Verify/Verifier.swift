public import Host

/// Carries checks out.
public struct Verifier: Sendable {
    let outside: any Exchanger
    let inside: (@Sendable (_ namespace: String) -> any Exchanger)?
    let clock: Clock
    let limit: Int

    /// A verifier.
    ///
    /// - Parameters:
    ///   - outside: carries out what is asked from here.
    ///   - inside: gives what asks from a namespace of the cluster; nil: that is asked from here, too, as far as it can be.
    ///   - clock: the time.
    ///   - limit: how many checks run at once.
    public init(
        outside: any Exchanger, inside: (@Sendable (_ namespace: String) -> any Exchanger)? = nil,
        clock: Clock = .system, limit: Int = 6
    ) {
        self.outside = outside
        self.inside = inside
        self.clock = clock
        self.limit = limit
    }

    /// Carries checks out, several at once.
    ///
    /// - Parameters:
    ///   - checks: the checks.
    ///   - filter: which of them are meant; the others are not among the results.
    /// - Returns: what came of each, in the order of the checks.
    /// - Throws: `Interrupted`.
    public func run(_ checks: [Check], filter: CheckFilter = CheckFilter([])) throws -> [CheckResult] {
        let meant = checks.filter(filter.takes)
        var left: [CheckResult] = []
        var groups: [[Check]] = []
        var byNamespace: [String: Int] = [:]
        for check in meant {
            if let reason = check.leftOut, filter.isEverything {
                left.append(CheckResult(check: check, verdict: .skipped(reason), milliseconds: 0))
            } else if inside != nil, case .namespace(let namespace) = check.vantage {
                if let index = byNamespace[namespace] {
                    groups[index].append(check)
                } else {
                    byNamespace[namespace] = groups.count
                    groups.append([check])
                }
            } else {
                groups.append([check])
            }
        }
        let ran = try Parallel.map(groups, limit: limit) { try self.carryOut($0) }.flatMap { try $0.get() }
        let results = Dictionary((ran + left).map { ($0.check.id, $0) }, uniquingKeysWith: { first, _ in first })
        return meant.compactMap { results[$0.id] }
    }

    private func carryOut(_ checks: [Check]) throws -> [CheckResult] {
        let exchanger: any Exchanger
        if let inside, case .namespace(let namespace) = checks[0].vantage {
            exchanger = inside(namespace)
        } else {
            exchanger = outside
        }
        let start = clock.monotonicMilliseconds()
        let outcomes = try exchanger.carryOut(checks.flatMap(\.probe.exchanges))
        let milliseconds = clock.monotonicMilliseconds() - start
        var rest = outcomes[...]
        return checks.map { check in
            let count = check.probe.exchanges.count
            let own = Array(rest.prefix(count))
            rest = rest.dropFirst(count)
            return CheckResult(check: check, verdict: verdict(check, own, count), milliseconds: milliseconds)
        }
    }

    private func verdict(_ check: Check, _ outcomes: [Outcome], _ count: Int) -> CheckResult.Verdict {
        guard outcomes.count == count else { return .failed("not everything was asked", hint: nil) }
        for outcome in outcomes { if case .untried(let reason) = outcome { return .skipped(ShownText.clean(reason)) } }
        do {
            return .passed(try check.probe.judge(outcomes, at: clock.now()))
        } catch let failure as ProbeFailure {
            return .failed(failure.message, hint: failure.hint)
        } catch {
            return .failed(ShownText.clean(String(describing: error)), hint: nil)
        }
    }
}
