/// What the colours and lines mean, above the picture, and what is left out, below it.
struct TopologyLegend {
    private static let lineHeight = 18

    private let entries: [[(markup: (Int, Int) -> String, x: Int)]]
    private let noteLines: [String]

    /// Lays out the legend.
    ///
    /// - Parameters:
    ///   - topology: what is drawn.
    ///   - links: the drawn edges.
    ///   - omissions: what is not drawn, in words.
    ///   - width: the room in pixels.
    init(_ topology: Topology, links: [Topology.Link], omissions: [String], width: Int) {
        var items: [(width: Int, markup: (Int, Int) -> String)] = []
        func item(_ title: String, _ sign: @escaping (Int, Int) -> String) {
            items.append(
                (
                    TextWidth.of(title, size: 11) + 44,
                    { x, y in sign(x, y) + "<text x=\"\(x + 26)\" y=\"\(y + 4)\">\(Markup.escaped(title))</text>" }
                ))
        }
        for kind in Topology.Kind.allCases where topology.vertices.contains(where: { $0.kind == kind }) {
            item(kind.title) { x, y in
                "<g class=\"\(kind.rawValue)\" fill=\"\(kind.tone)\"><rect class=\"bar\" x=\"\(x)\" y=\"\(y - 5)\" width=\"18\" height=\"10\" rx=\"2\"/></g>"
            }
        }
        item("points from what needs to what gives") { x, y in
            "<g class=\"delivery\"><path class=\"line\" stroke=\"#5b6572\" d=\"M\(x + 5) \(y)H\(x + 18)\"/>"
                + "<path class=\"end\" d=\"M\(x) \(y)l6 -3.5v7z\"/><circle class=\"end\" cx=\"\(x + 18)\" cy=\"\(y)\" r=\"2.5\"/></g>"
        }
        if links.contains(where: \.isLate) {
            item("late: it starts without") { x, y in
                "<g class=\"delivery late\"><path class=\"line\" stroke=\"#5b6572\" d=\"M\(x) \(y)H\(x + 18)\"/></g>"
            }
        }
        var rows: [[(markup: (Int, Int) -> String, x: Int)]] = []
        var x = 0
        for item in items {
            if rows.isEmpty || x + item.width > width {
                rows.append([])
                x = 0
            }
            rows[rows.count - 1].append((item.markup, x))
            x += item.width
        }
        entries = rows
        noteLines = Self.wrapped(omissions, width: width)
    }

    /// The height of the legend in pixels.
    var height: Int { entries.count * Self.lineHeight }
    /// The height of the notes in pixels.
    var noteHeight: Int { noteLines.isEmpty ? 0 : noteLines.count * 15 + Measure.margin }

    /// The legend.
    func lines(x: Int, y: Int) -> [String] {
        entries.enumerated().map { row, items in
            items.map { $0.markup(x + $0.x, y + row * Self.lineHeight + Self.lineHeight / 2) }.joined()
        }
    }

    /// The notes.
    func notes(x: Int, y: Int) -> [String] {
        noteLines.enumerated().map { row, text in
            "<text class=\"small\" x=\"\(x)\" y=\"\(y + 12 + row * 15)\">\(Markup.escaped(text))</text>"
        }
    }

    /// The omissions as one sentence, in lines that fit.
    private static func wrapped(_ omissions: [String], width: Int) -> [String] {
        guard !omissions.isEmpty else { return [] }
        var lines = ["Not drawn:"]
        for (index, omission) in omissions.enumerated() {
            let piece = " " + omission + (index + 1 < omissions.count ? ";" : "")
            if TextWidth.of(lines[lines.count - 1] + piece, size: Measure.smallSize) > width {
                lines.append(String(piece.dropFirst()))
            } else {
                lines[lines.count - 1] += piece
            }
        }
        return lines
    }
}
