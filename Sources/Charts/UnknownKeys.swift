package import Diagnostics
package import Values

/// Finds keys of ours that a chart would not notice.
///
/// A key is right if anything speaks for it: the chart's defaults, its schema, a comment in its `values.yaml`, a template, a
/// subchart, or the component's `freeForm`. Below a value whose default is absent, null, empty or no mapping every key is right.
package struct UnknownKeys {
    /// Dotted paths below which every key is right.
    let freeForm: [String]
    /// What was found, in the order of the values.
    package private(set) var findings: [Finding] = []
    private var unknownPaths: [String] = []

    /// A chart and a place in its own values.
    private struct Scope {
        var tree: ChartTree
        var path: [String]

        var standard: Node? { tree.defaults.at(path) }

        var isKnown: Bool {
            standard != nil || tree.readByHelm.contains(path) || tree.schema.knows(path)
                || tree.commented.contains(path) || tree.spelled.contains(path) || tree.uses.knows(path)
        }

        var isOpen: Bool { tree.schema.isOpen(path) || tree.uses.isWhole(path) }

        func descend(_ key: String) -> [Scope] {
            var next = [Scope(tree: tree, path: path + [key])]
            guard path.isEmpty else { return next }
            if key == "global" {
                next += tree.all.dropFirst().map { Scope(tree: $0, path: ["global"]) }
            }
            next += tree.subcharts.filter { $0.key.utf8.elementsEqual(key.utf8) }.map { Scope(tree: $0.tree, path: []) }
            return next
        }

        var names: [String] {
            (standard?.mapping?.keys ?? []) + tree.schema.names(at: path) + tree.uses.names(below: path)
                + (path.isEmpty ? tree.subcharts.map(\.key) : [])
        }
    }

    /// Compares values with what a chart takes.
    ///
    /// - Parameters:
    ///   - values: our values.
    ///   - tree: the chart.
    ///   - freeForm: dotted paths below which every key is right.
    package init(_ values: Node, against tree: ChartTree, freeForm: [String]) {
        self.freeForm = freeForm
        if let mapping = values.mapping { walk(mapping, [Scope(tree: tree, path: [])], path: []) }
    }

    /// Says which free forms free nothing: they would only hide a mistyped key one day.
    ///
    /// A free form below which no value of ours stands says nothing here: other options may need it.
    package static func needless(_ freeForm: [String], values: Node, against tree: ChartTree) -> [Finding] {
        let unknown = UnknownKeys(values, against: tree, freeForm: []).unknownPaths
        let idle = freeForm.filter { form in
            let isUsed = values.at(form.split(separator: ".").map { String($0) })?.mapping?.isEmpty == false
            return isUsed && !unknown.contains { $0 == form || $0.hasPrefix(form + ".") }
        }
        guard !idle.isEmpty else { return [] }
        return [
            Finding(
                code: Code.unknownChartValue, severity: .note,
                message:
                    "`chart.freeForm` names \(idle.joined(separator: ", ")), where the chart knows every key of ours by itself",
                hint: "leave it out, so that a mistyped key there is found")
        ]
    }

    private mutating func walk(_ mapping: Mapping, _ scopes: [Scope], path: [String]) {
        for entry in mapping.entries {
            let here = path + [entry.key]
            if isFree(path) { return }
            let next = scopes.flatMap { $0.descend(entry.key) }
            guard isKnown(entry.key, next, isTop: path.isEmpty) else {
                findings.append(unknown(entry, here, scopes))
                unknownPaths.append(here.joined(separator: "."))
                continue
            }
            let defaults = next.compactMap(\.standard).compactMap(\.mapping).filter { !$0.isEmpty }
            guard !defaults.isEmpty else { continue }
            if let inner = entry.value.mapping {
                let before = (findings.count, unknownPaths.count)
                walk(inner, next, path: here)
                // What templates do is asked last, and only if something is unknown: to read them is dear.
                if findings.count > before.0, next.contains(where: \.isOpen) {
                    findings.removeSubrange(before.0...)
                    unknownPaths.removeSubrange(before.1...)
                }
            } else if !entry.value.isNull, !isFree(here), !next.contains(where: \.isOpen) {
                findings.append(wrongShape(entry, here))
                unknownPaths.append(here.joined(separator: "."))
            }
        }
    }

    /// Whether any chart knows the key. The look-ups grow dearer from left to right, so all defaults are asked first.
    private func isKnown(_ key: String, _ scopes: [Scope], isTop: Bool) -> Bool {
        if isTop, key == "global" { return true }
        if scopes.contains(where: { $0.standard != nil }) { return true }
        return scopes.contains(where: \.isKnown)
    }

    private func isFree(_ path: [String]) -> Bool {
        let text = path.joined(separator: ".")
        return freeForm.contains { text == $0 || text.hasPrefix($0 + ".") }
    }

    private func unknown(_ entry: Mapping.Entry, _ path: [String], _ scopes: [Scope]) -> Finding {
        let names = Array(Set(scopes.flatMap(\.names))).sorted()
        let near = Suggestion.closest(to: entry.key, among: names).map { "did you mean `\($0)`?" }
        let chart = scopes.last?.tree.name ?? ""
        return Finding(
            code: Code.unknownChartValue,
            message: "value `\(text(path))` is not known to chart \(chart): it would have no effect",
            place: entry.keyPlace ?? entry.value.place,
            cause: "it is in neither the chart's defaults, schema and comments nor its templates",
            hint: near ?? "remove it, or name the mapping around it in `chart.freeForm` if any key is right there")
    }

    private func wrongShape(_ entry: Mapping.Entry, _ path: [String]) -> Finding {
        Finding(
            code: Code.unknownChartValue,
            message: "value `\(text(path))` is a \(entry.value.typeName), the chart's default is a mapping",
            place: entry.value.place, hint: "name it in `chart.freeForm` if the chart takes both")
    }

    private func text(_ path: [String]) -> String { NodePath(path.map { .key($0) }).description }
}
