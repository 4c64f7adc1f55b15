import Diagnostics
import Values

/// Whether every Secret that a chart's pods read will be there.
struct SecretCheck {
    let index: SecretIndex

    /// Checks the objects of one chart.
    func findings(_ objects: [ChartObject]) -> [Finding] {
        let announced = Self.announced(objects)
        var findings: [Finding] = []
        for object in objects {
            for reference in SecretReference.all(in: object.node) {
                guard index.contains(object.namespace, reference.name) else {
                    if announced.contains(reference.name) { continue }
                    findings.append(missing(reference, object))
                    continue
                }
                guard let keys = index.keys(object.namespace, reference.name) else { continue }
                for key in reference.keys where !keys.contains(key) {
                    findings.append(missing(key, keys, reference, object))
                }
            }
        }
        return findings
    }

    private func missing(_ reference: SecretReference, _ object: ChartObject) -> Finding {
        let keys = reference.keys.isEmpty ? "" : " (key `\(reference.keys.joined(separator: "`, `"))`)"
        return Finding(
            code: Code.secretMissing, severity: .warning,
            message:
                "\(object.title) reads Secret `\(object.namespace)/\(reference.name)`\(keys), which nothing delivers",
            place: object.node.place,
            hint: "declare it under `secrets` or set the value that names another Secret")
    }

    private func missing(_ key: String, _ keys: Set<String>, _ reference: SecretReference, _ object: ChartObject)
        -> Finding
    {
        let there = keys.isEmpty ? "no key" : "`\(keys.sorted().joined(separator: "`, `"))`"
        let near = Suggestion.closest(to: key, among: keys.sorted()).map { "did you mean `\($0)`?" }
        return Finding(
            code: Code.secretMissing, severity: .warning,
            message:
                "\(object.title) reads key `\(key)` of Secret `\(object.namespace)/\(reference.name)`, which has \(there)",
            place: object.node.place, hint: near)
    }

    /// Names that a chart tells its own programs: arguments, variables and the names that a role may write. A Secret with such a
    /// name is made at run time, as the certificate of a webhook is.
    private static func announced(_ objects: [ChartObject]) -> Set<String> {
        var names: Set<String> = []
        for object in objects { collect(object.node, key: "", told: false, &names) }
        return names
    }

    private static func collect(_ node: Node, key: String, told: Bool, _ names: inout Set<String>) {
        switch node.value {
        case .mapping(let mapping):
            for entry in mapping.entries where entry.key != "valueFrom" && entry.key != "envFrom" {
                let tells = ["args", "command", "env", "resourceNames"].contains(entry.key)
                collect(entry.value, key: entry.key, told: told || tells, &names)
            }
        case .list(let list):
            for item in list { collect(item, key: key, told: told, &names) }
        case .string(let text) where told && key != "name":
            for word in text.split(whereSeparator: { " =,;\"'\n".contains($0) }) {
                names.insert(String(word.split(separator: "/").last ?? word))
            }
        default: break
        }
    }
}
