extension Topology {
    /// The main picture for Graphviz.
    public var dot: String { dot(.main) }

    /// A picture for Graphviz: waves as ranks from left to right.
    ///
    /// - Parameter detail: how much is drawn.
    /// - Returns: a digraph in the DOT language.
    public func dot(_ detail: Detail) -> String {
        var lines = [
            "digraph \(DOTText.quoted(platform)) {", "  rankdir=LR;", "  ranksep=1.2;", "  nodesep=0.25;",
            "  node [shape=box, style=\"rounded,filled\", fontname=\"sans-serif\", fontsize=11];",
            "  edge [fontname=\"sans-serif\", fontsize=9, color=\"#8a8f98\"];",
        ]
        for (wave, members) in waves {
            lines.append("  { rank=same;  // wave \(wave)")
            for vertex in members {
                let text = [vertex.title, vertex.namespace, vertex.host ?? ""].filter { !$0.isEmpty }.joined(
                    separator: "\n")
                lines.append(
                    "    \(DOTText.quoted(vertex.name)) [label=\(DOTText.quoted(text)), fillcolor=\"\(vertex.kind.tint)\", "
                        + "color=\"\(vertex.kind.tone)\", tooltip=\(DOTText.quoted(vertex.reason))];")
            }
            lines.append("  }")
        }
        // Graphviz ranks along the arrow; the arrow is turned around so that providers stand on the left.
        for link in links(detail) {
            var attributes = ["label=\(DOTText.quoted(link.label))", "dir=back"]
            if link.isLate { attributes += ["style=dashed", "constraint=false"] }
            if link.isQuiet { attributes += ["color=\"#c8ccd2\"", "penwidth=0.6"] }
            lines.append(
                "  \(DOTText.quoted(link.provider)) -> \(DOTText.quoted(link.consumer)) [\(attributes.joined(separator: ", "))];"
            )
        }
        return lines.joined(separator: "\n") + "\n}\n"
    }

    /// The components by wave, in order.
    var waves: [(wave: Int, members: [Vertex])] {
        let groups = Dictionary(grouping: vertices, by: \.wave)
        return groups.keys.sorted().map { ($0, groups[$0] ?? []) }
    }
}

private enum DOTText {
    /// A quoted identifier: in DOT only the quotation mark needs an escape, and a backslash starts one.
    static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            default: result.unicodeScalars.append(scalar.value < 0x20 || scalar.value == 0x7F ? " " : scalar)
            }
        }
        return result + "\""
    }
}
