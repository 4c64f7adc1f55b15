import Rendering
import Delivery
import Diagnostics
import Platform
import Host
import Kubernetes
import Values

/// Every host of the platform is in the DNS and leads to its way in.
struct HostNameCheck: DoctorCheck {
    let name = "hosts"
    let title = "Host names (as seen from this machine)"

    func run(_ context: DoctorContext) throws -> [DoctorResult] {
        let hosts = Self.hosts(context)
        guard !hosts.isEmpty else { return [.ok("the platform has no hosts")] }
        let resolve = context.resolve
        let domain = context.desired.input.resolution.specification.domain
        let any = "fairlead-doctor-\(try context.randomName()).\(domain)"
        let answers = Parallel.map([any] + hosts.map(\.host), limit: 8) { try resolve($0) }
        var found: [(host: String, members: [String], answer: Result<[String], any Error>)] = []
        for (host, answer) in zip(hosts, answers.dropFirst()) { found.append((host.host, host.members, answer)) }
        for case .failure(let interrupted as Interrupted) in answers { throw interrupted }
        return Self.judge(
            found, wildcard: (try? answers.first?.get()) ?? [], domain: domain, expected: try Self.addresses(context))
    }

    private static func hosts(_ context: DoctorContext) -> [(host: String, members: [String])] {
        var hosts: [String: Set<String>] = [:]
        for member in context.desired.input.resolution.members {
            if let host = member.host { hosts[host, default: []].insert(member.name) }
        }
        return named(in: context.planned.map { ($0.member, $0.node) }, besides: hosts)
    }

    /// The hosts that objects name, and whose they are.
    ///
    /// - Parameters:
    ///   - objects: members and objects of theirs.
    ///   - known: hosts that are known already.
    static func named(in objects: [(member: String, node: Node)], besides known: [String: Set<String>])
        -> [(host: String, members: [String])]
    {
        var hosts = known
        var listeners: [String: Set<String>] = [:]
        for (member, node) in objects {
            switch node["kind"]?.string {
            case "Ingress":
                for rule in node.at("spec", "rules")?.list ?? [] {
                    if let host = rule["host"]?.string { hosts[host, default: []].insert(member) }
                }
            case "HTTPRoute":
                for host in (node.at("spec", "hostnames")?.list ?? []).compactMap(\.string) {
                    hosts[host, default: []].insert(member)
                }
            case "Gateway":
                for host in (node.at("spec", "listeners")?.list ?? []).compactMap({ $0["hostname"]?.string }) {
                    listeners[host, default: []].insert(member)
                }
            default: break
            }
        }
        // A host belongs to who has the route. One that only a Gateway names needs a certificate all the same.
        hosts.merge(listeners) { routes, _ in routes }
        return hosts.sorted { $0.key < $1.key }.map { ($0.key, $0.value.sorted()) }
    }

    /// Addresses of the services of the way in.
    private static func addresses(_ context: DoctorContext) throws -> Set<String> {
        let namespaces = Set(context.facts(of: "ingress").compactMap { $0.properties["namespace"]?.string })
        var found: Set<String> = []
        for service in try context.cluster.all("", "Service") ?? []
        where namespaces.contains(service.at("metadata", "namespace")?.string ?? "") {
            for entry in service.at("status", "loadBalancer", "ingress")?.list ?? [] {
                if let address = entry["ip"]?.string { found.insert(address) }
                if let host = entry["hostname"]?.string { found.formUnion((try? context.resolve(host)) ?? []) }
            }
        }
        return found
    }

    static func judge(
        _ hosts: [(host: String, members: [String], answer: Result<[String], any Error>)], wildcard: [String],
        domain: String, expected: Set<String>
    ) -> [DoctorResult] {
        var results: [DoctorResult] = []
        if !wildcard.isEmpty { results.append(.ok("*.\(domain) leads to \(DoctorWords.list(wildcard))")) }
        for (host, members, answer) in hosts {
            switch answer {
            case .failure(let error):
                results.append(
                    .warning(
                        .hostName, "\(host) cannot be looked up: \(words(error))", for: members,
                        hint: "look whether this machine's DNS server answers"))
            case .success(let addresses) where addresses.isEmpty:
                results.append(
                    .warning(
                        .hostName, "\(host) is not in the DNS", for: members,
                        cause: "browsers do not find it, and certificates by ACME cannot be had for it",
                        hint: expected.isEmpty
                            ? "let it lead to the address of the way in, as soon as that has one"
                            : "let it lead to \(DoctorWords.list(expected.sorted()))"))
            case .success(let addresses):
                let elsewhere = addresses.filter { !expected.contains($0) }
                results.append(
                    expected.isEmpty || elsewhere.isEmpty
                        ? .ok("\(host) leads to \(DoctorWords.list(addresses))", for: members)
                        : .warning(
                            .hostName,
                            "\(host) leads to \(DoctorWords.list(elsewhere)), the way in has "
                                + DoctorWords.list(expected.sorted()), for: members,
                            cause: "requests end elsewhere, unless something in front passes them on",
                            hint: "correct the DNS entry, or look at what is in front"))
            }
        }
        return results
    }

    private static func words(_ error: any Error) -> String {
        (error as? TimedOut).map { "no answer within \($0.milliseconds / 1000) seconds" } ?? "\(error)"
    }
}
