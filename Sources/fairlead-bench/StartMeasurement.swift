import Host

/// What every call costs: start-up, and the size of the binary.
enum StartMeasurement {
    private static let mostTime = 20.0
    private static let runs = 20

    /// Measures.
    ///
    /// - Returns: the lines of the table, and what the program calls itself.
    static func run(_ bench: Workbench) throws -> (lines: [Measurement], version: String) {
        var times: [Double] = []
        var version = ""
        for _ in 0..<runs {
            let (milliseconds, result) = try Stopwatch.time {
                try Processes.run(bench.program.string, ["--version"], environment: bench.environment)
            }
            times.append(milliseconds)
            version = String(decoding: result.stdout, as: UTF8.self).split(separator: "\n").first.map(String.init) ?? ""
        }
        return (
            [Measurement("fairlead --version", Numbers.median(times), "ms", limit: mostTime), try size(bench)], version
        )
    }

    private static func size(_ bench: Workbench) throws -> Measurement {
        let what = "size of the binary, stripped"
        guard let strip = Processes.find("strip") else {
            return Measurement(what, skipped: "there is no `strip`; install binutils")
        }
        let stripped = bench.folder / "stripped"
        let result = try Processes.run(strip, ["-o", stripped.string, bench.program.string])
        guard result.status == 0, let status = try Files.status(stripped) else {
            return Measurement(what, skipped: "`strip` failed")
        }
        return Measurement(what, Double(status.size) / 1e6, "MB")
    }
}
