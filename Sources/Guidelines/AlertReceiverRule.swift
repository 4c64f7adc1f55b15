import Catalog
package import Diagnostics
import Platform
import Rendering
import Values

/// Alerts reach somebody.
package struct AlertReceiverRule: Guideline {
    package static let code = Code.alertsGoNowhere
    package init() {}

    package func findings(_ input: GuidelineInput) -> [Finding] {
        // Receivers may also be objects of their own, read by any Alertmanager of the operator.
        if input.trees.contains(where: { $0.object?.kind == "AlertmanagerConfig" }) { return [] }
        return input.resolution.members.compactMap { member in
            guard member.component.provides("metrics"),
                let tree = input.trees.first(where: { $0.component == member.name && $0.object == nil }),
                let manager = tree.node["alertmanager"], manager["enabled"]?.bool != false, !Self.hasReceiver(manager)
            else { return nil }
            let ways = Self.ways(member)
            return Finding(
                code: Self.code, severity: .warning, message: "alerts have no receiver",
                place: input.place(nil, of: member.name),
                component: member.name, cause: "the Alertmanager of `\(member.name)` is told of nobody",
                hint: ways.isEmpty
                    ? "give one in `components.\(member.name).values`: `alertmanager.config.receivers`"
                    : "say who gets them: " + ways.joined(separator: " or "))
        }
    }

    /// Options and asked-for credentials of a component that say of themselves that they are about alerts.
    private static func ways(_ member: Member) -> [String] {
        let options = (member.component.options["properties"]?.mapping?.entries ?? []).filter {
            $0.value["description"]?.string?.lowercased().contains("alerts") ?? false
        }
        let variables = member.component.credentials.compactMap { credential -> String? in
            guard case .ask(let prompt, let environment, _) = credential.recipe, prompt.lowercased().contains("alerts")
            else { return nil }
            return environment
        }
        return options.map { "`components.\(member.name).\($0.key)`" } + variables
    }

    private static func hasReceiver(_ manager: Node) -> Bool {
        let spec = manager["alertmanagerSpec"]
        if spec?["useExistingSecret"]?.bool == true || spec?["configSecret"]?.string?.isEmpty == false { return true }
        if spec?["alertmanagerConfiguration"]?.mapping?.isEmpty == false { return true }
        return (manager.at("config", "receivers")?.list ?? []).contains { receiver in
            receiver.mapping?.entries.contains { $0.key.hasSuffix("_configs") && $0.value.list?.isEmpty == false }
                ?? false
        }
    }
}
