import Catalog
import Platform
import Rendering
import Values

/// Names, paths and waves that the objects of an Argo CD delivery share.
struct ArgoCDLayout {
    let input: DeliveryInput
    /// The namespace Argo CD runs in.
    let engineNamespace: String
    /// Namespaces that must exist for the sealing key.
    let sealingNamespaces: [String]
    /// The namespaces of the platform as objects.
    let namespaces: [Node]

    init(_ input: DeliveryInput) {
        self.input = input
        func namespaces(of capability: String) -> [String] {
            input.resolution.members.filter { $0.component.provides(capability) }.map(
                \.namespace)
        }
        engineNamespace = namespaces(of: "gitops").first ?? "argocd"
        sealingNamespaces = namespaces(of: "secret-delivery")
        let platform = Node(.string(input.resolution.specification.name))
        self.namespaces = input.rendering.namespaces.map { namespace in
            let level = Node(.string(namespace.podSecurity.rawValue))
            return [
                "apiVersion": "v1", "kind": "Namespace",
                "metadata": [
                    "name": Node(.string(namespace.name)),
                    "labels": [
                        "app.kubernetes.io/managed-by": "fairlead", "app.kubernetes.io/part-of": platform,
                        "pod-security.kubernetes.io/enforce": level, "pod-security.kubernetes.io/warn": level,
                    ],
                    // A namespace holds data; it is never removed by leaving a component out.
                    "annotations": ["argocd.argoproj.io/sync-options": "Prune=false,Delete=false"],
                ],
            ]
        }
    }

    var specification: Specification { input.resolution.specification }
    var repository: Node { Node(.string(specification.delivery.repository)) }
    var revision: Node { Node(.string(specification.delivery.revision)) }

    /// A folder of the tree, as a path in the repository.
    func path(_ folder: String) -> String {
        let base = specification.delivery.path
        return base == "." || base.isEmpty ? folder : base + "/" + folder
    }

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

    /// Whether a member comes to anything that is delivered.
    func hasApplication(_ member: Member) -> Bool {
        member.component.chart != nil || hasManifests(member)
    }

    /// Whether a member has a folder of manifests.
    func hasManifests(_ member: Member) -> Bool {
        !(input.rendering.component(member.name)?.objects.isEmpty ?? true)
            || input.secrets.contains { $0.component == member.name }
    }

    /// The object with its wave inside of the application.
    func staged(_ object: Node, wave: Int) -> Node {
        guard wave != 0 else { return object }
        var node = object
        node.set(Node(.string(String(wave))), at: ["metadata", "annotations", "argocd.argoproj.io/sync-wave"])
        return node
    }

    /// Objects that hold data are not removed when they vanish from the tree.
    func kept(_ object: Node) -> Node {
        let kinds = ["PersistentVolumeClaim", "PersistentVolume", "ObjectBucketClaim", "Database"]
        let isCluster =
            object["apiVersion"]?.string?.hasPrefix("postgresql.cnpg.io/") == true
            && object["kind"]?.string == "Cluster"
        guard isCluster || kinds.contains(object["kind"]?.string ?? "") else { return object }
        var node = object
        node.set("Prune=false,Delete=false", at: ["metadata", "annotations", "argocd.argoproj.io/sync-options"])
        return node
    }

    /// The file of an object: kind and name, with the namespace where it is not the component's own.
    func manifestPath(_ component: String, _ object: Node) -> String {
        let kind = (object["kind"]?.string ?? "object").lowercased()
        let name = object.at("metadata", "name")?.string ?? "unnamed"
        let namespace = object.at("metadata", "namespace")?.string
        let own = input.resolution.member(component)?.namespace
        let middle = namespace.flatMap { $0 == own ? nil : "\($0)-" } ?? ""
        return "components/\(component)/manifests/\(kind)-\(middle)\(Self.fileName(name)).yaml"
    }

    /// Object names may hold characters that file names should not.
    private static func fileName(_ name: String) -> String {
        String(
            decoding: name.utf8.map { $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: ":") ? UInt8(ascii: "-") : $0 },
            as: UTF8.self)
    }
}
