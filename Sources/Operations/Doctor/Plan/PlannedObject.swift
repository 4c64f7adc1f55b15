import Catalog
import Platform
import Delivery
import Kubernetes
import Rendering
import Values

/// An object that the platform brings, of Fairlead's own or out of a chart.
struct PlannedObject: Sendable {
    /// The object.
    let node: Node
    /// Which object.
    let reference: ObjectReference
    /// The member, or `ground`.
    let member: String
    /// Whether a chart renders it.
    let isFromChart: Bool
}

extension DoctorContext {
    /// Every object that is known of: Fairlead's own, and those of the charts that are at hand.
    var planned: [PlannedObject] {
        let own = desired.objects.map {
            PlannedObject(node: $0.node, reference: $0.reference, member: $0.owner, isFromChart: false)
        }
        let fromCharts = charts.rendered.flatMap { chart in
            chart.objects.compactMap { node -> PlannedObject? in
                // Helm runs tests only when it is asked to.
                let hook = node.at("metadata", "annotations", "helm.sh/hook")?.string ?? ""
                guard var reference = ObjectReference(node), !hook.contains("test") else { return nil }
                // For kinds without namespaces it is never looked at.
                reference.namespace = reference.namespace ?? chart.namespace
                return PlannedObject(node: node, reference: reference, member: chart.member, isFromChart: true)
            }
        }
        return own + fromCharts
    }

    /// The platform's namespaces with the members in them.
    var namespaces: [NamespacePlan] { desired.input.rendering.namespaces }

    /// What was evaluated for the bindings to a capability.
    ///
    /// - Parameter capabilities: the capabilities.
    func facts(of capabilities: String...) -> [BindingFacts] {
        desired.input.rendering.facts.filter { capabilities.contains($0.binding.requirement.capability) }
    }

    /// Whether nothing is installed for a member: what it offers is there already.
    ///
    /// - Parameter name: the member.
    func isThereAlready(_ name: String) -> Bool {
        guard let member = desired.member(name) else { return true }
        return member.release == nil && member.definitions == nil
    }

    /// API groups that members teach the cluster, with the member.
    var taughtGroups: [String: String] {
        var owners: [String: String] = [:]
        for member in desired.input.resolution.members where !isThereAlready(member.name) {
            for group in member.component.definitions.groups { owners[group] = owners[group] ?? member.name }
        }
        return owners
    }
}
