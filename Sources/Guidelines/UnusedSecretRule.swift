import Catalog
package import Diagnostics
import Platform
import Rendering
import Values

/// A secret that nothing reads is not handed out.
package struct UnusedSecretRule: Guideline {
    package static let code = Code.secretUnused
    package init() {}

    package func findings(_ input: GuidelineInput) -> [Finding] {
        input.rendering.secrets.compactMap { secret in
            // Secrets with labels are found by them.
            guard secret.labels.isEmpty else { return nil }
            let isNamed = input.trees.contains {
                ($0.component == secret.component || $0.namespace == secret.namespace) && $0.node.holds(secret.name)
            }
            guard !isNamed, !Self.waits(secret, input.resolution) else { return nil }
            return Finding(
                code: Self.code, severity: .note,
                message: "nothing names the Secret `\(secret.name)` in \(secret.namespace)",
                place: input.resolution.member(secret.component)?.component.place, component: secret.component,
                hint: "leave it out, unless the chart knows it by this name")
        }
    }

    /// Whether a requirement that nobody meets yet would hand it to its provider, as the key by which metrics are read.
    private static func waits(_ secret: SecretObject, _ resolution: Resolution) -> Bool {
        let bound = Set(resolution.bindings(of: secret.component).map(\.requirement.name))
        return resolution.member(secret.component)?.component.requirements.contains {
            !bound.contains($0.name) && $0.arguments.holds(secret.name)
        } ?? false
    }
}
