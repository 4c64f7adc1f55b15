import Host
import Values

/// Every preset beside the measured platform: how long a person waits for a whole tree of it.
struct PresetMeasurement {
    /// The lines of the table.
    var lines: [Measurement] = []
    /// The preset with the most charts, and a tree of it.
    private(set) var largest: (bench: Workbench, tree: String, charts: Int)?

    private static let runs = 3
    private static let mostTime = 700.0

    /// Measures.
    ///
    /// - Parameters:
    ///   - bench: where there is room.
    ///   - options: the measured platform, whose folder has the other presets' folders beside it.
    init(_ bench: Workbench, _ options: Options) throws {
        let presets = options.platform.parent.parent
        for entry in try Files.list(presets, depth: 1, stoppingAtDepth: true)
        where entry.kind == .directory {
            var own = options
            own.platform = presets / entry.path.string / "platform.yaml"
            guard Files.exists(own.platform) else { continue }
            let folder = bench.folder / "presets" / entry.path.string
            try Files.makeDirectories(folder)
            let preset = try Workbench(folder, own)
            // Its keys are made once and kept; what a tree costs is everything else, every seal included.
            _ = try preset.render(into: "first")
            let runs = try (0..<Self.runs).map { try preset.render(into: "tree-\($0)").process }
            lines.append(
                Measurement(
                    "render of \(entry.path.string), into a fresh folder", Numbers.median(runs.map(\.milliseconds)),
                    "ms", limit: Self.mostTime))
            let charts = try ComparisonMeasurement.charts(of: preset)
            if charts > largest?.charts ?? 0 { largest = (preset, "tree-0", charts) }
        }
    }
}
