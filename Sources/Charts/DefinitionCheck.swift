import Diagnostics
import Helm
import Values

/// Whether the cluster will know the kinds that a chart renders.
struct DefinitionCheck {
    /// The groups that members of the platform teach.
    let taught: Set<String>

    /// Checks one chart.
    ///
    /// - Parameters:
    ///   - objects: what it renders.
    ///   - crds: the files in its `crds/` folders.
    ///   - declared: the groups that its own component says it teaches.
    /// - Returns: a warning for each kind that nobody teaches; a note if the component teaches more than it says.
    func findings(_ objects: [ChartObject], crds: [RenderedFile], declared: [String]) -> [Finding] {
        let brought = broughtGroups(objects, crds)
        var findings: [Finding] = []
        var seen: Set<String> = []
        for object in objects where APIGroup.isCustom(object.group) {
            guard !taught.contains(object.group), !brought.contains(object.group) else { continue }
            guard seen.insert("\(object.group)/\(object.kind)").inserted else { continue }
            findings.append(
                Finding(
                    code: Code.definitionMissing, severity: .warning,
                    message:
                        "\(object.title) is of \(object.group), which no component of the platform teaches the cluster",
                    place: object.node.place,
                    hint: "switch this object off in the values, or add the component that brings \(object.group)"))
        }
        let silent = brought.subtracting(declared).sorted()
        if !silent.isEmpty {
            findings.append(
                Finding(
                    code: Code.definitionMissing, severity: .note,
                    message:
                        "the chart teaches the cluster \(silent.joined(separator: ", ")), which `crds.groups` does not list",
                    hint: "list the groups whose objects other components may use"))
        }
        return findings
    }

    private func broughtGroups(_ objects: [ChartObject], _ crds: [RenderedFile]) -> Set<String> {
        var groups: Set<String> = []
        for object in objects where object.kind == "CustomResourceDefinition" {
            if let group = object.node.at("spec", "group")?.string { groups.insert(group) }
        }
        // These files are megabytes of which one line each is wanted, and that line has one form in all of them.
        for file in crds where file.text.contains("kind: CustomResourceDefinition") {
            for line in file.text.utf8.split(separator: 0x0A) where line.starts(with: "  group:".utf8) {
                let value = String(decoding: line.dropFirst("  group:".utf8.count), as: UTF8.self)
                groups.insert(value.filter { !" \"'\r".contains($0) })
            }
        }
        return groups
    }
}
