import Platform
import Rendering
import Values

/// The files of a stage's folder.
enum FluxFiles {
    static func ground(_ layout: FluxLayout) -> [FluxFile] {
        (layout.namespaces + layout.input.rendering.policies.map(\.node)).map {
            FluxFile(name: layout.tree.manifestName($0), object: $0)
        }
    }

    /// The platform's own objects of a part.
    static func of(_ member: Member, _ part: FluxStages.Part, _ layout: FluxLayout) -> [FluxFile] {
        let objects: [Node]
        switch part {
        case .secrets: objects = layout.input.secrets.filter { $0.component == member.name }.map(\.object)
        case .before, .with, .after:
            objects = (layout.input.rendering.component(member.name)?.objects ?? []).filter {
                $0.stage.rawValue == part.rawValue
            }.map {
                FluxLayout.kept($0.node)
            }
        }
        return objects.map { FluxFile(name: layout.tree.manifestName($0, of: member.name), object: $0) }
    }

    /// A kustomization that lists what it is made of, and nothing else.
    static func kustomization(_ resources: [String]) -> Node {
        [
            "apiVersion": "kustomize.config.k8s.io/v1beta1", "kind": "Kustomization",
            "resources": Node(.list(resources.map { Node(.string($0)) })),
        ]
    }
}
