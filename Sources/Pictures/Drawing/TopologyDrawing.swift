extension Topology {
    /// The main picture as SVG.
    public var svg: String { svg(.main) }

    /// A picture as SVG: waves as columns, needs as rows of the boxes, lines in the colour of what gives.
    ///
    /// It needs no font, script or file beside it, follows the reader's light or dark setting, and is the same on
    /// every machine.
    ///
    /// - Parameter detail: how much is drawn.
    public func svg(_ detail: Detail) -> String {
        TopologyDrawing(self, detail: detail).document()
    }
}

/// Writes a layout as SVG.
struct TopologyDrawing {
    private let topology: Topology
    private let links: [Topology.Link]
    private let layout: TopologyLayout
    private let omissions: [String]
    private let legend: TopologyLegend

    private let left = Measure.margin
    private let top: Int

    init(_ topology: Topology, detail: Topology.Detail) {
        self.topology = topology
        links = topology.links(detail)
        layout = TopologyLayout(topology, detail: detail)
        omissions = topology.omissions(detail)
        let width = max(layout.width, 2 * Measure.boxWidth)
        legend = TopologyLegend(topology, links: links, omissions: omissions, width: width)
        top = Measure.margin + legend.height + 34
    }

    /// The width of the picture in pixels.
    var width: Int { max(layout.width, 2 * Measure.boxWidth) + 2 * Measure.margin }
    /// The height of the picture in pixels.
    var height: Int { top + layout.height + Measure.margin + legend.noteHeight }

    /// The whole document.
    ///
    /// - Parameter styled: whether the style sheet is in it; a page with several pictures has it once.
    func document(styled: Bool = true) -> String {
        var parts = [
            "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"fairlead-topology\" viewBox=\"0 0 \(width) \(height)\" "
                + "width=\"\(width)\" height=\"\(height)\" role=\"img\">",
            "<title>\(Markup.escaped("Topology of \(topology.platform)"))</title>",
        ]
        if styled { parts.append("<style>\n\(TopologyStyle.css)\n</style>") }
        parts += legend.lines(x: left, y: Measure.margin)
        parts += columns()
        parts += links.indices.map(line)
        parts += topology.vertices.indices.map(box)
        parts += legend.notes(x: left, y: top + layout.height + Measure.margin)
        return parts.joined(separator: "\n") + "\n</svg>\n"
    }

    private func columns() -> [String] {
        layout.columns.map { column in
            let x = left + column.x
            let name = column.wave == 0 ? "BOOTSTRAP" : "WAVE \(column.wave)"
            return "<text class=\"wave\" x=\"\(x)\" y=\"\(top - 14)\">\(name)</text>"
                + "<path class=\"rule\" stroke=\"#c9ced6\" d=\"M\(x) \(top - 6)H\(x + Measure.boxWidth)\"/>"
        }
    }

    private func line(_ index: Int) -> String {
        let link = links[index]
        let points = layout.routes[index].points.map { Point(x: $0.x + left, y: $0.y + top) }
        let kind = topology.vertex(link.provider)?.kind ?? .other
        let classes = ["link", kind.rawValue, link.isLate ? "late" : "", link.isQuiet ? "quiet" : ""].filter {
            !$0.isEmpty
        }
        guard let start = points.first, let end = points.last, points.count > 1 else { return "" }
        // The arrow points at the provider: at its right side, or at its left one where the line comes from there.
        let outwards = points[1].x >= start.x ? 6 : -6
        let head = "M\(start.x) \(start.y)l\(outwards) -3.5v7z"
        // Colours are also attributes: not every viewer knows the variables of the style sheet.
        return
            "<g class=\"\(classes.joined(separator: " "))\" fill=\"\(kind.tone)\">"
            + "<title>\(Markup.escaped(words(link)))</title>"
            + "<path class=\"line\" fill=\"none\" stroke=\"\(kind.tone)\" d=\"\(Self.path(points))\"/>"
            + "<path class=\"end\" d=\"\(head)\"/>"
            + "<circle class=\"end\" cx=\"\(end.x)\" cy=\"\(end.y)\" r=\"2.5\"/></g>"
    }

    private func words(_ link: Topology.Link) -> String {
        let consumer = topology.vertex(link.consumer)?.title ?? link.consumer
        let provider = topology.vertex(link.provider)?.title ?? link.provider
        let late = link.isLate ? " (late: it starts without)" : ""
        return (["\(consumer) gets \(link.label) from \(provider)\(late)"] + link.reasons).joined(separator: "\n")
    }

    /// Horizontal and vertical pieces with rounded corners.
    private static func path(_ points: [Point]) -> String {
        guard let first = points.first, let last = points.last else { return "" }
        var text = "M\(first.x) \(first.y)"
        for index in points.indices.dropFirst().dropLast() {
            let (before, corner, after) = (points[index - 1], points[index], points[index + 1])
            let room = min(distance(before, corner), distance(corner, after)) / 2
            let radius = min(Measure.cornerRadius, room)
            let entry = towards(before, from: corner, by: radius)
            let exit = towards(after, from: corner, by: radius)
            text += "L\(entry.x) \(entry.y)Q\(corner.x) \(corner.y) \(exit.x) \(exit.y)"
        }
        return text + "L\(last.x) \(last.y)"
    }

    private static func distance(_ one: Point, _ other: Point) -> Int { abs(one.x - other.x) + abs(one.y - other.y) }

    private static func towards(_ target: Point, from corner: Point, by length: Int) -> Point {
        Point(
            x: corner.x + (target.x - corner.x).signum() * length, y: corner.y + (target.y - corner.y).signum() * length
        )
    }

    private func box(_ index: Int) -> String {
        let vertex = topology.vertices[index]
        let box = layout.boxes[index]
        let (x, y) = (box.x + left, box.y + top)
        let inside = box.width - 20
        let place = "x=\"\(x)\" y=\"\(y)\" width=\"\(box.width)\""
        var parts = [
            "<g class=\"\(vertex.kind.rawValue)\">",
            "<title>\(Markup.escaped("\(vertex.title) (\(vertex.name)): \(vertex.reason)"))</title>",
            "<rect class=\"box\" fill=\"#ffffff\" stroke=\"#c9ced6\" \(place) height=\"\(box.height)\" rx=\"5\"/>",
            "<rect class=\"bar\" fill=\"\(vertex.kind.tone)\" \(place) height=\"4\" rx=\"2\"/>",
        ]
        func text(_ content: String, _ style: String, x: Int, y: Int, size: Int) -> String {
            let shown = Markup.escaped(TextWidth.fitted(content, size: size, bold: style == "title", width: inside))
            return "<text class=\"\(style)\" x=\"\(x)\" y=\"\(y)\">\(shown)</text>"
        }
        parts.append(text(vertex.title, "title", x: x + 12, y: y + Measure.titleLine, size: Measure.titleSize))
        var line = y + Measure.titleLine + Measure.smallLine
        parts.append(text(vertex.namespace, "small", x: x + 12, y: line, size: Measure.smallSize))
        if let host = vertex.host {
            line += Measure.smallLine
            let shown = text(host, "small", x: x + 12, y: line, size: Measure.smallSize)
            parts.append(Markup.link("https://\(host)/").map { "<a href=\"\($0)\">\(shown)</a>" } ?? shown)
        }
        for row in box.rows {
            let link = links[row.link]
            let style = "need" + (row.isRight ? " right" : "") + (link.isLate ? " late" : "")
            parts.append(
                text(
                    link.label, style, x: row.isRight ? x + box.width - 12 : x + 12, y: row.y + top + 4,
                    size: Measure.rowSize))
        }
        return parts.joined() + "</g>"
    }
}
