/// Where everything of a picture is: boxes in columns by wave, lines that run between the boxes, never through them.
///
/// Every provider has one trunk line, from which a branch leaves for each consumer; so the number of lines grows with
/// the number of
/// providers. What a component needs stands in its own box, one row for each line, where no label can be covered.
package struct TopologyLayout: Sendable, Equatable {
    /// A row of a box: one line's end and its label.
    package struct Row: Sendable, Equatable {
        /// The index of the link in the drawn links.
        package var link: Int
        /// Whether the line ends at the right side.
        package var isRight: Bool
        /// The height of the line's end.
        package var y: Int
    }

    /// A component.
    package struct Box: Sendable, Equatable {
        package var x: Int
        package var y: Int
        package var width: Int
        package var height: Int
        package var rows: [Row]
    }

    /// A line from a provider to a consumer.
    package struct Route: Sendable, Equatable {
        /// The corners, from the provider's side to the consumer's.
        package var points: [Point]
    }

    /// A column: one wave.
    package struct Column: Sendable, Equatable {
        package var wave: Int
        package var x: Int
    }

    /// The boxes, in the order of the topology's vertices.
    package let boxes: [Box]
    /// The lines, in the order of the drawn links.
    package let routes: [Route]
    /// The columns from left to right.
    package let columns: [Column]
    /// The width of everything.
    package let width: Int
    /// The height of everything.
    package let height: Int

    /// Lays out a topology.
    ///
    /// - Parameters:
    ///   - topology: what is drawn.
    ///   - detail: how much of it.
    package init(_ topology: Topology, detail: Topology.Detail) {
        let links = topology.links(detail)
        let graph = LayeredGraph(topology, links: links)
        let order = ColumnOrder(graph).best()
        let sheet = Sheet(graph: graph, order: order, topology: topology, links: links)
        let placed = VerticalPlacement(sheet).positions()
        let channels = ChannelRouting(sheet, y: placed)

        columns = zip(graph.waves, channels.columnX).map { Column(wave: $0, x: $1) }
        boxes = topology.vertices.indices.map { vertex in
            Box(
                x: channels.columnX[graph.cells[vertex].column], y: placed[vertex], width: Measure.boxWidth,
                height: sheet.heights[vertex],
                rows: sheet.rows[vertex].map { row in
                    Row(link: row, isRight: !graph.isForward(row), y: placed[vertex] + sheet.consumerPort(row))
                })
        }
        routes = links.indices.map { Route(points: channels.route(of: $0)) }
        width = channels.width
        height = (topology.vertices.indices.map { placed[$0] + sheet.heights[$0] }.max() ?? 0)
    }
}
