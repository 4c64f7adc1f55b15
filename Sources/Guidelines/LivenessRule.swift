import Catalog
package import Diagnostics
import Platform
import Rendering
import Values

/// A container is not restarted because another service is away: that helps nobody and takes the last pods down with it.
package struct LivenessRule: Guideline {
    package static let code = Code.livenessElsewhere
    package init() {}

    package func findings(_ input: GuidelineInput) -> [Finding] {
        input.trees.flatMap { tree -> [Finding] in
            let others = Self.others(input, of: tree.component)
            guard !others.isEmpty else { return [] }
            return tree.node.mappings().compactMap { path, node in
                guard let live = node["livenessProbe"]?["httpGet"], let ready = node["readinessProbe"]?["httpGet"],
                    let way = live["path"]?.string, way == ready["path"]?.string, live["port"] == ready["port"]
                else { return nil }
                return Finding(
                    code: Self.code, severity: .warning,
                    message: "liveness and readiness of \(tree.title) ask the same path \(way)",
                    place: input.place(live["path"], of: tree.component), component: tree.component,
                    cause: "it needs " + others.joined(separator: ", ")
                        + ": if one of them is away and the path says so, every pod is restarted (at \(path))",
                    hint: "let the liveness probe ask a path that depends on nothing else, or use `tcpSocket`")
            }
        }
    }

    /// Services that a member cannot do without.
    private static func others(_ input: GuidelineInput, of member: String) -> [String] {
        let bound = input.resolution.bindings(of: member).filter { binding in
            !binding.requirement.optional
                && input.resolution.capabilities[binding.requirement.capability]?.traffic == .toProvider
                && !binding.offer.ports.isEmpty
        }
        return Set(bound.map { "`\($0.provider)`" }).sorted()
    }
}
