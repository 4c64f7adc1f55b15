import Host
import Pictures
import Testing

/// The small platform as files. `UPDATE_GOLDEN=1` writes them anew and fails, so that a run that writes never passes.
struct GoldenTests {
    private static let folder = Path(#filePath).parent / "Golden"

    @Test(arguments: ["dot", "mmd", "svg", "all.dot", "all.mmd", "all.svg"])
    func theSmallPlatformIsDrawnAsRecorded(form: String) throws {
        let detail: Topology.Detail = form.hasPrefix("all") ? .all : .main
        let text =
            switch form.split(separator: ".").last {
            case "dot": Samples.small.dot(detail)
            case "mmd": Samples.small.mermaid(detail)
            default: Samples.small.svg(detail)
            }
        let file = Self.folder / "sample.\(form)"
        if Environment.process.nonEmpty("UPDATE_GOLDEN") != nil {
            try Files.makeDirectories(Self.folder)
            try Files.writeAtomically(file, Array(text.utf8))
            Issue.record("written: \(file)")
        } else {
            #expect(try Files.readText(file) == text)
        }
    }

    @Test func theOrderInWhichThingsAreGivenDoesNotMatter() {
        let small = Samples.small
        let turned = Topology(platform: "sample", vertices: small.vertices.reversed(), links: small.links.reversed())
        #expect(turned == small)
        #expect(turned.svg(.all) == small.svg(.all))
    }

    @Test func mermaidNamesNothingByItsOwnName() {
        // `end` closes a group and a quotation mark a label: vertices go by number and text is coded.
        let text = Samples.small.mermaid(.all)
        let lines = text.split(separator: "\n").map { $0.drop { $0 == " " } }
        let groups = lines.count { $0.hasPrefix("subgraph ") }
        #expect(lines.count { $0 == "end" } == groups)
        for line in lines where line.hasPrefix("c") && !line.hasPrefix("classDef") {
            let name = line.dropFirst().prefix { $0.isASCII && $0.isNumber }
            #expect(!name.isEmpty)
            #expect([" ", "["].contains(line.dropFirst(1 + name.count).first))
            #expect(line.count { $0 == "\"" } == 2)
        }
        #expect(!text.contains("<b>"))
    }

    @Test func dotTextIsQuoted() {
        let topology = Topology(
            platform: "a\"b\\", vertices: [.init(name: "x\"y", title: "\\N", namespace: "n\u{1}", wave: 0)], links: [])
        let text = topology.dot
        #expect(text.hasPrefix("digraph \"a\\\"b\\\\\" {"))
        #expect(text.contains("\"x\\\"y\" [label=\"\\\\N\\nn \""))
    }

    @Test(.enabled(if: Processes.find("dot") != nil, "needs Graphviz"))
    func graphvizReadsIt() throws {
        for detail in Topology.Detail.allCases {
            let result = try Processes.run("dot", ["-Tplain"], input: Array(Samples.small.dot(detail).utf8))
            let nodes = String(decoding: result.stdout, as: UTF8.self).split(separator: "\n").count {
                $0.hasPrefix("node ")
            }
            #expect(result.status == 0)
            #expect(nodes == Samples.small.vertices.count)
        }
    }

    @Test func edgesWithoutEndsAreLeftOut() {
        let topology = Topology(
            platform: "p", vertices: [.init(name: "a", title: "A", namespace: "n", wave: 0)],
            links: [
                .init(consumer: "a", provider: "gone", labels: ["x"]),
                .init(consumer: "a", provider: "a", labels: ["x"]),
            ])
        #expect(topology.links.isEmpty)
        #expect(Topology(platform: "none", vertices: [], links: []).svg.hasPrefix("<svg "))
    }
}
