import Catalog
import Platform
import Rendering
import Values

/// Names and waves that the objects of an Argo CD delivery share.
struct ArgoCDLayout {
    let tree: TreeLayout
    /// The namespace Argo CD runs in.
    let engineNamespace: String
    /// The namespaces of the platform as objects.
    let namespaces: [Node]

    init(_ input: DeliveryInput) {
        tree = TreeLayout(input)
        engineNamespace =
            input.resolution.deliverer?.namespace ?? "argocd"
        // A namespace holds data; it is never removed by leaving a component out.
        namespaces = Ground.namespaces(input).map(Self.kept)
    }

    var input: DeliveryInput { tree.input }
    var specification: Specification { tree.specification }
    var repository: Node { Node(.string(specification.delivery.repository)) }
    var revision: Node { Node(.string(specification.delivery.revision)) }

    // Waves inside of an application: Secrets, then what the chart's objects stand on, the chart itself at 0, then what needs it.
    static let secretWave = -20

    static func wave(_ stage: RenderedObject.Stage) -> Int {
        switch stage {
        case .before: -10
        case .with: 0
        case .after: 10
        }
    }

    /// Name of the root application and of its project; no component may bear it.
    static let rootName = "platform"

    // Waves of the root application: projects and ground first, definitions, then the plan's waves.
    static let groundWave = -20
    static let definitionsWave = -10

    /// The object with its wave inside of the application.
    func staged(_ object: Node, wave: Int) -> Node {
        guard wave != 0 else { return object }
        var node = object
        node.set(Node(.string(String(wave))), at: ["metadata", "annotations", "argocd.argoproj.io/sync-wave"])
        return node
    }

    /// Objects that hold data are not removed when they vanish from the tree.
    static func kept(_ object: Node) -> Node {
        guard DataKinds.holdsData(object) else { return object }
        var node = object
        node.set("Prune=false,Delete=false", at: ["metadata", "annotations", "argocd.argoproj.io/sync-options"])
        return node
    }
}
