extension Topology {
    /// The main picture for Mermaid.
    public var mermaid: String { mermaid(.main) }

    /// A picture for Mermaid: a flowchart with one group for each wave.
    ///
    /// Names of components may be words of Mermaid's own (`end`, `graph`), so vertices go by number.
    ///
    /// - Parameter detail: how much is drawn.
    public func mermaid(_ detail: Detail) -> String {
        let ids = Dictionary(vertices.enumerated().map { ($1.name, "c\($0)") }, uniquingKeysWith: { first, _ in first })
        var lines = ["flowchart RL"]
        for (wave, members) in waves {
            lines.append("  subgraph w\(wave)[\"wave \(wave)\"]")
            for vertex in members {
                let text = [vertex.title, vertex.namespace, vertex.host ?? ""].filter { !$0.isEmpty }
                    .map(Self.escaped).joined(separator: "<br>")
                lines.append("    \(ids[vertex.name] ?? "")[\"\(text)\"]:::\(vertex.kind.rawValue)")
            }
            lines.append("  end")
        }
        for link in links(detail) {
            let arrow = link.isLate ? "-.->" : "-->"
            lines.append(
                "  \(ids[link.consumer] ?? "") \(arrow)|\"\(Self.escaped(link.label))\"| \(ids[link.provider] ?? "")")
        }
        for kind in Kind.allCases where vertices.contains(where: { $0.kind == kind }) {
            lines.append("  classDef \(kind.rawValue) fill:\(kind.tint),stroke:\(kind.tone),color:#1c2024")
        }
        return lines.joined(separator: "\n") + "\n"
    }

    /// Text inside of quotation marks, by Mermaid's own number codes; only letters, digits and harmless marks stay.
    private static func escaped(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            if scalar.value < 0x20 || scalar.value == 0x7F {
                result += " "
            } else if scalar.value >= 0x80 || scalar.properties.isAlphabetic || scalar.properties.numericType != nil
                || " .,:/_-".unicodeScalars.contains(scalar)
            {
                result.unicodeScalars.append(scalar)
            } else {
                result += "#\(scalar.value);"
            }
        }
        return result
    }
}
