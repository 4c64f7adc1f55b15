import Crypto
import Host
import Values

/// Every measurement, one after another, so that none is in another's way.
struct Suite {
    private let options: Options

    /// Makes the suite.
    init(_ options: Options) { self.options = options }

    /// Measures, and writes the table.
    ///
    /// A number over its limit is said, and is no failure of the program: the machine may be a slow one.
    func run() throws {
        let report = try Files.withTemporaryDirectory { folder in try measure(Workbench(folder, options)) }
        try OutputStream.standard.write(report.text)
        if let file = options.json {
            try Files.writeAtomically(file, Array((JSON.write(report.node, pretty: true) + "\n").utf8))
        }
    }

    private func measure(_ bench: Workbench) throws -> Report {
        var report = Report()
        report.cores = Parallel.processors
        Talk.say("measuring: start-up")
        let start = try StartMeasurement.run(bench)
        report.version = start.version
        report.measurements += start.lines
        Talk.say("measuring: render")
        let render = try RenderMeasurement(bench)
        report.measurements += render.lines
        Talk.say("measuring: presets")
        let presets = try PresetMeasurement(bench, options)
        report.measurements += presets.lines
        Talk.say("measuring: sealing")
        let (milliseconds, key) = try Stopwatch.time { try KeyPair.generate(.rsa3072) }
        report.measurements.append(
            Measurement(
                "making one RSA 3072 key", milliseconds, "ms",
                note: "a matter of chance; a new platform has one or two keys"))
        let certificate = try SealingMeasurement.certificate(key)
        report.measurements += try SealingMeasurement.run(certificate)
        report.measurements += try ComparisonMeasurement.seals(bench, render: render, certificate: certificate)
        Talk.say("measuring: resolve and plan")
        report.measurements += try GraphMeasurement.run()
        Talk.say("measuring: charts")
        if let (preset, tree, _) = presets.largest {
            report.measurements += try ComparisonMeasurement.charts(preset, tree: tree, charts: options.charts)
        }
        return report
    }
}
