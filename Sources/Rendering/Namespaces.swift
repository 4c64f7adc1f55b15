import Catalog
import Platform

/// The namespaces that belong to the platform.
enum Namespaces {
    /// Namespaces in which the platform itself runs something. One that only exists already, such as that of a storage system which
    /// the platform uses, is not touched.
    static func owned(_ resolution: Resolution, components: [RenderedComponent]) -> [NamespacePlan] {
        var plans: [String: NamespacePlan] = [:]
        func add(_ name: String, _ security: PodSecurity, _ member: String?) {
            var plan = plans[name] ?? NamespacePlan(name: name, podSecurity: .restricted, members: [])
            plan.podSecurity = plan.podSecurity.loosened(with: security)
            if let member, !plan.members.contains(member) { plan.members.append(member) }
            plans[name] = plan
        }
        for member in resolution.members {
            let objects = components.first { $0.name == member.name }?.objects ?? []
            if member.component.chart != nil || objects.contains(where: { $0.namespace == member.namespace }) {
                add(member.namespace, member.component.podSecurity, member.name)
            }
        }
        return plans.values.sorted { $0.name < $1.name }
    }
}
