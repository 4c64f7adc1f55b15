/// A topology as columns of cells: one cell for each component and one for each place where a trunk line passes a
/// column.
struct LayeredGraph {
    /// A thing that takes room in a column.
    struct Cell {
        var column: Int
        /// The trunk that passes; nil for a component.
        var net: Int?
    }

    /// One trunk line: everything that some components get from one provider in the same manner.
    struct Net {
        /// Where the consumers are, seen from the provider.
        enum Direction: Int { case forward, same, backward }
        var provider: Int
        var direction: Direction
        var links: [Int]
        /// The trunk's cell in each column that it passes.
        var lanes: [Int: Int] = [:]
    }

    /// The cells; the first ones are the topology's vertices in their order.
    private(set) var cells: [Cell]
    private(set) var nets: [Net] = []
    /// The wave of each column.
    let waves: [Int]
    /// The cells of the two ends of each link.
    let ends: [(provider: Int, consumer: Int)]
    /// The net of each link.
    private(set) var netOfLink: [Int]
    /// Pairs of cells in neighbouring columns that a line joins; the left one first.
    private(set) var joints: [(left: Int, right: Int)] = []

    init(_ topology: Topology, links: [Topology.Link]) {
        waves = Set(topology.vertices.map(\.wave)).sorted()
        let columnOfWave = Dictionary(waves.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
        let index = Dictionary(
            topology.vertices.enumerated().map { ($1.name, $0) }, uniquingKeysWith: { first, _ in first })
        cells = topology.vertices.map { Cell(column: columnOfWave[$0.wave] ?? 0, net: nil) }
        ends = links.map { (index[$0.provider] ?? 0, index[$0.consumer] ?? 0) }
        netOfLink = Array(repeating: 0, count: links.count)
        var known: [[Int]: Int] = [:]
        for (number, link) in links.enumerated() {
            let direction = direction(of: number)
            let key = [ends[number].provider, direction.rawValue, link.isLate ? 1 : 0, link.isQuiet ? 1 : 0]
            let net = known[key] ?? nets.count
            if known[key] == nil {
                known[key] = net
                nets.append(Net(provider: ends[number].provider, direction: direction, links: []))
            }
            nets[net].links.append(number)
            netOfLink[number] = net
        }
        for net in nets.indices { layLanes(net) }
        for net in nets { join(net) }
    }

    /// Whether a link's consumer is in a later column than its provider.
    func isForward(_ link: Int) -> Bool { direction(of: link) == .forward }

    /// Columns between which a net runs: of the provider and of the consumer that is farthest from it.
    func span(_ net: Net) -> (provider: Int, farthest: Int) {
        let start = cells[net.provider].column
        let columns = net.links.map { cells[ends[$0].consumer].column }
        return (start, (net.direction == .backward ? columns.min() : columns.max()) ?? start)
    }

    /// The cell through which a net passes a column on its way: its lane, or its provider where it begins.
    func stop(_ net: Net, column: Int) -> Int { net.lanes[column] ?? net.provider }

    private func direction(of link: Int) -> Net.Direction {
        let provider = cells[ends[link].provider].column
        let consumer = cells[ends[link].consumer].column
        return consumer > provider ? .forward : consumer == provider ? .same : .backward
    }

    private mutating func layLanes(_ net: Int) {
        let (start, farthest) = span(nets[net])
        for column in min(start, farthest)...max(start, farthest) where column != start && column != farthest {
            nets[net].lanes[column] = cells.count
            cells.append(Cell(column: column, net: net))
        }
    }

    private mutating func join(_ net: Net) {
        let step = net.direction == .backward ? 1 : -1
        guard net.direction != .same else { return }
        func pair(_ near: Int, _ far: Int) -> (left: Int, right: Int) { step < 0 ? (near, far) : (far, near) }
        for column in net.lanes.keys.sorted() {
            guard let lane = net.lanes[column] else { continue }
            joints.append(pair(stop(net, column: column + step), lane))
        }
        for link in net.links {
            let consumer = ends[link].consumer
            joints.append(pair(stop(net, column: cells[consumer].column + step), consumer))
        }
    }
}
