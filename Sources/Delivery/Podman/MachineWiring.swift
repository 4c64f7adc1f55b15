import Catalog
import Platform
import Rendering
import Values

/// Who may talk to whom, as networks: one for each namespace, one for each bound pair across namespaces, one for each member that the
/// outside reaches or that reaches out. Nobody else shares a network, and no network leads into another one.
///
/// Names are written into each container's table of hosts. Podman's own name service answers for all networks at once or, where a container is in
/// several, sometimes for none (seen with aardvark-dns 1.4); and a name that one is not bound to is better not known.
struct MachineWiring {
    private(set) var units: [MachineUnit]
    private(set) var networks: [MachineNetwork] = []

    private let input: DeliveryInput
    private let problems: MachineProblems
    private let services: [MachineService]
    /// Names of units by network.
    private var shares: [String: Set<String>] = [:]
    /// Names that a unit knows: the name, then the network and the unit behind it.
    private var known: [String: [String: (network: String, unit: String)]] = [:]

    init(_ input: DeliveryInput, units: [MachineUnit], services: [MachineObjects.Item], problems: MachineProblems) {
        self.input = input
        self.units = units
        self.problems = problems
        self.services = services.compactMap { MachineService($0, units: units, problems: problems) }
        for namespace in Set(units.map(\.namespace)).sorted() { connect(namespace: namespace) }
        for facts in input.rendering.facts { connect(facts) }
        for member in input.resolution.members { open(member) }
        place()
    }

    private var platform: String { input.resolution.specification.name }
    private func units(of component: String, in namespace: String) -> [MachineUnit] {
        units.filter { $0.component == component && $0.namespace == namespace }
    }

    // MARK: Networks

    private mutating func connect(namespace: String) {
        let own = units.filter { $0.namespace == namespace }
        share("\(platform).\(namespace)", own, purpose: "namespace \(namespace)")
        for unit in own {
            for service in services where service.namespace == namespace {
                know(unit, service.names(from: namespace), service.unit, over: "\(platform).\(namespace)")
            }
        }
    }

    private mutating func connect(_ facts: BindingFacts) {
        let binding = facts.binding
        guard let consumer = input.resolution.member(binding.consumer),
            let provider = input.resolution.member(binding.provider),
            let capability = input.resolution.capabilities[binding.offer.capability]
        else { return }
        let askers: [MachineUnit]
        let answerers: [MachineUnit]
        var names: [String] = []
        switch capability.traffic {
        case .none: return
        case .toProvider:
            guard binding.offer.location == .provider else { return }
            askers = units(of: consumer.name, in: consumer.namespace)
            answerers = units.filter {
                $0.namespace == provider.namespace && !$0.isJob && $0.bears(facts.pods)
            }
        case .toConsumer:
            askers = units(of: provider.name, in: provider.namespace)
            let service = facts.arguments["service"]?.string
            let selector = facts.arguments["selector"]?.stringPairs ?? []
            let named = services.filter { $0.namespace == consumer.namespace && $0.name == service }.map(\.unit)
            answerers = units.filter {
                $0.namespace == consumer.namespace && !$0.isJob
                    && (service == nil ? $0.component == consumer.name && $0.bears(selector) : named.contains($0.name))
            }
        case .toHost:
            // The host that people use leads to the way in, from here too.
            askers = units(of: consumer.name, in: consumer.namespace)
            let doors = input.resolution.bindings(of: provider.name).filter { $0.offer.capability == "ingress" }
                .compactMap { input.resolution.member($0.provider) }
            answerers = doors.flatMap { units(of: $0.name, in: $0.namespace) }.filter { !$0.isJob }
            names = [provider.host].compactMap { $0 }
        }
        let across = answerers.filter { answerer in askers.contains { $0.namespace != answerer.namespace } }
        // Who is in one namespace shares its network already; only the names of hosts may be missing.
        if across.isEmpty {
            for asker in askers {
                for answerer in answerers { know(asker, names, answerer.name, over: "\(platform).\(asker.namespace)") }
            }
            return
        }
        let network =
            "\(platform).\(binding.consumer).\(binding.requirement.name)"
            + (binding.requirement.many ? ".\(binding.provider)" : "")
        share(
            network, askers + across,
            purpose: "\(binding.consumer) and \(binding.provider), for \(binding.requirement.name)")
        for asker in askers {
            for answerer in across {
                know(asker, names, answerer.name, over: network)
                for service in services where service.unit == answerer.name {
                    know(asker, service.names(from: asker.namespace), answerer.name, over: network)
                }
            }
        }
    }

    /// Whoever talks to the outside, or is reached from there.
    private mutating func open(_ member: Member) {
        let needs = member.component.network
        let reachesOut =
            needs.egress.contains("internet")
            || input.resolution.bindings(of: member.name).contains { $0.offer.location == .external }
        let own = units(of: member.name, in: member.namespace)
        let opened = own.filter { reachesOut || !$0.publishes.isEmpty }
        share("\(platform).\(member.name).outside", opened, isOpen: true, purpose: "\(member.name) and the outside")
    }

    private mutating func share(_ name: String, _ members: [MachineUnit], isOpen: Bool = false, purpose: String) {
        guard !members.isEmpty else { return }
        if shares[name] == nil { networks.append(MachineNetwork(name: name, isOpen: isOpen, purpose: purpose)) }
        shares[name, default: []].formUnion(members.map(\.name))
    }

    private mutating func know(_ unit: MachineUnit, _ names: [String], _ other: String, over network: String) {
        for name in names where known[unit.name]?[name] == nil {
            known[unit.name, default: [:]][name] = (network, other)
        }
    }

    // MARK: Addresses

    private mutating func place() {
        networks.sort { $0.name < $1.name }
        var places: [String: [String: MachineAttachment]] = [:]
        for network in networks {
            let members = (shares[network.name] ?? []).sorted()
            guard members.count <= MachineNumbers.most else {
                problems.refuse(
                    "\(members.count) containers share the network `\(network.name)`", of: members[0],
                    hint: "that is more than one machine is for: use a cluster")
                continue
            }
            for (member, number) in MachineNumbers.of(members) {
                places[member, default: [:]][network.name] = MachineAttachment(network: network.name, number: number)
            }
        }
        for index in units.indices {
            let name = units[index].name
            units[index].attachments = (places[name] ?? [:]).values.sorted { $0.network < $1.network }
            units[index].hosts = (known[name] ?? [:]).compactMap { host, target in
                places[target.unit]?[target.network].map { MachineHost(name: host, place: $0) }
            }.sorted { $0.name < $1.name }
        }
    }
}

extension MachineUnit {
    /// Whether its labels hold these; none asks for nothing.
    package func bears(_ wanted: [(String, String)]) -> Bool {
        wanted.allSatisfy { key, value in labels.contains { $0.0 == key && $0.1 == value } }
    }
}

/// Numbers within a network. They hang on the name, so that a newcomer moves nobody, but for who would have had the same number.
enum MachineNumbers {
    /// The most members of a network: the numbers from 2 to 253.
    static let most = 252

    /// A number for each name.
    ///
    /// - Parameter names: at most ``most``.
    static func of(_ names: [String]) -> [(String, Int)] {
        var taken: Set<Int> = []
        return names.prefix(most).map { name in
            // FNV-1a, 64 bit.
            let hash = name.utf8.reduce(UInt64(0xcbf2_9ce4_8422_2325)) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
            var number = Int(hash % UInt64(most))
            while !taken.insert(number).inserted { number = (number + 1) % most }
            return (name, number + 2)
        }
    }
}
