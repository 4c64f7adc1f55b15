import Catalog
import Platform
import Rendering
import Values

/// Names and paths that the files of a delivery share, whatever its engine.
struct TreeLayout {
    let input: DeliveryInput
    /// Namespaces that must exist for the sealing key.
    let sealingNamespaces: [String]

    init(_ input: DeliveryInput) {
        self.input = input
        sealingNamespaces = input.resolution.sealingNamespaces
    }

    var specification: Specification { input.resolution.specification }

    /// A folder of the tree, as a path in the repository.
    func path(_ folder: String) -> String {
        let base = specification.delivery.path
        return base == "." || base.isEmpty ? folder : base + "/" + folder
    }

    /// Whether a member comes to anything that is delivered.
    func isInstalled(_ member: Member) -> Bool {
        member.component.chart != nil || hasManifests(member)
    }

    /// Whether a member has a folder of manifests.
    func hasManifests(_ member: Member) -> Bool {
        !(input.rendering.component(member.name)?.objects.isEmpty ?? true)
            || input.secrets.contains { $0.component == member.name }
    }

    /// The file of an object below a folder: kind and name, with the namespace where it is not the component's own.
    func manifestPath(_ component: String, _ object: Node, below folder: String = "manifests") -> String {
        "components/\(component)/\(folder)/\(manifestName(object, of: component))"
    }

    /// The name of an object's file.
    func manifestName(_ object: Node, of component: String? = nil) -> String {
        let kind = (object["kind"]?.string ?? "object").lowercased()
        let name = object.at("metadata", "name")?.string ?? "unnamed"
        let namespace = object.at("metadata", "namespace")?.string
        let own = component.flatMap(input.resolution.member)?.namespace
        let middle = namespace.flatMap { $0 == own ? nil : "\($0)-" } ?? ""
        return "\(kind)-\(middle)\(Self.fileName(name)).yaml"
    }

    /// The labels of an object that only an engine reads.
    func labels(component: String) -> Node {
        [
            "app.kubernetes.io/managed-by": "fairlead",
            "app.kubernetes.io/part-of": Node(.string(specification.name)),
            Mark.platform: Node(.string(specification.name)), Mark.component: Node(.string(component)),
        ]
    }

    /// Object names may hold characters that file names should not.
    private static func fileName(_ name: String) -> String {
        String(
            decoding: name.utf8.map { $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: ":") ? UInt8(ascii: "-") : $0 },
            as: UTF8.self)
    }
}
