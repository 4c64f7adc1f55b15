import Pictures
import TestSupport
import Testing

/// What must hold of every picture, however strange the platform.
struct LayoutTests {
    @Test(arguments: UInt64(1)...40)
    func boxesAndLinesHoldTogether(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let topology = Samples.random(&generator)
        for detail in Topology.Detail.allCases {
            let links = topology.links(detail)
            let layout = TopologyLayout(topology, detail: detail)
            #expect(layout.boxes.count == topology.vertices.count, "seed \(seed)")
            #expect(layout.routes.count == links.count, "seed \(seed)")
            #expect(overlaps(layout).isEmpty, "seed \(seed)")
            for box in layout.boxes {
                let isInside =
                    box.x >= 0 && box.y >= 0 && box.x + box.width <= layout.width && box.y + box.height <= layout.height
                #expect(isInside, "seed \(seed): \(box)")
            }
            for (index, link) in links.enumerated() {
                checkEnds(layout, topology, link, index, seed: seed)
                checkCourse(layout, layout.routes[index], seed: seed)
            }
        }
    }

    @Test func picturesGrowWithWhatIsInThem() {
        var generator = SeededGenerator(seed: 7)
        for _ in 0..<20 {
            let topology = Samples.random(&generator)
            let columns = Set(topology.vertices.map(\.wave)).count
            let parts = topology.vertices.count + topology.links.count * columns
            #expect(topology.svg(.all).utf8.count < 8_000 + 900 * parts)
        }
    }

    @Test func aChainOfNeedsStaysStraight() {
        let topology = Topology(
            platform: "chain",
            vertices: (0..<5).map { .init(name: "c\($0)", title: "C\($0)", namespace: "n", wave: $0) },
            links: (1..<5).map { .init(consumer: "c\($0)", provider: "c\($0 - 1)", labels: ["x"]) })
        #expect(TopologyLayout(topology, detail: .main).routes.allSatisfy { $0.points.count == 2 })
    }

    @Test func twoTreesSideBySideDoNotCross() {
        let names = ["a", "b"]
        let topology = Topology(
            platform: "trees",
            vertices: names.flatMap { tree in
                [.init(name: tree, title: tree, namespace: "n", wave: tree == "a" ? 0 : 0)]
                    + (0..<3).map { .init(name: "\($0)\(tree)", title: "t", namespace: "n", wave: 1) }
            },
            links: names.flatMap { tree in
                (0..<3).map { .init(consumer: "\($0)\(tree)", provider: tree, labels: ["x"]) }
            })
        let layout = TopologyLayout(topology, detail: .main)
        let height = Dictionary(zip(topology.vertices.map(\.name), layout.boxes.map(\.y)), uniquingKeysWith: { $1 })
        let trees = names.map { tree in (0..<3).compactMap { height["\($0)\(tree)"] } }
        let first = trees[0].max() ?? 0
        let second = trees[1].min() ?? 0
        #expect(first < second || (trees[1].max() ?? 0) < (trees[0].min() ?? 0))
    }

    private func overlaps(_ layout: TopologyLayout) -> [[Int]] {
        let boxes = layout.boxes
        return boxes.indices.flatMap { one in
            boxes.indices.dropFirst(one + 1).filter { other in
                let (a, b) = (boxes[one], boxes[other])
                return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height
            }.map { [one, $0] }
        }
    }

    private func checkEnds(
        _ layout: TopologyLayout, _ topology: Topology, _ link: Topology.Link, _ index: Int, seed: UInt64
    ) {
        func box(_ name: String) -> TopologyLayout.Box? {
            topology.vertices.firstIndex { $0.name == name }.map { layout.boxes[$0] }
        }
        guard let provider = box(link.provider), let consumer = box(link.consumer),
            let start = layout.routes[index].points.first,
            let end = layout.routes[index].points.last
        else {
            Issue.record("seed \(seed): a line without ends")
            return
        }
        func touches(_ point: Point, _ box: TopologyLayout.Box) -> Bool {
            (point.x == box.x || point.x == box.x + box.width) && point.y > box.y && point.y < box.y + box.height
        }
        #expect(touches(start, provider), "seed \(seed): \(link)")
        #expect(touches(end, consumer), "seed \(seed): \(link)")
        let row = consumer.rows.first { $0.link == index }
        #expect(row?.y == end.y, "seed \(seed): \(link)")
    }

    /// Pieces are horizontal or vertical, and no piece runs through a box.
    private func checkCourse(_ layout: TopologyLayout, _ route: TopologyLayout.Route, seed: UInt64) {
        for (one, other) in zip(route.points, route.points.dropFirst()) {
            #expect(one.x == other.x || one.y == other.y, "seed \(seed)")
            let (left, right) = (min(one.x, other.x), max(one.x, other.x))
            let (top, bottom) = (min(one.y, other.y), max(one.y, other.y))
            let through = layout.boxes.contains {
                left < $0.x + $0.width && right > $0.x && top < $0.y + $0.height && bottom > $0.y
            }
            #expect(!through, "seed \(seed): \(one) to \(other)")
        }
    }
}
