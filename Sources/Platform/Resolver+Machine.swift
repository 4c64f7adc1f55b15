import Catalog
import Diagnostics

extension Resolver {
    /// Whether a component can be a member where this platform runs.
    func fits(_ name: String) -> Bool {
        !specification.delivery.isMachine || catalog.component(name)?.runsOnMachine ?? false
    }

    /// The standard provider of a capability where this platform runs.
    func standard(_ capability: String, role: String?) -> String? {
        catalog.capability(capability)?.defaultProvider(role: role, onMachine: specification.delivery.isMachine)
    }

    /// A member that needs a cluster, and what could be there instead.
    func notOnMachine(_ component: Component) -> Finding {
        var instead: [String] = []
        for offer in component.offers {
            let others = catalog.providers(of: offer.capability, roles: offer.role.map { [$0] } ?? []).filter {
                $0 != component.name && fits($0)
            }
            for other in others where !instead.contains("\(other) for \(offer.capability)") {
                instead.append("\(other) for \(offer.capability)")
            }
        }
        let why =
            component.chart != nil
            ? "it comes as a Helm chart, and has no folder machine/ that stands in for it"
            : "it teaches a cluster kinds of objects that only an API server knows"
        return Finding(
            code: Code.notOnMachine, message: "`\(component.name)` cannot run on one machine",
            place: specification.request(component.name)?.place, component: component.name, cause: why,
            hint: instead.isEmpty
                ? "leave it out, or deliver to a cluster: delivery.engine argocd or helm"
                : "instead there are: " + instead.joined(separator: ", "))
    }
}
