import Diagnostics
import Glibc
import Platform

/// How the time of resolving and planning grows with the catalog.
enum GraphMeasurement {
    private static let sizes = [100, 300, 1000]
    /// What the time for each n log n may grow by from the smallest size to the largest: noise and caches, no further power.
    private static let mostGrowth = 1.5

    /// Measures.
    static func run() throws -> [Measurement] {
        try SyntheticCatalog.Shape.allCases.flatMap { shape in try measure(shape) }
    }

    private static func measure(_ shape: SyntheticCatalog.Shape) throws -> [Measurement] {
        var lines: [Measurement] = []
        var units: [[Double]] = [[], []]
        var times: [[Double]] = [[], []]
        for size in sizes {
            let synthetic = try SyntheticCatalog(shape, count: size)
            let resolution = try resolve(synthetic)
            guard resolution.members.count == size + 1 else { throw BenchFailure("a component is missing") }
            var waves = 0
            let work = Double(size) * log(Double(size))
            for (index, time) in [
                try Stopwatch.fastest { _ = try resolve(synthetic) },
                Stopwatch.fastest { waves = Plan(resolution).waves.count },
            ].enumerated() {
                times[index].append(time)
                units[index].append(time * 1e6 / work)
                lines.append(
                    Measurement(
                        "\(steps[index]), \(shape.rawValue), \(size)", time, "ms",
                        note:
                            "\(Numbers.short(time * 1e6 / work)) ns for each n log n, \(resolution.bindings.count) bindings, \(waves) waves"
                    ))
            }
        }
        for (index, step) in steps.enumerated() {
            let unit = units[index]
            let ratios = zip(times[index].dropFirst(), times[index]).map { Numbers.short($0 / $1) }
            lines.append(
                Measurement(
                    "\(step), \(shape.rawValue), growth beyond n log n", (unit.last ?? 0) / (unit.first ?? 1), "x",
                    limit: mostGrowth,
                    note: "from size to size the time grows " + ratios.joined(separator: " and ") + " times"))
        }
        return lines
    }

    private static let steps = ["resolve", "plan"]

    private static func resolve(_ synthetic: SyntheticCatalog) throws -> Resolution {
        let (resolution, findings) = Resolver.resolve(
            catalog: synthetic.catalog, specification: synthetic.specification)
        guard let resolution else { throw BenchFailure(findings.first?.message ?? "no resolution") }
        return resolution
    }
}
