import Catalog
import Platform
import Rendering
import Values

/// Who may talk to whom, read off the bindings; everything else is denied.
struct NetworkTable {
    private struct Way: Hashable {
        var from: String
        var to: String
    }

    private let input: ReportInput

    init(_ input: ReportInput) { self.input = input }

    /// The table, by who opens the connection.
    func html() -> HTML {
        var ways: [Way: (ports: Set<Int>, why: Set<String>)] = [:]
        func add(_ from: String, _ to: String, _ ports: [Int], _ why: String) {
            ways[Way(from: from, to: to), default: ([], [])].ports.formUnion(ports)
            ways[Way(from: from, to: to), default: ([], [])].why.insert(why)
        }
        for binding in input.resolution.bindings { addBinding(binding, add) }
        for member in input.resolution.members {
            let own = "\(member.component.title) (\(member.namespace))"
            for destination in member.component.network.egress {
                add(own, Self.words(destination), [], "it says so itself")
            }
            for source in member.component.network.ingress {
                add(Self.words(source.from), own, source.ports, "it says so itself")
            }
        }
        let rows = ways.keys.sorted { ($0.from, $0.to) < ($1.from, $1.to) }.map { way -> [HTML] in
            let ports = (ways[way]?.ports ?? []).sorted().map(String.init).joined(separator: ", ")
            return [
                HTML(text: way.from), HTML(text: way.to), HTML(text: ports.isEmpty ? "any" : ports),
                HTML(text: (ways[way]?.why ?? []).sorted().joined(separator: ", ")),
            ]
        }
        let note: HTML = """
            <p>All other traffic between namespaces is denied, but for names (DNS). Inside of a namespace everything is open.</p>

            """
        return rows.isEmpty ? note : "\(note)\(HTML.table(["From", "To", "Ports", "Why"], rows))"
    }

    private func addBinding(_ binding: Binding, _ add: (String, String, [Int], String) -> Void) {
        let resolution = input.resolution
        guard let consumer = resolution.member(binding.consumer), let provider = resolution.member(binding.provider),
            let capability = resolution.capabilities[binding.offer.capability]
        else { return }
        let (needs, gives) = (
            "\(consumer.component.title) (\(consumer.namespace))", "\(provider.component.title) (\(provider.namespace))"
        )
        switch capability.traffic {
        case .none: return
        case .toHost: add(needs, provider.host.map { "https://\($0)" } ?? gives, [443], capability.name)
        case .toConsumer:
            let arguments = facts(binding)?.arguments ?? binding.requirement.arguments
            let port = arguments["podPort"]?.integer ?? arguments["port"]?.integer
            guard consumer.namespace != provider.namespace else { return }
            add(gives, needs, port.flatMap { Int(exactly: $0) }.map { [$0] } ?? [], capability.name)
        case .toProvider:
            switch binding.offer.location {
            case .external:
                add(needs, "the outside, for \(provider.component.title)", binding.offer.ports, capability.name)
            case .consumer: add(gives, needs, [], "\(capability.name): it keeps the server there")
            case .provider:
                guard !binding.offer.ports.isEmpty, consumer.namespace != provider.namespace else { return }
                add(needs, gives, binding.offer.ports, capability.name)
            }
        }
    }

    private func facts(_ binding: Binding) -> BindingFacts? {
        input.rendering?.facts.first { $0.binding.key == binding.key }
    }

    private static func words(_ party: String) -> String {
        switch party {
        case "internet": "the internet"
        case "kubernetes-api": "the Kubernetes API"
        case "cluster": "every pod of the cluster"
        default: party
        }
    }
}
