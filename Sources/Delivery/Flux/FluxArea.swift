import Catalog
import Platform
import Rendering

/// Which half of the repository a member stands in: `infra`, what serves the cluster, or `apps`, what serves people.
///
/// Read off capabilities and the graph, never off a name. A member serves the cluster if it offers something that nobody opens a connection
/// for (disks, certificates, secrets, watching), if others have objects of kinds that it teaches the cluster (an operator), or if nobody but
/// such members waits for it and people do not come to it (what logs and traces are sent to).
enum FluxArea: String, CaseIterable {
    case infra, apps

    /// The members that serve the cluster.
    static func infrastructure(_ input: DeliveryInput) -> Set<String> {
        var found = Set(
            input.resolution.members.filter { servesQuietly($0, input) || isOperator($0, input) }.map(\.name))
        var grows = true
        while grows {
            let more = input.resolution.members.filter { !found.contains($0.name) && stands(behind: found, $0, input) }
            found.formUnion(more.map(\.name))
            grows = !more.isEmpty
        }
        return found
    }

    private static func servesQuietly(_ member: Member, _ input: DeliveryInput) -> Bool {
        member.component.offers.contains { offer in
            switch input.resolution.capabilities[offer.capability]?.traffic {
            case .toConsumer?, Capability.Traffic.none?: true
            case .toProvider?, .toHost?, nil: false
            }
        }
    }

    private static func isOperator(_ member: Member, _ input: DeliveryInput) -> Bool {
        let groups = Set(member.component.definitions.groups)
        guard !groups.isEmpty else { return false }
        let others = input.rendering.components.filter { $0.name != member.name }
        return others.contains { $0.objects.contains { groups.contains($0.group) } }
    }

    private static func stands(behind infrastructure: Set<String>, _ member: Member, _ input: DeliveryInput) -> Bool {
        let edges = input.plan.edges.filter { $0.to == member.name && $0.kind != .delivery }
        return member.host == nil && !edges.isEmpty
            && edges.allSatisfy { $0.late || infrastructure.contains($0.from) }
    }
}
