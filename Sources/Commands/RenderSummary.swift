import Catalog
import Delivery
import Diagnostics
import Host
import Platform
import Rendering
import Values

/// What a person reads after a render.
struct RenderSummary {
    let platform: RenderedPlatform
    let built: TreeBuilder.Built
    let report: WriteReport
    let folder: Path
    let store: Path
    let milliseconds: Int64

    private var hosts: [(name: String, host: String)] {
        platform.resolution.members.compactMap { member in member.host.map { (member.component.title, $0) } }
    }

    /// Optional credentials that nobody gave.
    private var leftOut: [String] {
        platform.resolution.credentials.filter { $0.isOptional && platform.unanswered.contains($0.id) }.map(
            \.id.description)
    }

    var node: Node {
        func list(_ texts: [String]) -> Node { Node(.list(texts.map { Node(.string($0)) })) }
        return [
            "apiVersion": "fairlead.dev/v1alpha1", "kind": "Render",
            "platform": Node(.string(platform.resolution.specification.name)),
            "folder": Node(.string(folder.string)), "store": Node(.string(store.string)),
            "components": Node(.integer(Int64(platform.resolution.members.count))),
            "waves": Node(.integer(Int64(platform.plan.waves.count))),
            "credentials": Node(.integer(Int64(platform.resolution.credentials.count))),
            "leftOut": list(leftOut), "made": list(built.made.map(\.description)),
            "sealed": [
                "renewed": Node(.integer(Int64(built.sealed.renewed))),
                "values": Node(.integer(Int64(built.sealed.all))),
            ],
            "files": [
                "added": list(report.added), "changed": list(report.changed), "removed": list(report.removed),
                "kept": list(report.kept),
            ],
            "findings": built.findings.node,
        ]
    }

    func text(style: TextStyle, width: Int) -> String {
        let holders = Set(platform.rendering.holders.map { "\($0.namespace)/\($0.secret)" }).count
        var rows: [(String, String)] = [
            ("components", "\(platform.resolution.members.count) in \(platform.plan.waves.count) waves"),
            (
                "credentials",
                "\(platform.resolution.credentials.count), held in \(holders) Secrets; \(built.made.count) made now, in \(store)"
            ),
            ("sealed", "\(built.sealed.all) values, \(built.sealed.renewed) of them anew"),
            (
                "files",
                report.isEmpty
                    ? "\(report.unchanged.count), nothing changed"
                    : "\(report.added.count) added, \(report.changed.count) changed, \(report.removed.count) removed, "
                        + "\(report.unchanged.count) unchanged"
            ),
            ("findings", built.findings.summary + "; `fairlead check` shows all"),
        ]
        if !leftOut.isEmpty { rows.append(("left out", "not given: " + leftOut.joined(separator: ", "))) }
        rows += hosts.prefix(1).map { ("hosts", "https://\($0.host)  \($0.name)") }
        rows += hosts.dropFirst().map { ("", "https://\($0.host)  \($0.name)") }
        let title = style.apply(.strong, platform.resolution.specification.name) + " is in \(folder)"
        let time = "\(milliseconds / 1000).\(format(milliseconds % 1000)) s"
        var text = "\n\(title)  (\(time))\n\n"
        for (name, value) in rows {
            text += PlanText.wrap(name.padded(to: 12) + value, indent: 2, width: width)
        }
        text += "\n" + style.apply(.strong, "next") + "\n"
        for (path, what) in [
            ("README.md", "the runbook: install, rotate, back up, restore"),
            ("report.html", "the platform in pictures and tables"),
            ("topology.svg", "who needs whom"),
        ] {
            text += PlanText.wrap((folder / path).string + "  " + what, indent: 2, width: width)
        }
        if built.findings.all.contains(where: { $0.severity == .warning }) {
            text += "  fairlead explain CODE  what a finding means\n"
        }
        return text
    }

    private func format(_ milliseconds: Int64) -> String {
        let digits = String(milliseconds / 10)
        return String(repeating: "0", count: max(0, 2 - digits.count)) + digits
    }
}

extension String {
    /// The text with spaces up to a width.
    fileprivate func padded(to width: Int) -> String { self + String(repeating: " ", count: max(0, width - count)) }
}
