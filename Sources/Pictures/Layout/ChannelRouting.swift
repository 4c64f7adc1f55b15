/// Routes lines through the gaps between columns: each net has one vertical track in each gap that it crosses.
struct ChannelRouting {
    /// A net in one gap: the heights at which it comes in from the left and goes out to the right.
    private struct Wire {
        var net: Int
        var left: [Int]
        var right: [Int]
        var top: Int
        var bottom: Int

        init(net: Int, left: [Int], right: [Int]) {
            self.net = net
            self.left = left
            self.right = right
            top = (left + right).min() ?? 0
            bottom = (left + right).max() ?? 0
        }

        /// Whether a shared track would make one line of two.
        func meets(_ other: Wire) -> Bool {
            top - Measure.trackGap <= other.bottom && other.top - Measure.trackGap <= bottom
        }
    }

    /// The left side of each column.
    let columnX: [Int]
    /// The width of all columns and gaps.
    let width: Int

    private let sheet: Sheet
    private let y: [Int]
    private let trackX: [[Int: Int]]

    init(_ sheet: Sheet, y: [Int]) {
        self.sheet = sheet
        self.y = y
        let gaps = sheet.order.indices.map { Self.tracks(Self.wires(sheet, y, gap: $0)) }
        var columnX: [Int] = []
        var trackX: [[Int: Int]] = []
        var x = 0
        for (column, tracks) in gaps.enumerated() {
            columnX.append(x)
            x += Measure.boxWidth
            let count = (tracks.values.max() ?? -1) + 1
            let isLast = column == gaps.count - 1
            let needed = count == 0 ? 0 : 2 * Measure.trackMargin + (count - 1) * Measure.trackGap
            let gap = isLast ? needed : max(Measure.narrowestGap, needed)
            let first = x + (gap - max(0, count - 1) * Measure.trackGap) / 2
            trackX.append(tracks.mapValues { first + $0 * Measure.trackGap })
            x += gap
        }
        self.columnX = columnX
        self.trackX = trackX
        width = x
    }

    /// The corners of a link's line, from its provider to its consumer.
    func route(of link: Int) -> [Point] {
        let graph = sheet.graph
        let net = graph.netOfLink[link]
        let value = graph.nets[net]
        let (provider, consumer) = graph.ends[link]
        let start = graph.cells[provider].column
        let end = graph.cells[consumer].column
        let forward = value.direction == .forward
        var height = y[provider] + sheet.port(net, at: provider)
        var points = [Point(x: columnX[start] + (value.direction == .backward ? 0 : Measure.boxWidth), y: height)]
        let gaps = forward ? Array(start..<end) : value.direction == .same ? [start] : (end..<start).reversed()
        for gap in gaps {
            let next = forward ? gap + 1 : gap
            let target = next == end ? y[consumer] + sheet.consumerPort(link) : y[graph.stop(value, column: next)]
            if target != height, let track = trackX[gap][net] {
                points += [Point(x: track, y: height), Point(x: track, y: target)]
            }
            height = target
        }
        points.append(Point(x: columnX[end] + (forward ? 0 : Measure.boxWidth), y: height))
        return points
    }

    private static func wires(_ sheet: Sheet, _ y: [Int], gap: Int) -> [Wire] {
        let graph = sheet.graph
        return graph.nets.enumerated().compactMap { index, net in
            let (start, farthest) = graph.span(net)
            func stop(_ column: Int) -> Int {
                let cell = graph.stop(net, column: column)
                return y[cell] + sheet.port(index, at: cell)
            }
            func ports(_ column: Int) -> [Int] {
                net.links.filter { graph.cells[graph.ends[$0].consumer].column == column }
                    .map { y[graph.ends[$0].consumer] + sheet.consumerPort($0) }
            }
            switch net.direction {
            case .forward:
                guard gap >= start, gap < farthest else { return nil }
                return Wire(
                    net: index, left: [stop(gap)], right: ports(gap + 1) + (gap + 1 < farthest ? [stop(gap + 1)] : []))
            case .backward:
                guard gap >= farthest, gap < start else { return nil }
                return Wire(net: index, left: ports(gap) + (gap > farthest ? [stop(gap)] : []), right: [stop(gap + 1)])
            case .same:
                return gap == start ? Wire(net: index, left: [stop(gap)] + ports(gap), right: []) : nil
            }
        }.filter { $0.top < $0.bottom }
    }

    /// The track of each net, from left to right, so chosen that few lines cross and none lie upon each other.
    private static func tracks(_ wires: [Wire]) -> [Int: Int] {
        var order = wires.sorted { ($0.top, $0.bottom, $0.net) < ($1.top, $1.bottom, $1.net) }
        for _ in order.indices {
            var changed = false
            for index in order.indices.dropLast()
            where cost(order[index + 1], order[index]) < cost(order[index], order[index + 1]) {
                order.swapAt(index, index + 1)
                changed = true
            }
            if !changed { break }
        }
        var tracks: [Int: Int] = [:]
        for (index, wire) in order.enumerated() {
            let before = order[..<index].filter { $0.meets(wire) }.compactMap { tracks[$0.net] }
            tracks[wire.net] = before.max().map { $0 + 1 } ?? 0
        }
        return tracks
    }

    /// What it costs to have one wire's track on the left of another's: a crossing 1, lines upon each other 10.
    private static func cost(_ one: Wire, _ other: Wire) -> Int {
        let across =
            one.right.count { $0 > other.top && $0 < other.bottom }
            + other.left.count { $0 > one.top && $0 < one.bottom }
        let upon = one.right.reduce(0) { sum, height in sum + other.left.count { abs($0 - height) < 3 } }
        return across + 10 * upon
    }
}
