internal import Values

/// Evaluates templates of ours with Helm's engine: Go templates with Sprig and Helm's own functions.
///
/// All units go into one chart, each as a subchart with its own `.Values`, and are rendered by one call; this takes about
/// a millisecond per unit. What templates see:
/// - `.Values` is the unit's values, and Helm adds an empty `global` to it.
/// - Numbers are floating point, as ``LibHelm`` says: use `int` to compare or print them bare.
/// - Nulls stay nulls, keys with dots stay single keys.
/// - `.Release` and `.Chart` mean nothing; `.Files` is empty; `lookup` finds nothing.
/// - `include` of a definition in any `_` file of the unit.
/// - A text without actions is its own result; units of such texts alone never see the engine.
/// - `toYaml` is slow (about a millisecond for a hundred values), `toJson` ten times as fast.
public struct TemplateEvaluator: Sendable {
    private let engine: any HelmEngine
    private let capabilities: Capabilities?
    private let strict: Bool

    /// Makes an evaluator.
    ///
    /// - Parameters:
    ///   - engine: who renders.
    ///   - capabilities: what `.Capabilities` says.
    ///   - strict: whether a value that is not there is an error. `default` and `with` do not help then, `hasKey` and
    ///     `get` do. (`dig` refuses `.Values` itself, but takes any mapping below it.)
    public init(engine: any HelmEngine, capabilities: Capabilities? = nil, strict: Bool = false) {
        self.engine = engine
        self.capabilities = capabilities
        self.strict = strict
    }

    /// Evaluates all templates of all units.
    ///
    /// Helm stops at the first fault; the units without it are then evaluated again, so that each unit's first fault is
    /// reported.
    ///
    /// - Parameter units: the units, with different names.
    /// - Returns: per unit the text of each template that is no partial, as it is: not trimmed, not split, blank ones too.
    /// - Throws: ``TemplateFailures`` when templates are wrong, ``HelmFailure`` when Helm cannot be used at all.
    public func evaluate(_ units: [TemplateUnit]) throws -> [String: [String: String]] {
        var results: [String: [String: String]] = [:]
        var failures: [(unit: Int, failure: TemplateFailure)] = []
        for (index, unit) in units.enumerated() {
            if let failure = Self.refusal(unit) { failures.append((index, failure)) }
            if results.updateValue([:], forKey: unit.name) != nil {
                failures.append((index, TemplateFailure(unit: unit.name, message: "two units have this name")))
            }
        }
        var sound: [Int] = []
        for (index, unit) in units.enumerated() where !failures.contains(where: { $0.unit == index }) {
            for file in unit.templates where !file.isPartial && !file.isAlive {
                results[unit.name]?[file.path] = file.text
            }
            if TemplateUnit.isAlive(unit.templates) { sound.append(index) }
        }
        for batch in TemplateDefinitions.batches(sound.map { units[$0] }) {
            var remaining = batch.map { sound[$0] }
            while !remaining.isEmpty {
                do throws(HelmFailure) {
                    for (unit, texts) in try render(remaining.map { ($0, units[$0]) }) {
                        results[units[unit].name]?.merge(texts) { _, new in new }
                    }
                    remaining = []
                } catch {
                    guard let (unit, failure) = Self.failure(error, in: units), remaining.contains(unit) else {
                        throw error
                    }
                    failures.append((unit, failure))
                    remaining.removeAll { $0 == unit }
                }
            }
        }
        guard failures.isEmpty else {
            throw TemplateFailures(failures: failures.sorted { $0.unit < $1.unit }.map(\.failure))
        }
        return results
    }

    private func render(_ units: [(Int, TemplateUnit)]) throws(HelmFailure) -> [(Int, [String: String])] {
        var chart = ChartBuilder(name: Umbrella.chart)
        var values = Mapping()
        for (index, unit) in units {
            var subchart = ChartBuilder(name: Umbrella.subchart(index))
            for file in unit.templates where file.isPartial || file.isAlive {
                subchart = subchart.adding("templates/\(file.path)", file.text)
            }
            chart = chart.adding(subchart: subchart)
            values[Umbrella.subchart(index)] = unit.values.isNull ? [:] : unit.values
        }
        let request = RenderRequest(
            chart: .archive(try chart.archive()), values: Node(.mapping(values)), release: "fairlead",
            namespace: "default", capabilities: capabilities)
        var texts: [Int: [String: String]] = [:]
        for file in try engine.renderEverything(request, strict: strict) {
            guard let (unit, path) = Umbrella.origin(of: file.path) else { continue }
            texts[unit, default: [:]][path] = file.text
        }
        return texts.map { ($0.key, $0.value) }
    }

    private static func refusal(_ unit: TemplateUnit) -> TemplateFailure? {
        guard unit.values.isNull || unit.values.mapping != nil else {
            return TemplateFailure(
                unit: unit.name, message: "values must be a mapping, found a \(unit.values.typeName)")
        }
        var seen: Set<[UInt8]> = []
        for file in unit.templates {
            if !ChartBuilder.isSafe(file.path) || file.path.utf8.count > 100 {
                return TemplateFailure(unit: unit.name, message: "\(file.path) is no usable path for a template")
            }
            if !seen.insert(Array(file.path.utf8)).inserted {
                return TemplateFailure(unit: unit.name, path: file.path, message: "two templates have this path")
            }
        }
        return nil
    }

    /// Finds the unit and the place behind a failure. The outermost location tells the unit; the innermost the place, and
    /// when that is a partial that several units have alike, Helm may name any of them.
    private static func failure(_ failure: HelmFailure, in units: [TemplateUnit]) -> (Int, TemplateFailure)? {
        guard let outer = failure.trail.first.flatMap({ Umbrella.origin(of: $0.path) }),
            units.indices.contains(outer.unit)
        else { return nil }
        let unit = units[outer.unit]
        let inner = failure.trail.last.flatMap { Umbrella.origin(of: $0.path) } ?? outer
        let file = unit.templates.first { $0.path.utf8.elementsEqual(inner.path.utf8) }
        let column = failure.column.flatMap { column in
            failure.line.flatMap { file?.text.scalarColumn(line: $0, byteColumn: column) }
        }
        return (
            outer.unit,
            TemplateFailure(
                unit: unit.name, path: file?.path ?? outer.path, line: failure.line, column: column ?? failure.column,
                message: failure.message, hint: failure.hint)
        )
    }
}

/// The names in the chart that holds all units. Units go by number, since a chart's name may not be any text.
private enum Umbrella {
    static let chart = "units"

    static func subchart(_ index: Int) -> String { "u\(index)" }

    /// The unit and path behind `units/charts/u3/templates/a/b.yaml`.
    static func origin(of path: String) -> (unit: Int, path: String)? {
        let parts = path.utf8.split(separator: UInt8(ascii: "/")).map { String(Substring($0)) }
        guard parts.count > 4, parts[0] == chart, parts[1] == "charts", parts[3] == "templates",
            parts[2].hasPrefix("u"),
            let unit = Int(parts[2].dropFirst())
        else { return nil }
        return (unit, parts[4...].joined(separator: "/"))
    }
}

extension String {
    /// Turns a column in bytes into one in Unicode scalars, both from 1.
    fileprivate func scalarColumn(line: Int, byteColumn: Int) -> Int? {
        let lines = utf8.split(separator: 0x0A, omittingEmptySubsequences: false)
        guard line >= 1, line <= lines.count, byteColumn >= 1 else { return nil }
        return String(decoding: Array(lines[line - 1].prefix(byteColumn - 1)), as: UTF8.self).unicodeScalars.count + 1
    }
}
