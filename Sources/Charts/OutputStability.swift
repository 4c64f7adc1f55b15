import Diagnostics
import Helm
import Values

/// Whether two renderings of a chart are the same. An engine that renders again and again would never be in step with a chart
/// whose output changes.
enum OutputStability {
    private static let shownPaths = 4

    /// Compares two renderings with the same values.
    ///
    /// - Returns: one finding for each object that changes.
    static func compare(_ first: [RenderedFile], _ second: [RenderedFile], namespace: String) -> [Finding] {
        let firstChanged = first.filter { !second.contains($0) }
        let secondChanged = second.filter { !first.contains($0) }
        guard !firstChanged.isEmpty || !secondChanged.isEmpty else { return [] }
        var later = ChartObject.read(secondChanged, namespace: namespace).objects
        var findings: [Finding] = []
        for object in ChartObject.read(firstChanged, namespace: namespace).objects {
            guard let index = later.firstIndex(where: { $0.isSame(as: object) }) else {
                findings.append(finding(object, "is there in one rendering and not in the next"))
                continue
            }
            let changes = later.remove(at: index).node.difference(from: object.node)
            if changes.isEmpty { continue }
            let paths = changes.prefix(shownPaths).map { "`\($0.path)`" }.joined(separator: ", ")
            let more = changes.count > shownPaths ? " and \(changes.count - shownPaths) more places" : ""
            findings.append(finding(object, "changes from one rendering to the next at \(paths)\(more)"))
        }
        return findings + later.map { finding($0, "is there in one rendering and not in the next") }
    }

    private static func finding(_ object: ChartObject, _ what: String) -> Finding {
        Finding(
            code: Code.outputChanges, message: "\(object.title) \(what)", place: object.node.place,
            cause: "usually a template that makes a random value or a certificate, or that asks for the time",
            hint: "set the value that hands the chart an existing Secret or switches this part off")
    }
}

extension ChartObject {
    fileprivate func isSame(as other: ChartObject) -> Bool {
        kind == other.kind && group == other.group && name == other.name && namespace == other.namespace
    }
}
