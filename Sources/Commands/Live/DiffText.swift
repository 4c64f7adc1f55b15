import Diagnostics
import Kubernetes
import Operations

/// Differences for people: each object with its fields, what is there under `-`, what should be there under `+`.
struct DiffText {
    let style: TextStyle
    let isSummary: Bool

    /// The text.
    ///
    /// - Parameters:
    ///   - changes: what differs, in order.
    ///   - unchanged: how many objects do not; nil where they are not counted.
    func text(_ changes: [ObjectChange], unchanged: Int?) -> String {
        var lines: [String] = []
        for change in changes {
            lines.append(
                "\(LivePlanSymbols.mark(change.action, style)) " + style.apply(.strong, "\(change.reference)")
                    + "  (\(change.owner))")
            if let reason = change.reason { lines.append("    \(reason)") }
            if !isSummary { lines += change.differences.flatMap(fields) }
        }
        if !changes.isEmpty { lines.append("") }
        lines.append(summary(changes, unchanged))
        return lines.joined(separator: "\n") + "\n"
    }

    private func fields(_ difference: FieldDifference) -> [String] {
        [
            difference.live.map { "    " + style.apply(.error, "- \(difference.path): \($0)") },
            difference.desired.map { "    " + style.apply(.good, "+ \(difference.path): \($0)") }
                ?? (difference.live == nil ? "    " + style.apply(.error, "- \(difference.path)") : nil),
        ].compactMap { $0 }
    }

    private func summary(_ changes: [ObjectChange], _ unchanged: Int?) -> String {
        if changes.isEmpty { return unchanged.map { "no difference in \($0) objects" } ?? "no difference" }
        let words: [(ObjectChange.Action, String)] = [
            (.create, "missing"), (.change, "different"), (.replace, "to be made again"), (.delete, "too many"),
            (.refused, "somebody else's"),
        ]
        let live = words.compactMap { action, word in
            let count = changes.count { $0.action == action }
            return count > 0 ? "\(count) \(word)" : nil
        }
        guard let unchanged else {
            return
                "\(changes.count { $0.action == .create }) new, \(changes.count { $0.action == .change }) changed, \(changes.count { $0.action == .delete }) gone"
        }
        return (live + ["\(unchanged) as they should be"]).joined(separator: ", ")
    }
}
