/// An ordered graph with the sizes of its boxes and the places of line ends on them, relative to the top of their
/// cells.
struct Sheet {
    let graph: LayeredGraph
    /// Cells by column, from top to bottom.
    let order: [[Int]]
    let heights: [Int]
    /// The rows of each vertex: links, those at the left side first, from top to bottom.
    let rows: [[Int]]
    private let rowStart: [Int]
    private let rowOfLink: [Int]
    private let portOfNet: [Int]

    init(graph: LayeredGraph, order: [[Int]], topology: Topology, links: [Topology.Link]) {
        self.graph = graph
        self.order = order
        var position = Array(repeating: 0, count: graph.cells.count)
        for column in order { for (index, cell) in column.enumerated() { position[cell] = index } }

        var rows = Array(repeating: [Int](), count: topology.vertices.count)
        for (link, ends) in graph.ends.enumerated() { rows[ends.consumer].append(link) }
        var rowOfLink = Array(repeating: 0, count: links.count)
        var heights = Array(repeating: 0, count: graph.cells.count)
        var rowStart = heights
        for (vertex, value) in topology.vertices.enumerated() {
            let keyed = rows[vertex].map { link -> (link: Int, key: [Int]) in
                let net = graph.nets[graph.netOfLink[link]]
                let column = graph.cells[vertex].column
                let neighbour = graph.stop(net, column: net.direction == .backward ? column + 1 : column - 1)
                return (link, [graph.isForward(link) ? 0 : 1, position[neighbour], link])
            }
            rows[vertex] = keyed.sorted { $0.key.lexicographicallyPrecedes($1.key) }.map(\.link)
            for (row, link) in rows[vertex].enumerated() { rowOfLink[link] = row }
            rowStart[vertex] = Measure.titleLine + Measure.smallLine * (value.host == nil ? 1 : 2) + Measure.boxPadding
            heights[vertex] = rowStart[vertex] + Measure.rowHeight * rows[vertex].count + (rows[vertex].isEmpty ? 0 : 4)
        }
        var portOfNet: [Int] = []
        var used: [[Int]: Int] = [:]
        for net in graph.nets {
            let side = [net.provider, net.direction == .backward ? 0 : 1]
            let number = used[side] ?? 0
            used[side] = number + 1
            portOfNet.append(min(14 + number * 8, max(14, heights[net.provider] - 6)))
        }
        self.rows = rows
        self.rowOfLink = rowOfLink
        self.heights = heights
        self.rowStart = rowStart
        self.portOfNet = portOfNet
    }

    /// Where a link ends at its consumer.
    func consumerPort(_ link: Int) -> Int {
        rowStart[graph.ends[link].consumer] + rowOfLink[link] * Measure.rowHeight + Measure.rowHeight / 2
    }

    /// Where a net touches a cell that it begins at or passes.
    func port(_ net: Int, at cell: Int) -> Int { graph.cells[cell].net == nil ? portOfNet[net] : 0 }

    /// The room between the tops of two cells, one right below the other.
    func distance(_ upper: Int, _ lower: Int) -> Int {
        let lanes = graph.cells[upper].net != nil && graph.cells[lower].net != nil
        return heights[upper] + (lanes ? Measure.laneGap : Measure.boxGap)
    }
}
