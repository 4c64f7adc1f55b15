import Catalog
package import Diagnostics
import Platform
import Rendering
import Values

/// Each host, and each path of it, leads to one place.
package struct DuplicateHostRule: Guideline {
    package static let code = Code.duplicateHost
    package init() {}

    package func findings(_ input: GuidelineInput) -> [Finding] { members(input) + routes(input) }

    private func members(_ input: GuidelineInput) -> [Finding] {
        var owners: [String: String] = [:]
        return input.resolution.members.compactMap { member in
            guard let host = member.host?.lowercased() else { return nil }
            guard let other = owners[host] else {
                owners[host] = member.name
                return nil
            }
            return Finding(
                code: Self.code, message: "`\(member.name)` and `\(other)` both want the host \(host)",
                place: member.request.options["host"]?.place ?? member.request.place, component: member.name,
                hint: "give one of them another `host`")
        }
    }

    private struct Route {
        var way: String
        /// What it leads through, where ways that look alike may be different ones.
        var through = ""
        var tree: RenderedTree
    }

    private func routes(_ input: GuidelineInput) -> [Finding] {
        var owners: [String: RenderedTree] = [:]
        return input.trees.flatMap { Self.routes($0) }.compactMap { route in
            let key = route.way + " " + route.through
            guard let other = owners[key] else {
                owners[key] = route.tree
                return nil
            }
            return Finding(
                code: Self.code,
                message:
                    "\(route.way) leads to two places: \(other.title) of `\(other.component)` and \(route.tree.title)",
                place: input.place(nil, of: route.tree.component), component: route.tree.component,
                hint: "give one of them another host or another path")
        }
    }

    private static func routes(_ tree: RenderedTree) -> [Route] {
        if tree.object?.kind == "HTTPRoute" { return gatewayRoutes(tree) }
        var ways: [String] = []
        if tree.object == nil {
            // What charts render themselves: their usual form of values.
            for (_, node) in tree.node.mappings() {
                guard let ingress = node["ingress"], ingress["enabled"]?.bool == true else { continue }
                let named = [ingress["host"], ingress["hostname"]].compactMap { $0?.string }
                let listed = (ingress["hosts"]?.list ?? []).compactMap { $0.string ?? $0["host"]?.string }
                ways += (named + listed).map { $0.lowercased() + "/" }
            }
        } else if tree.object?.kind == "Ingress" {
            for rule in tree.node.at("spec", "rules")?.list ?? [] {
                let host = rule["host"]?.string?.lowercased() ?? "*"
                ways += (rule.at("http", "paths")?.list ?? []).map { host + ($0["path"]?.string ?? "/") }
            }
        }
        var seen: Set<String> = []
        return ways.filter { seen.insert($0).inserted }.map { Route(way: $0, tree: tree) }
    }

    /// The ways of a route, at each listener that it names. What also asks for a header or a method shares its path with others.
    private static func gatewayRoutes(_ tree: RenderedTree) -> [Route] {
        let hosts = (tree.node.at("spec", "hostnames")?.list ?? []).compactMap { $0.string?.lowercased() }
        let paths = (tree.node.at("spec", "rules")?.list ?? []).flatMap { rule -> [String] in
            (rule["matches"]?.list ?? [[:]]).compactMap { match in
                guard match["headers"] == nil, match["method"] == nil, match["queryParams"] == nil else { return nil }
                let path = match.at("path", "value")?.string ?? "/"
                return match.at("path", "type")?.string == "Exact" ? path + " alone" : path
            }
        }
        let doors = (tree.node.at("spec", "parentRefs")?.list ?? []).map { parent in
            [parent["namespace"]?.string ?? tree.namespace, parent["name"]?.string, parent["sectionName"]?.string]
                .map { $0 ?? "" }.joined(separator: "/")
        }
        var seen: Set<String> = []
        return doors.flatMap { door in
            (hosts.isEmpty ? ["*"] : hosts).flatMap { host in
                paths.map { Route(way: host + $0, through: door, tree: tree) }
            }
        }.filter { seen.insert($0.way + " " + $0.through).inserted }
    }
}
