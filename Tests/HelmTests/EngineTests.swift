import Diagnostics
import Helm
import Host
import Testing
import Values

@Suite struct EngineTests {
    @Test func placesInOrder() {
        let places = HelmLibraryPlaces(environment: Environment(["HOME": "/home/me"]), executable: "/usr/bin/fairlead")
        #expect(
            places.candidates.map(\.string) == [
                "/usr/lib/fairlead/libhelm_c.so", "/home/me/.cache/fairlead/lib/libhelm_c.so",
                "/usr/local/lib/libhelm_c.so",
                "/usr/lib/libhelm_c.so",
            ])
        let named = HelmLibraryPlaces(environment: Environment(["FAIRLEAD_HELM_LIBRARY": "/a/b.so", "HOME": "/h"]))
        #expect(named.candidates == ["/a/b.so"])
        let cache = HelmLibraryPlaces(environment: Environment(["XDG_CACHE_HOME": "/c", "HOME": "/h"]))
        #expect(cache.candidates.first == "/c/fairlead/lib/libhelm_c.so")
    }

    @Test func missingLibrarySaysWhereItLooked() throws {
        let engine = LibHelm(places: HelmLibraryPlaces(explicit: "/nowhere/libhelm_c.so"))
        #expect(!engine.isPresent)
        let error = try failure { _ = try engine.version() }
        #expect(error.kind == .libraryMissing)
        #expect(error.message.contains("/nowhere/libhelm_c.so"))
        #expect(error.hint?.contains("FAIRLEAD_HELM_LIBRARY") == true)
        #expect(error.findings().first?.code == "FL0308")
    }

    @Test func anotherLibraryIsRefused() throws {
        try Files.withTemporaryDirectory { folder in
            try Files.writeAtomically(folder / "libhelm_c.so", Array("no library".utf8))
            let engine = LibHelm(places: HelmLibraryPlaces(explicit: folder / "libhelm_c.so"))
            let error = try failure { _ = try engine.version() }
            #expect(error.kind == .libraryMissing)
            #expect(error.hint?.contains("install-helm-library") == true)
        }
    }

    /// Lets a script stand for the `helm` command: it writes down its arguments and does what it is told.
    private func withCommand(_ script: String, _ body: (HelmCommand, Path) throws -> Void) throws {
        try Files.withTemporaryDirectory { folder in
            let text = "#!/bin/sh\nhere='\(folder.string)'\nprintf '%s\\n' \"$@\" > \"$here/arguments\"\n\(script)\n"
            try Files.writeAtomically(folder / "helm", Array(text.utf8), permissions: 0o755)
            try body(HelmCommand(executable: (folder / "helm").string), folder)
        }
    }

    @Test func commandRenders() throws {
        let script = """
            while [ $# -gt 0 ]; do case $1 in --output-dir) out=$2 ;; --values) cat "$2" > "$here/values" ;; esac; shift; done
            mkdir -p "$out/x/templates" && printf -- '---\\n# Source: x/templates/a.yaml\\na: 1\\n' > "$out/x/templates/a.yaml"
            """
        try withCommand(script) { command, folder in
            let files = try command.render(
                RenderRequest(
                    chart: .directory("/some/chart"), values: ["n": 1], release: "web", namespace: "shop",
                    capabilities: Capabilities(kubernetes: "1.33", apiVersions: ["a.b/v1/C"])))
            #expect(
                files == [RenderedFile(path: "x/templates/a.yaml", text: "---\n# Source: x/templates/a.yaml\na: 1\n")])
            let arguments = try Files.readText(folder / "arguments").split(separator: "\n").map(String.init)
            #expect(arguments.prefix(5) == ["template", "web", "/some/chart", "--namespace", "shop"])
            #expect(arguments.contains("v1.33.0"))
            #expect(arguments.last?.hasSuffix(",a.b/v1/C") == true)
            #expect(try Files.readText(folder / "values") == #"{"n":1}"#)
        }
    }

    @Test func commandFailures() throws {
        let request = RenderRequest(chart: .directory("/c"), release: "r", namespace: "n")
        let cases: [(String, HelmFailure.Kind)] = [
            ("WARNING: old\nError: execution error at (x/templates/a.yaml:1:6): boom", .render),
            (
                "Error: values don't meet the specifications of the schema(s) in the following chart(s):\nx:\n- at '/a': no",
                .values
            ),
            ("Error: something else", .other(code: 1)),
        ]
        for (text, kind) in cases {
            try withCommand("cat >&2 <<'END'\n\(text)\nEND\nexit 1") { command, _ in
                let error = try failure { _ = try command.render(request) }
                #expect(error.kind == kind)
            }
        }
        let missing = try failure { _ = try HelmCommand(executable: "/nowhere/helm").render(request) }
        #expect(missing.kind == .libraryMissing)
    }

    @Test func commandPulls() throws {
        let script = """
            while [ $# -gt 0 ]; do case $1 in --destination) out=$2 ;; esac; shift; done
            printf chart > "$out/web-1.2.3.tgz"
            """
        try withCommand(script) { command, folder in
            let target = folder / "charts"
            let file = try command.pull(
                repository: "oci://registry.example/charts/", name: "web", version: "1.2.3", into: target)
            #expect(file == target / "web-1.2.3.tgz")
            #expect(try Files.list(target).map(\.path) == ["web-1.2.3.tgz"])
            #expect(
                try Files.readText(folder / "arguments").hasPrefix(
                    "pull\noci://registry.example/charts/web\n--version\n1.2.3\n"))
            for name in ["../web", "--help", ""] {
                #expect(throws: HelmFailure.self) {
                    try command.pull(repository: "https://example.org", name: name, version: "1", into: target)
                }
            }
        }
    }
}
