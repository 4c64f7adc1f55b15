import Delivery
import Rendering
import Catalog
import Diagnostics
import HTTP
import Host
import Values

/// The registries of the platform's images answer.
struct RegistryCheck: DoctorCheck {
    let name = "registries"
    let title = "Registries of images (as seen from this machine, not from the nodes)"

    func run(_ context: DoctorContext) throws -> [DoctorResult] {
        var users: [String: Set<String>] = [:]
        for component in context.desired.input.rendering.components {
            for image in component.images { users[Self.host(of: image.image), default: []].insert(component.name) }
        }
        for object in context.planned {
            for image in Self.images(in: object.node, depth: 0) {
                users[Self.host(of: image), default: []].insert(object.member)
            }
        }
        guard !users.isEmpty else { return [.ok("the platform runs no images")] }
        let hosts = users.keys.sorted()
        let transport = context.transport
        let answers = Parallel.map(hosts, limit: 8) { host -> Result<HTTPResponse, HTTPFailure> in
            do {
                let request = HTTPRequest(
                    "GET", "https://\(Self.server(host))/v2/", timeoutMilliseconds: 10_000, bodyLimit: 1 << 20)
                return .success(try transport.send(request))
            } catch let failure as HTTPFailure where failure.kind != .cancelled {
                return .failure(failure)
            }
        }
        var results: [DoctorResult] = []
        for (host, answer) in zip(hosts, answers) {
            results.append(Self.judge(host, try answer.get(), members: (users[host] ?? []).sorted()))
        }
        return results + [.skipped("what the nodes see: their network, mirrors and credentials are their own")]
    }

    static func judge(_ host: String, _ answer: Result<HTTPResponse, HTTPFailure>, members: [String]) -> DoctorResult {
        let hint = "look at the network from the nodes to there; without it, set up a mirror on them"
        switch answer {
        // 401: it answers, and says where tokens are given (OCI Distribution Specification).
        case .success(let response) where [200, 401].contains(response.status):
            return .ok("\(host) answers", for: members)
        case .success(let response):
            return .warning(
                .registryUnreachable, "\(host) answers with the status \(response.status)", for: members,
                cause: "images are pulled from there", hint: hint)
        case .failure(let failure):
            return .warning(
                .registryUnreachable, "\(host) does not answer: \(failure.message)", for: members,
                cause: "images are pulled from there, by the nodes", hint: hint)
        }
    }

    /// The host of an image's reference (distribution project, `reference`: the first part is a host if it has a dot or a port, or is
    /// `localhost`).
    static func host(of image: String) -> String {
        let parts = image.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, let first = parts.first,
            first.contains(".") || first.contains(":") || first == "localhost"
        else { return "docker.io" }
        return String(first)
    }

    // The one registry whose name is not its server's.
    private static func server(_ host: String) -> String { host == "docker.io" ? "registry-1.docker.io" : host }

    private static func images(in node: Node, depth: Int) -> [String] {
        guard depth < 64 else { return [] }
        switch node.value {
        case .list(let items): return items.flatMap { images(in: $0, depth: depth + 1) }
        case .mapping(let mapping):
            // Containers have a name beside their image; elsewhere the word means other things.
            let own = mapping["name"]?.string == nil ? nil : mapping["image"]?.string
            return [own].compactMap { $0 } + mapping.entries.flatMap { images(in: $0.value, depth: depth + 1) }
        default: return []
        }
    }
}
