import Diagnostics
import Kubernetes
import Values

/// Definitions that the platform brings are not somebody else's, and serve the versions that it uses.
struct DefinitionCheck: DoctorCheck {
    let name = "definitions"
    let title = "Custom resource definitions"

    func run(_ context: DoctorContext) throws -> [DoctorResult] {
        let existing = try context.cluster.all("apiextensions.k8s.io", "CustomResourceDefinition") ?? []
        return Self.judge(
            existing, taught: context.taughtGroups, objects: context.planned, marks: OwnMarks(context.desired))
    }

    static func judge(
        _ existing: [Node], taught: [String: String], objects: [PlannedObject], marks: OwnMarks
    ) -> [DoctorResult] {
        var results: [DoctorResult] = []
        for (group, member) in taught.sorted(by: { $0.key < $1.key }) {
            let present = existing.filter { $0.at("spec", "group")?.string == group }
            if present.isEmpty {
                results.append(.ok("definitions of \(group) will be made", for: [member]))
                continue
            }
            let versionResults = versions(present, of: group, member: member, objects: objects)
            let byOwner = Dictionary(grouping: present) { marks.owner(of: $0).words }
            for (words, definitions) in byOwner.sorted(by: { $0.key < $1.key }) {
                guard let owner = definitions.first.map({ marks.owner(of: $0) }) else { continue }
                let what = "\(DoctorWords.count(definitions.count, "definition")) of \(group) "
                let versions = DoctorWords.list(DoctorWords.unique(definitions.flatMap(served)))
                if owner == .ours {
                    results.append(.ok(what + "are there and ours (\(versions))", for: [member]))
                } else if owner.isLookedAfter {
                    results.append(
                        .failure(
                            .definitionOwner, what + "belong to \(words) (\(versions))", for: [member],
                            cause: "two owners would change them back and forth, and Helm refuses to take them over",
                            hint: "remove that one, or leave the definitions to it and \(member) out"))
                } else {
                    results.append(
                        .warning(
                            .definitionOwner, what + "are there already, from \(words) (\(versions))", for: [member],
                            cause: "they are taken over; objects of an older version may be left over with them",
                            hint: "look for objects: `kubectl get crd | grep \(group)`"))
                }
            }
            results += versionResults
        }
        return results.isEmpty ? [.ok("the platform brings no definitions")] : results
    }

    // What the members' own objects are written in must be served once the definition is there and not replaced.
    private static func versions(
        _ present: [Node], of group: String, member: String, objects: [PlannedObject]
    ) -> [DoctorResult] {
        let used = objects.filter { $0.reference.group == group }
        return DoctorWords.unique(used.map { "\($0.reference.apiVersion) \($0.reference.kind)" }).compactMap { text in
            let parts = text.split(separator: " ")
            guard parts.count == 2, let version = parts[0].split(separator: "/").last,
                let definition = present.first(where: { $0.at("spec", "names", "kind")?.string == String(parts[1]) }),
                !served(definition).contains(String(version))
            else { return nil }
            return .warning(
                .definitionOwner, "the definition of \(parts[1]) that is there does not serve \(parts[0])",
                for: [member],
                cause: "it serves \(DoctorWords.list(served(definition)))",
                hint: "let the platform's own definitions replace it, or upgrade what brought it")
        }
    }

    private static func served(_ definition: Node) -> [String] {
        (definition.at("spec", "versions")?.list ?? []).filter { $0["served"]?.bool == true }.compactMap {
            $0["name"]?.string
        }
    }
}
