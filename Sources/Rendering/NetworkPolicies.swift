import Catalog
import Platform
import Values

/// Network policies from the bindings: everything is denied but DNS, the own namespace, bound pairs and what a component declares.
///
/// Traffic inside of a namespace stays open: which pods of an upstream chart talk to each other is the chart's own affair. Components
/// that must not reach each other are in namespaces of their own.
struct NetworkPolicies {
    let resolution: Resolution
    let facts: FactTable

    /// The policies of the platform's namespaces, by namespace and name.
    mutating func policies(for namespaces: [NamespacePlan]) -> [RenderedObject] {
        let owned = Set(namespaces.map(\.name))
        var policies: [String: Node] = [:]
        func add(
            _ namespace: String, _ wanted: String, pods: [(String, String)] = [], ingress: [Node] = [],
            egress: [Node] = []
        ) {
            guard owned.contains(namespace) else { return }
            var name = wanted
            var number = 2
            // One policy selects one set of pods: a requirement met by several providers may need more than one here.
            while let other = policies[namespace + "\u{0}" + name]?.at("spec", "podSelector"),
                other != Self.selector(pods)
            {
                name = "\(wanted)-\(number)"
                number += 1
            }
            let key = namespace + "\u{0}" + name
            var spec = policies[key]?["spec"] ?? ["podSelector": Self.selector(pods)]
            if !ingress.isEmpty { spec["ingress"] = Node(.list((spec["ingress"]?.list ?? []) + ingress)) }
            if !egress.isEmpty { spec["egress"] = Node(.list((spec["egress"]?.list ?? []) + egress)) }
            let types = [
                spec["ingress"].map { _ in Node(.string("Ingress")) },
                spec["egress"].map { _ in Node(.string("Egress")) },
            ]
            spec["policyTypes"] = Node(.list(types.compactMap { $0 }))
            policies[key] = Self.policy(name, namespace: namespace, spec: spec, platform: resolution.specification.name)
        }

        for namespace in namespaces {
            policies[namespace.name + "\u{0}default"] = Self.standard(
                namespace.name, platform: resolution.specification.name)
            for name in namespace.members {
                guard let member = resolution.member(name) else { continue }
                for destination in member.component.network.egress {
                    add(namespace.name, "\(name)-to-\(destination)", egress: [Self.egress(to: destination)])
                }
                for source in member.component.network.ingress {
                    add(namespace.name, "\(name)-from-\(source.from)", ingress: [Self.ingress(from: source)])
                }
            }
        }
        for binding in resolution.bindings {
            guard let own = facts[binding], let consumer = resolution.member(binding.consumer),
                let provider = resolution.member(binding.provider),
                let capability = resolution.capabilities[binding.offer.capability]
            else { continue }
            let name = "\(binding.consumer)-\(binding.requirement.name)"
            switch capability.traffic {
            case .none: break
            case .toProvider:
                // What is outside declares no pods: its port stands in its address.
                let ports =
                    binding.offer.ports.isEmpty && binding.offer.location == .external
                    ? AddressPorts.of(own.properties) : binding.offer.ports
                guard !ports.isEmpty else { continue }
                switch binding.offer.location {
                case .external: add(consumer.namespace, name, egress: [Self.anywhere(ports: ports)])
                case .consumer: break  // traffic inside of a namespace is open
                case .provider:
                    guard provider.namespace != consumer.namespace else { continue }
                    add(
                        provider.namespace, "\(name)", pods: own.pods,
                        ingress: [Self.from(consumer.namespace, ports: binding.offer.ports)])
                    add(
                        consumer.namespace, name,
                        egress: [Self.to(provider.namespace, pods: own.pods, ports: binding.offer.ports)])
                }
            case .toConsumer:
                let port = own.arguments["podPort"]?.integer ?? own.arguments["port"]?.integer
                guard let port = port.flatMap(Int.init(exactly:)), provider.namespace != consumer.namespace else {
                    continue
                }
                let pods = own.arguments["selector"]?.stringPairs ?? []
                add(consumer.namespace, name, pods: pods, ingress: [Self.from(provider.namespace, ports: [port])])
                add(provider.namespace, name, egress: [Self.to(consumer.namespace, pods: pods, ports: [port])])
            case .toHost:
                // The consumer asks for the host that people use. Some networks see the way in behind it as its pods, some as an
                // address.
                let entries = resolution.bindings(of: provider.name).filter { $0.offer.capability == "ingress" }
                    .compactMap { resolution.member($0.provider)?.namespace }
                add(
                    consumer.namespace, name,
                    egress: entries.map { Self.to($0, pods: [], ports: []) } + [Self.anywhere(ports: [443, 8443])])
            }
        }
        return policies.keys.sorted().compactMap { policies[$0] }.map {
            RenderedObject(node: $0, stage: .before, origin: "network policy")
        }
    }

    private static func policy(_ name: String, namespace: String, spec: Node, platform: String) -> Node {
        [
            "apiVersion": "networking.k8s.io/v1", "kind": "NetworkPolicy",
            "metadata": [
                "name": Node(.string(name)), "namespace": Node(.string(namespace)),
                "labels": [
                    "app.kubernetes.io/managed-by": "fairlead", "app.kubernetes.io/part-of": Node(.string(platform)),
                    Mark.platform: Node(.string(platform)), Mark.component: Node(.string(Mark.ground)),
                ],
            ],
            "spec": spec,
        ]
    }

    /// Deny, but for DNS and the own namespace.
    private static func standard(_ namespace: String, platform: String) -> Node {
        let own: Node = ["podSelector": [:]]
        let dns: Node = [
            "to": [["namespaceSelector": ["matchLabels": ["kubernetes.io/metadata.name": "kube-system"]]]],
            "ports": [["protocol": "UDP", "port": 53], ["protocol": "TCP", "port": 53]],
        ]
        return policy(
            "default", namespace: namespace,
            spec: [
                "podSelector": [:], "policyTypes": ["Ingress", "Egress"], "ingress": [["from": [own]]],
                "egress": [dns, ["to": [own]]],
            ], platform: platform)
    }

    private static func selector(_ pods: [(String, String)]) -> Node {
        guard !pods.isEmpty else { return [:] }
        return ["matchLabels": Node(.mapping(Mapping(pods.map { ($0, Node(.string($1))) })))]
    }

    private static func peer(_ namespace: String, pods: [(String, String)] = []) -> Node {
        var peer: Node = [
            "namespaceSelector": ["matchLabels": ["kubernetes.io/metadata.name": Node(.string(namespace))]]
        ]
        if !pods.isEmpty { peer["podSelector"] = selector(pods) }
        return peer
    }

    private static func rule(_ key: String, _ peers: [Node], _ ports: [Int]) -> Node {
        var rule: Node = [:]
        if !peers.isEmpty { rule[key] = Node(.list(peers)) }
        // No ports means every port.
        if !ports.isEmpty {
            rule["ports"] = Node(.list(ports.map { ["protocol": "TCP", "port": Node(.integer(Int64($0)))] }))
        }
        return rule
    }

    private static func from(_ namespace: String, ports: [Int]) -> Node { rule("from", [peer(namespace)], ports) }

    private static func to(_ namespace: String, pods: [(String, String)], ports: [Int]) -> Node {
        rule("to", [peer(namespace, pods: pods)], ports)
    }

    private static func anywhere(ports: [Int]) -> Node {
        rule("to", [["ipBlock": ["cidr": "0.0.0.0/0"]], ["ipBlock": ["cidr": "::/0"]]], ports)
    }

    private static func egress(to destination: String) -> Node {
        switch destination {
        // The API server is no pod: only its ports can be named.
        case "kubernetes-api": anywhere(ports: [443, 6443])
        case "cluster": rule("to", [["namespaceSelector": [:]]], [])
        // Private ranges (RFC 1918) stay closed: another service of the cluster is reached by a binding.
        default:
            rule(
                "to",
                [
                    [
                        "ipBlock": [
                            "cidr": "0.0.0.0/0",
                            "except": ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "169.254.0.0/16"],
                        ]
                    ], ["ipBlock": ["cidr": "::/0", "except": ["fc00::/7", "fe80::/10"]]],
                ], [])
        }
    }

    private static func ingress(from source: NetworkNeeds.Ingress) -> Node {
        // What comes from outside, or from the API server, has no pod that could be named.
        source.from == "cluster"
            ? rule("from", [["namespaceSelector": [:]]], source.ports) : rule("from", [], source.ports)
    }
}
