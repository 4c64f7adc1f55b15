import Diagnostics
import Kubernetes
import Values

/// Somebody gives addresses to services of the type LoadBalancer, if the plan has any.
struct LoadBalancerCheck: DoctorCheck {
    let name = "load-balancer"
    let title = "Addresses for services"

    /// What speaks for somebody who gives addresses.
    struct Signs: Sendable {
        /// Services of the type that have an address.
        var served: [String] = []
        /// Services of the type that have none.
        var waiting: [String] = []
        /// The cloud that the nodes say they are from.
        var clouds: [String] = []
        /// Pools of addresses.
        var pools: [String] = []
    }

    func run(_ context: DoctorContext) throws -> [DoctorResult] {
        let members = Self.members(context)
        guard !members.isEmpty else { return [.ok("no service asks for an address of its own")] }
        var signs = Signs()
        for service in try context.cluster.all("", "Service") ?? []
        where service.at("spec", "type")?.string == "LoadBalancer" {
            let name = ObjectReference(service).map { "\($0.namespace ?? "")/\($0.name)" } ?? ""
            let addresses = service.at("status", "loadBalancer", "ingress")?.list ?? []
            if addresses.isEmpty { signs.waiting.append(name) } else { signs.served.append(name) }
        }
        for node in try context.cluster.all("", "Node") ?? [] {
            if let provider = node.at("spec", "providerID")?.string.map({ String($0.prefix { $0 != ":" }) }) {
                signs.clouds.append(provider)
            }
        }
        for (group, kind) in [("metallb.io", "IPAddressPool"), ("cilium.io", "CiliumLoadBalancerIPPool")] {
            signs.pools += (try context.cluster.all(group, kind) ?? []).compactMap { ObjectReference($0)?.description }
        }
        return Self.judge(signs, members: members)
    }

    static func judge(_ signs: Signs, members: [String]) -> [DoctorResult] {
        if let one = signs.served.first {
            return [.ok("services get addresses, such as \(one)", for: members)]
                + waiting(signs, members, isServed: true)
        }
        let hint =
            "install something that gives addresses (MetalLB, Cilium, the cloud's controller), or let the service be a NodePort"
        if !signs.waiting.isEmpty { return waiting(signs, members, isServed: false) }
        if !signs.pools.isEmpty {
            return [.ok("there are pools of addresses: \(DoctorWords.list(signs.pools))", for: members)]
        }
        // `kind://` and the like say nothing about addresses.
        let clouds = DoctorWords.unique(signs.clouds).filter { $0 != "kind" && !$0.isEmpty }
        if !clouds.isEmpty {
            return [
                .ok("the nodes are from \(DoctorWords.list(clouds)), which gives addresses as a rule", for: members)
            ]
        }
        return [
            .warning(
                .loadBalancer, "nothing was found that gives addresses to services of the type LoadBalancer",
                for: members,
                cause: "the service would wait for an address for ever, and no host would answer", hint: hint)
        ]
    }

    private static func waiting(_ signs: Signs, _ members: [String], isServed: Bool) -> [DoctorResult] {
        guard !signs.waiting.isEmpty else { return [] }
        let words = "\(DoctorWords.list(signs.waiting, most: 4)) wait for an address"
        let hint = "look at the events of the service, and at the pool of addresses"
        return [
            isServed
                ? .warning(
                    .loadBalancer, words, for: members, cause: "the pool of addresses may be used up", hint: hint)
                : .failure(
                    .loadBalancer, words, for: members, cause: "no service of the type LoadBalancer has one", hint: hint
                )
        ]
    }

    /// Members with such a service, in their objects or in the values of their charts.
    private static func members(_ context: DoctorContext) -> [String] {
        let objects = context.planned.filter {
            $0.reference.kind == "Service" && $0.node.at("spec", "type")?.string == "LoadBalancer"
        }.map(\.member)
        let unknown = Set(context.charts.missing(context.desired))
        let values = context.desired.members.filter { member in
            unknown.contains(member.name) && holds(member.release?.values ?? [:], depth: 0)
        }.map(\.name)
        return DoctorWords.unique(objects + values)
    }

    private static func holds(_ node: Node, depth: Int) -> Bool {
        guard depth < 64 else { return false }
        switch node.value {
        case .list(let items): return items.contains { holds($0, depth: depth + 1) }
        case .mapping(let mapping):
            return mapping.entries.contains { entry in
                entry.value.string == "LoadBalancer" || holds(entry.value, depth: depth + 1)
            }
        default: return false
        }
    }
}
