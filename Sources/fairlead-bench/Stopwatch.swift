/// Measures a piece of work.
enum Stopwatch {
    /// The milliseconds that some work takes, with its result.
    static func time<Result>(_ body: () throws -> Result) rethrows -> (milliseconds: Double, result: Result) {
        let clock = ContinuousClock()
        let start = clock.now
        let result = try body()
        return (milliseconds(clock.now - start), result)
    }

    /// The fewest milliseconds of several runs: what the work costs when nobody else is in the way.
    ///
    /// - Parameters:
    ///   - budget: goes on until this many milliseconds are spent.
    ///   - least: and at least this often.
    static func fastest(budget: Double = 400, least: Int = 3, _ body: () throws -> Void) rethrows -> Double {
        var best = Double.infinity
        var spent = 0.0
        var runs = 0
        while runs < least || spent < budget {
            let (time, _) = try Stopwatch.time(body)
            best = min(best, time)
            spent += time
            runs += 1
        }
        return best
    }

    private static func milliseconds(_ duration: Duration) -> Double {
        Double(duration.components.seconds) * 1e3 + Double(duration.components.attoseconds) / 1e15
    }
}
