import Diagnostics
import Helm
import Host
import Testing
import Values

import Charts

@Suite("Where charts are looked for", .needsHelm)
struct FinderTests {
    @Test("an archive of the right version wins over a folder of another one, and its keys are compared too")
    func archive() throws {
        try withFiles(["a/web/Chart.yaml": "apiVersion: v2\nname: web\nversion: 1.0.0\n"]) { root in
            var builder = ChartBuilder(name: "web", version: "2.0.0")
            builder = builder.adding("values.yaml", "known: {a: 1}\n")
            let file = root / "a/web-2.0.0.tgz"
            try Files.writeAtomically(file, try builder.archive())
            let tree = try ChartTree(try ChartArchive.unpack(file, into: root / "scratch"), scratch: root / "scratch")
            #expect(UnknownKeys(["known": ["b": 1]], against: tree, freeForm: []).findings.count == 1)

            // A chart that holds the archive as a subchart reads through it.
            try Files.makeDirectories(root / "a/web/charts")
            try Files.writeAtomically(root / "a/web/charts/web-2.0.0.tgz", try builder.archive())
            let outer = try ChartTree(root / "a/web", scratch: root / "scratch")
            #expect(UnknownKeys(["web": ["known": ["a": 2]]], against: outer, freeForm: []).findings.isEmpty)
            #expect(UnknownKeys(["web": ["known": ["b": 2]]], against: outer, freeForm: []).findings.count == 1)
        }
    }

    @Test("an archive that is none is refused")
    func damaged() throws {
        try withFiles(["x.tgz": "no archive"]) { root in
            #expect(throws: (any Error).self) { try ChartArchive.unpack(root / "x.tgz", into: root / "scratch") }
        }
    }
}
