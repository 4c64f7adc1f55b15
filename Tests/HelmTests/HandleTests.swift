import Glibc
import Helm
import Testing
import Values

/// Counts the handles of a process of its own: other suites open and close handles of the same library meanwhile.
@Suite(.needsHelm) struct HandleTests {
    @Test func noneStaysOpen() async {
        await #expect(processExitsWith: .success) {
            let start = try engine.openHandles()
            let good = try chart([
                ("templates/a.yaml", "a: {{ .Values.n }}"), ("values.schema.json", "{\"required\": [\"n\"]}"),
            ])
            _ = try engine.describe(good)
            _ = try engine.validate(values: [:], against: good)
            let requests = (0..<50).map { number in
                // Every third breaks the schema.
                let values: Node = number % 3 == 0 ? [:] : ["n": 1]
                return RenderRequest(chart: good, values: values, release: "r", namespace: "n")
            }
            let results = renderAll(requests, engine: engine, parallel: 2)
            guard results.filter({ if case .success = $0 { true } else { false } }).count == 33 else { exit(2) }
            _ = try? engine.describe(.archive([1, 2, 3]))
            _ = try? evaluate("{{ .Values.a.b.c }}")
            _ = try evaluate("{{ 1 }}")
            guard try engine.openHandles() == start else { exit(3) }
        }
    }
}
