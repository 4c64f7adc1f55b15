import Platform
import Rendering
import Values

/// Names, places and marks that the objects of a Flux delivery share.
struct FluxLayout {
    let tree: TreeLayout
    /// The namespace Flux runs in.
    let engineNamespace: String
    /// The namespaces of the platform as objects.
    let namespaces: [Node]
    private let infrastructure: Set<String>

    init(_ input: DeliveryInput) {
        tree = TreeLayout(input)
        engineNamespace = input.resolution.deliverer?.namespace ?? "flux-system"
        // A namespace holds data; it is never removed by leaving a component out.
        namespaces = Ground.namespaces(input).map(Self.kept)
        infrastructure = FluxArea.infrastructure(input)
    }

    var input: DeliveryInput { tree.input }
    var specification: Specification { tree.specification }

    /// Name of the source and of the Kustomization that brings all others; no component may bear it.
    static let rootName = "platform"

    /// Which half of the repository a member stands in.
    func area(of member: String) -> FluxArea { infrastructure.contains(member) ? .infra : .apps }

    /// The folder of a member.
    func folder(of member: String) -> String { "\(area(of: member).rawValue)/\(member)" }

    /// A folder as a Kustomization names it.
    func path(_ folder: String) -> String { "./" + tree.path(folder) }

    /// The object as Flux is to treat it: data stays when it vanishes from the tree, and a Job that cannot be changed is made anew.
    static func kept(_ object: Node) -> Node {
        var node = object
        if DataKinds.holdsData(object) {
            node.set("disabled", at: ["metadata", "annotations", "kustomize.toolkit.fluxcd.io/prune"])
        }
        if object["kind"]?.string == "Job", object["apiVersion"]?.string?.hasPrefix("batch/") ?? false {
            node.set("enabled", at: ["metadata", "annotations", "kustomize.toolkit.fluxcd.io/force"])
        }
        return node
    }

    /// An object that only Flux reads.
    func object(
        _ apiVersion: String, _ kind: String, _ name: String, in namespace: String, of component: String, spec: Node
    ) -> Node {
        [
            "apiVersion": Node(.string(apiVersion)), "kind": Node(.string(kind)),
            "metadata": [
                "name": Node(.string(name)), "namespace": Node(.string(namespace)),
                "labels": tree.labels(component: component),
            ],
            "spec": spec,
        ]
    }
}
