import Catalog
import CommandTree
import Diagnostics
import Platform
import Rendering
import Values

/// The plan for people.
struct PlanText {
    let view: PlanView
    let style: TextStyle
    let width: Int

    var text: String {
        [heading, waves, credentials].joined(separator: "\n")
    }

    private var resolution: Resolution { view.resolution }

    private var heading: String {
        let count = resolution.members.count
        let title = style.apply(.strong, resolution.specification.name)
        return
            "\(title): \(count) components in \(view.plan.waves.count) waves, \(resolution.credentials.count) credentials\n"
    }

    private var waves: String {
        view.plan.waves.enumerated().map { index, names in
            let title =
                style.apply(.strong, "wave \(index)")
                + (index == 0 && !resolution.specification.delivery.isMachine
                    ? "  (installed by hand once; see the tree's README)" : "")
            return title + "\n" + names.compactMap(resolution.member).map(entry).joined()
        }.joined(separator: "\n")
    }

    private func entry(_ member: Member) -> String {
        var lines = Self.wrap(
            "\(member.name)  \(member.chart.map { $0.version + "  " } ?? "")\(PlanView.why(member.reason))"
                + (member.host.map { "  https://\($0)" } ?? ""), indent: 2, width: width)
        let edges = view.plan.edges(from: member.name).filter { !$0.late && $0.kind != .delivery }
        let byProvider = Dictionary(grouping: edges, by: \.to)
        for provider in byProvider.keys.sorted() {
            let reasons = (byProvider[provider] ?? []).map(\.reason).joined(separator: "; ")
            lines += Self.wrap("after \(provider): \(reasons)", indent: 6, width: width)
        }
        return lines
    }

    private var credentials: String {
        guard !resolution.credentials.isEmpty else { return "" }
        let holders = Dictionary(grouping: view.rendering.holders, by: \.credential)
        var text = style.apply(.strong, "credentials") + "\n"
        for need in resolution.credentials {
            text += Self.wrap("\(need.id)  \(need.how)", indent: 2, width: width)
            for holder in holders[need.id] ?? [] {
                let form = holder.form == .plain ? "" : " (\(holder.form.rawValue))"
                text += Self.wrap(
                    "held by \(holder.namespace)/\(holder.secret):\(holder.key)\(form)", indent: 6, width: width)
            }
        }
        return text
    }

    /// Lines of at most `width` columns; later lines are indented further.
    static func wrap(_ text: String, indent: Int, width: Int) -> String {
        var lines: [String] = []
        var line = String(repeating: " ", count: indent)
        var isEmpty = true
        for word in text.split(separator: " ", omittingEmptySubsequences: false) {
            if !isEmpty, line.count + 1 + word.count > max(width, indent + 20) {
                lines.append(line.hasSuffix(" ") ? String(line.dropLast()) : line)
                line = String(repeating: " ", count: indent + 2) + word
            } else {
                line += (isEmpty ? "" : " ") + word
            }
            isEmpty = false
        }
        return (lines + [line]).map { $0 + "\n" }.joined()
    }
}
