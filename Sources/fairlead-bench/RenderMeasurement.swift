import Host
import Values

/// What a person waits for: `fairlead render` of the example.
struct RenderMeasurement {
    /// The lines of the table.
    var lines: [Measurement] = []
    /// Milliseconds of a render that seals every value.
    var cold = 0.0
    /// How many values it sealed.
    var sealed = 0
    /// The folder of the tree, in the workbench.
    let tree = "tree-0"

    private static let runs = 5
    private static let mostTime = 500.0
    private static let mostMemory = 250.0

    /// Measures.
    init(_ bench: Workbench) throws {
        let (first, _) = try bench.render(into: "first")
        lines.append(
            Measurement(
                "render, first time of all", first.milliseconds, "ms",
                note: "makes every key; RSA takes as long as chance has it"))

        var fresh: [MeasuredProcess] = []
        for run in 0..<Self.runs {
            let (process, summary) = try bench.render(into: "tree-\(run)")
            fresh.append(process)
            sealed = Int(summary.at("sealed", "renewed")?.integer ?? 0)
        }
        var again: [MeasuredProcess] = []
        for _ in 0..<Self.runs {
            let (process, summary) = try bench.render(into: tree)
            guard summary.at("sealed", "renewed")?.integer == 0, summary.at("files", "changed")?.list?.isEmpty == true
            else { throw BenchFailure("a second render changed something") }
            again.append(process)
        }
        cold = Numbers.median(fresh.map(\.milliseconds))
        for (name, processes) in [("into a fresh folder", fresh), ("nothing changed", again)] {
            lines.append(
                Measurement(
                    "render, \(name)", Numbers.median(processes.map(\.milliseconds)), "ms", limit: Self.mostTime))
            lines.append(
                Measurement(
                    "render, \(name), peak memory", processes.map(\.megabytes).max() ?? 0, "MB",
                    limit: Self.mostMemory))
        }
    }
}
