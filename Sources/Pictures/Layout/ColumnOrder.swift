/// The order of cells in their columns, with few crossings: barycentre sweeps, the best of all kept.
///
/// The method is the third step of Sugiyama, Tagawa and Toda (1981). Ties keep the order they had, so the result is
/// always the same.
struct ColumnOrder {
    private static let sweeps = 16

    private let graph: LayeredGraph
    private let left: [[Int]]
    private let right: [[Int]]

    init(_ graph: LayeredGraph) {
        self.graph = graph
        var left = Array(repeating: [Int](), count: graph.cells.count)
        var right = left
        for joint in graph.joints {
            left[joint.right].append(joint.left)
            right[joint.left].append(joint.right)
        }
        self.left = left
        self.right = right
    }

    /// Cells by column, from top to bottom.
    func best() -> [[Int]] {
        var columns = Array(repeating: [Int](), count: graph.waves.count)
        for (cell, value) in graph.cells.enumerated() { columns[value.column].append(cell) }
        var best = columns
        var fewest = crossings(columns)
        for sweep in 0..<Self.sweeps where fewest > 0 {
            let forward = sweep.isMultiple(of: 2)
            for column in forward ? Array(columns.indices) : columns.indices.reversed() {
                sort(&columns, column, by: forward ? left : right)
            }
            exchange(&columns)
            let count = crossings(columns)
            if count < fewest { (best, fewest) = (columns, count) }
        }
        return best
    }

    private func positions(_ columns: [[Int]]) -> [Int] {
        var position = Array(repeating: 0, count: graph.cells.count)
        for column in columns { for (index, cell) in column.enumerated() { position[cell] = index } }
        return position
    }

    private func sort(_ columns: inout [[Int]], _ column: Int, by neighbours: [[Int]]) {
        let position = positions(columns)
        let keyed = columns[column].enumerated().map { index, cell in
            let around = neighbours[cell].map { position[$0] }
            let centre = around.isEmpty ? Double(index) : Double(around.reduce(0, +)) / Double(around.count)
            return (centre: centre, index: index, cell: cell)
        }
        columns[column] = keyed.sorted { ($0.centre, $0.index) < ($1.centre, $1.index) }.map(\.cell)
    }

    /// Exchanges neighbours in a column wherever that removes crossings.
    private func exchange(_ columns: inout [[Int]]) {
        for column in columns.indices {
            let position = positions(columns)
            for index in columns[column].indices.dropLast() {
                let upper = columns[column][index]
                let lower = columns[column][index + 1]
                let now =
                    inversions(left[upper], left[lower], position) + inversions(right[upper], right[lower], position)
                let then =
                    inversions(left[lower], left[upper], position) + inversions(right[lower], right[upper], position)
                if then < now { columns[column].swapAt(index, index + 1) }
            }
        }
    }

    private func inversions(_ upper: [Int], _ lower: [Int], _ position: [Int]) -> Int {
        upper.reduce(0) { sum, one in sum + lower.count { position[$0] < position[one] } }
    }

    private func crossings(_ columns: [[Int]]) -> Int {
        let position = positions(columns)
        return columns.reduce(0) { sum, column in
            // Number of pairs out of order among right ends, taken by left ends: counted while inserting into a
            // sorted list.
            var seen: [Int] = []
            var count = 0
            for cell in column {
                let ends = right[cell].map { position[$0] }.sorted()
                for end in ends { count += seen.count - Self.place(end, in: seen) }
                for end in ends { seen.insert(end, at: Self.place(end, in: seen)) }
            }
            return sum + count
        }
    }

    /// The number of entries of a sorted list that are not above a value.
    private static func place(_ value: Int, in sorted: [Int]) -> Int {
        var low = 0
        var high = sorted.count
        while low < high {
            let middle = (low + high) / 2
            if sorted[middle] <= value { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
