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
        var tree: RenderedTree
    }

    private func routes(_ input: GuidelineInput) -> [Finding] {
        var owners: [String: RenderedTree] = [:]
        return input.trees.flatMap { Self.routes($0) }.compactMap { route in
            guard let other = owners[route.way] else {
                owners[route.way] = route.tree
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
}
