import Kubernetes
import Values

/// Which workloads read which Secret.
struct SecretReaders {
    /// Secrets, and what becomes one of the same name.
    static let kinds: Set<String> = ["Secret", "SealedSecret", "ExternalSecret", "VaultStaticSecret"]

    private var readers: [String: [String]] = [:]

    init(_ objects: [Node]) {
        for object in objects {
            guard let reference = ObjectReference(object), let template = Self.template(object) else { continue }
            for secret in Self.names(template).sorted() {
                readers["\(reference.namespace ?? "")/\(secret)", default: []].append(
                    "\(reference.kind) \(reference.name)")
            }
        }
    }

    /// The workloads that read a Secret, or the Secret that another object becomes.
    func of(_ reference: ObjectReference) -> [String] {
        guard Self.kinds.contains(reference.kind) else { return [] }
        return readers["\(reference.namespace ?? "")/\(reference.name)"] ?? []
    }

    private static func template(_ object: Node) -> Node? {
        object.at("spec", "jobTemplate", "spec", "template") ?? object.at("spec", "template")
    }

    private static func names(_ node: Node) -> Set<String> {
        var names: Set<String> = []
        switch node.value {
        case .mapping(let content):
            for entry in content.entries {
                switch entry.key {
                case "secretKeyRef", "secretRef": if let name = entry.value["name"]?.string { names.insert(name) }
                case "secretName": if let name = entry.value.string { names.insert(name) }
                default: names.formUnion(Self.names(entry.value))
                }
            }
        case .list(let content): for element in content { names.formUnion(Self.names(element)) }
        default: break
        }
        return names
    }
}
