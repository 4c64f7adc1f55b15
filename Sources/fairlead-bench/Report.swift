import Host
import Values

/// All that was measured, for people and for programs.
struct Report {
    /// The lines in order.
    var measurements: [Measurement] = []
    /// The number of processors.
    var cores = 0
    /// What the measured program calls itself.
    var version = ""

    private var over: [Measurement] { measurements.filter { $0.isWithin == false } }

    /// The table.
    var text: String {
        let rows = [["what", "measured", "limit", ""]] + measurements.map(Report.row)
        let widths = (0..<3).map { column in rows.map { ($0[safe: column] ?? "").count }.max() ?? 0 }
        var lines = rows.map { row in
            let cells = row.enumerated().map { column, cell in
                let space = String(repeating: " ", count: max(0, (widths[safe: column] ?? 0) - cell.count))
                // Numbers stand under each other by their last digits.
                return column == 0 ? cell + space : column == 3 ? cell : space + cell
            }
            let line = cells.joined(separator: "  ")
            return String(line.reversed().drop { $0 == " " }.reversed())
        }
        let notes = measurements.filter { $0.note != nil && $0.value != nil }
        if !notes.isEmpty { lines.append("") }
        lines += notes.map { "\($0.what): \($0.note ?? "")" }
        lines += ["", "\(version), \(cores) cores"]
        lines += over.isEmpty ? ["every limit is kept"] : ["", "OVER THE LIMIT:"] + over.map { "  \($0.what)" }
        return lines.joined(separator: "\n") + "\n"
    }

    private static func row(_ measurement: Measurement) -> [String] {
        guard let value = measurement.value else {
            return [measurement.what, "SKIPPED", "", measurement.note ?? ""]
        }
        func amount(_ number: Double) -> String { "\(Numbers.short(number)) \(measurement.unit)" }
        let verdict = measurement.isWithin.map { $0 ? "ok" : "OVER" } ?? ""
        return [measurement.what, amount(value), measurement.limit.map(amount) ?? "", verdict]
    }

    /// The numbers as data.
    var node: Node {
        let rows = measurements.map { measurement -> Node in
            var node: Node = [
                "what": Node(.string(measurement.what)), "value": measurement.value.map { Node(.double($0)) } ?? nil,
                "unit": Node(.string(measurement.unit)),
            ]
            if let limit = measurement.limit { node["limit"] = Node(.double(limit)) }
            if let isWithin = measurement.isWithin { node["ok"] = Node(.bool(isWithin)) }
            if let note = measurement.note { node["note"] = Node(.string(note)) }
            return node
        }
        return [
            "version": Node(.string(version)), "cores": Node(.integer(Int64(cores))),
            "measurements": Node(.list(rows)),
        ]
    }
}
