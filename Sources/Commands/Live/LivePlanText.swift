import Diagnostics
import Kubernetes
import Operations

/// A live plan for people: wave by wave, component by component.
struct LivePlanText {
    let view: LivePlanView
    let style: TextStyle

    /// So many fields are shown of each object; `diff` shows all.
    private static let shownFields = 6

    var text: String {
        var lines = [heading, ""]
        var wave: Int?
        var owner: String?
        for entry in view.changes {
            if entry.wave != wave {
                if wave != nil { lines.append("") }
                lines.append(style.apply(.strong, Self.title(entry.wave)))
                (wave, owner) = (entry.wave, nil)
            }
            if entry.change.owner != owner {
                lines.append("  \(entry.change.owner)")
                owner = entry.change.owner
            }
            lines += self.lines(entry)
        }
        if view.isEmpty { lines.append("nothing is to be done") }
        if !view.hooks.isEmpty {
            lines += [
                "", "\(view.hooks.count) objects that charts make at certain moments only (hooks) are not compared",
            ]
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private var heading: String {
        style.apply(.strong, view.platform) + " in \(view.server): " + LivePlanSymbols.summary(view.count)
    }

    private static func title(_ wave: Int) -> String {
        switch wave {
        case -2: "ground"
        case -1: "definitions"
        case Int.max: "no longer wanted"
        default: "wave \(wave)"
        }
    }

    private func lines(_ entry: PlatformComparison.Entry) -> [String] {
        let change = entry.change
        var lines = ["    \(LivePlanSymbols.mark(change.action, style)) \(change.reference)"]
        if let reason = change.reason, change.action != .replace { lines.append("        \(reason)") }
        for risk in entry.risks where risk.kind != .none {
            lines.append("        " + style.apply(.warning, risk.kind.rawValue) + ": \(risk.sentence)")
        }
        lines += change.differences.prefix(Self.shownFields).map { "        \($0)" }
        if change.differences.count > Self.shownFields {
            lines.append("        and \(change.differences.count - Self.shownFields) more fields")
        }
        return lines
    }
}

/// Signs and words for what happens to objects.
enum LivePlanSymbols {
    /// The sign in front of an object.
    static func mark(_ action: ObjectChange.Action, _ style: TextStyle) -> String {
        switch action {
        case .none: " "
        case .create: style.apply(.good, "+")
        case .change: style.apply(.warning, "~")
        case .replace: style.apply(.error, "±")
        case .delete: style.apply(.error, "-")
        case .refused: style.apply(.error, "!")
        }
    }

    /// `3 to create, 1 to change, 40 as they should be`.
    static func summary(_ count: (ObjectChange.Action) -> Int) -> String {
        let words: [(ObjectChange.Action, String)] = [
            (.create, "to create"), (.change, "to change"), (.replace, "to replace"), (.delete, "to delete"),
            (.refused, "refused"),
        ]
        let parts = words.compactMap { action, word in count(action) > 0 ? "\(count(action)) \(word)" : nil }
        return (parts + ["\(count(.none)) as they should be"]).joined(separator: ", ")
    }
}
