public import Diagnostics

/// Rows in aligned columns, for people.
public struct TextTable: Sendable {
    private let header: [String]
    private var rows: [[String]] = []

    /// Makes an empty table.
    ///
    /// - Parameter header: the titles of the columns; none for a table without titles.
    public init(_ header: [String] = []) { self.header = header }

    /// Adds a row. It may be shorter or longer than the others.
    public mutating func add(_ cells: [String]) { rows.append(cells) }

    /// The table, each row ending with a line feed; nothing for a table without rows.
    ///
    /// - Parameter style: whether the titles stand out.
    public func render(style: TextStyle = .plain) -> String {
        guard !rows.isEmpty else { return "" }
        let cells = (header.isEmpty ? [] : [header.map { $0.uppercased() }]) + rows
        let lines = cells.map { row in row.map { DisplayWidth.printable($0) } }
        var widths: [Int] = []
        for line in lines {
            for (index, cell) in line.enumerated() {
                if index == widths.count { widths.append(0) }
                widths[index] = max(widths[index], DisplayWidth.of(cell))
            }
        }
        return lines.enumerated().map { number, line in
            let text = line.enumerated().map { index, cell in
                index == line.count - 1 ? cell : TextLayout.pad(cell, to: widths[index])
            }.joined(separator: "  ")
            let trimmed = String(text.reversed().drop { $0 == " " }.reversed())
            return (number == 0 && !header.isEmpty ? style.apply(.strong, trimmed) : trimmed) + "\n"
        }.joined()
    }
}
