/// Results for people.
public enum VerifyText {
    /// A line for each check, what is wrong below it, and a sum.
    ///
    /// - Parameters:
    ///   - results: the results.
    ///   - platform: the platform's name.
    ///   - isQuiet: whether only what failed is shown.
    public static func lines(_ results: [CheckResult], platform: String, isQuiet: Bool = false) -> String {
        var lines: [String] = []
        for result in results {
            let time = "\(result.milliseconds / 1000).\(result.milliseconds % 1000 / 100) s"
            switch result.verdict {
            case .passed(let seen):
                if !isQuiet { lines.append("passed   \(result.check.id)  \(result.check.title): \(seen) (\(time))") }
            case .skipped(let reason):
                if !isQuiet { lines.append("skipped  \(result.check.id)  \(reason)") }
            case .failed(let message, let hint):
                lines.append("FAILED   \(result.check.id)  \(result.check.title) (\(time))")
                lines.append("           \(message)")
                if let hint { lines.append("           hint: \(hint)") }
            }
        }
        return (lines + [sum(results, platform: platform)]).joined(separator: "\n")
    }

    /// How many passed, failed and were skipped.
    public static func sum(_ results: [CheckResult], platform: String) -> String {
        let failed = results.filter(\.isFailed).count
        let skipped = results.filter { if case .skipped = $0.verdict { true } else { false } }.count
        return "\(platform): \(results.count - failed - skipped) passed, \(failed) failed, \(skipped) skipped"
    }
}
