/// Gives every cell its height on the sheet: as near to what it is joined with as the order and the sizes allow.
struct VerticalPlacement {
    private static let rounds = 12

    /// A line between two cells, with the places where it ends on them.
    private struct Pull {
        var other: Int
        /// The top of the cell if the line were straight, less the top of the other cell.
        var offset: Int
    }

    private let sheet: Sheet
    private let left: [[Pull]]
    private let right: [[Pull]]

    init(_ sheet: Sheet) {
        self.sheet = sheet
        let graph = sheet.graph
        var left = Array(repeating: [Pull](), count: graph.cells.count)
        var right = left
        func pull(_ one: Int, _ onePort: Int, _ two: Int, _ twoPort: Int) {
            let ordered = graph.cells[one].column < graph.cells[two].column
            let (a, aPort, b, bPort) = ordered ? (one, onePort, two, twoPort) : (two, twoPort, one, onePort)
            left[b].append(Pull(other: a, offset: aPort - bPort))
            right[a].append(Pull(other: b, offset: bPort - aPort))
        }
        for (index, net) in graph.nets.enumerated() where net.direction != .same {
            let back = net.direction == .backward ? 1 : -1
            for column in net.lanes.keys.sorted() {
                guard let lane = net.lanes[column] else { continue }
                let before = graph.stop(net, column: column + back)
                pull(before, sheet.port(index, at: before), lane, 0)
            }
            for link in net.links {
                let consumer = graph.ends[link].consumer
                let before = graph.stop(net, column: graph.cells[consumer].column + back)
                pull(before, sheet.port(index, at: before), consumer, sheet.consumerPort(link))
            }
        }
        self.left = left
        self.right = right
    }

    /// The top of every cell; the smallest is 0.
    func positions() -> [Int] {
        var y = Array(repeating: 0.0, count: sheet.graph.cells.count)
        for column in sheet.order {
            var top = 0
            for (index, cell) in column.enumerated() {
                if index > 0 { top += sheet.distance(column[index - 1], cell) }
                y[cell] = Double(top)
            }
        }
        for round in 0..<Self.rounds {
            let last = round >= Self.rounds - 2
            for column in sheet.order { settle(column, &y) { last ? left[$0] + right[$0] : left[$0] } }
            for column in sheet.order.reversed() { settle(column, &y) { last ? left[$0] + right[$0] : right[$0] } }
        }
        let whole = y.map { Int($0.rounded(.down)) }
        let straight = straightened(whole)
        let top = straight.min() ?? 0
        return straight.map { $0 - top }
    }

    /// Moves a column's cells towards what they wish for: isotonic regression by pooling adjacent violators, which
    /// gives the least sum of
    /// squared distances that keeps the order and the room between the cells.
    private func settle(_ column: [Int], _ y: inout [Double], pulls: (Int) -> [Pull]) {
        var blocks: [(sum: Double, weight: Double, count: Int)] = []
        var offset = 0
        var offsets: [Int] = []
        for (index, cell) in column.enumerated() {
            if index > 0 { offset += sheet.distance(column[index - 1], cell) }
            offsets.append(offset)
            let around = pulls(cell)
            // A cell that nothing pulls stays where it is, unless others push it.
            let wish =
                around.isEmpty
                ? y[cell] : around.reduce(0.0) { $0 + y[$1.other] + Double($1.offset) } / Double(around.count)
            let weight = around.isEmpty ? 0.05 : sheet.graph.cells[cell].net == nil ? Double(around.count) : 3
            blocks.append(((wish - Double(offset)) * weight, weight, 1))
            while blocks.count > 1 {
                let lower = blocks[blocks.count - 1]
                let upper = blocks[blocks.count - 2]
                guard upper.sum / upper.weight > lower.sum / lower.weight else { break }
                blocks.removeLast(2)
                blocks.append((upper.sum + lower.sum, upper.weight + lower.weight, upper.count + lower.count))
            }
        }
        var index = 0
        for block in blocks {
            for _ in 0..<block.count {
                y[column[index]] = block.sum / block.weight + Double(offsets[index])
                index += 1
            }
        }
    }

    /// Moves cells by a little, within the room they have, where that makes a line straight.
    private func straightened(_ whole: [Int]) -> [Int] {
        var y = whole
        for column in sheet.order {
            for (index, cell) in column.enumerated() {
                let least = index > 0 ? y[column[index - 1]] + sheet.distance(column[index - 1], cell) : Int.min
                let most =
                    index + 1 < column.count ? y[column[index + 1]] - sheet.distance(cell, column[index + 1]) : Int.max
                let wishes = (left[cell].isEmpty ? right[cell] : left[cell]).map { y[$0.other] + $0.offset }
                let near = wishes.filter { $0 >= least && $0 <= most && abs($0 - y[cell]) <= 40 }
                if let nearest = near.min(by: { (abs($0 - y[cell]), $0) < (abs($1 - y[cell]), $1) }) {
                    y[cell] = nearest
                }
            }
        }
        return y
    }
}
