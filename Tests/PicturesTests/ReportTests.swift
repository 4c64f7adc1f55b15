import Catalog
import Crypto
import Diagnostics
import Helm
import Host
import Pictures
import Platform
import Rendering
import Testing
import Values

/// The report of a small platform whose texts try to be markup.
struct ReportTests {
    private static let hostile = "<script>alert('x')</script>&\"\u{202E}"
    private static let engine = LibHelm(places: HelmLibraryPlaces(environment: .process))

    private static func component(_ name: String, title: String = "T", _ spec: Node) -> [String: String] {
        let whole: Node = [
            "apiVersion": "fairlead.dev/v1alpha1", "kind": "Component",
            "metadata": [
                "name": .init(.string(name)), "title": .init(.string(title)), "summary": .init(.string(title + ".")),
            ],
            "spec": Node(.mapping(Mapping([("namespace", Node(.string(name))), ("podSecurity", "restricted")])))
                .merged(with: spec, nullDeletes: false),
        ]
        return ["component.yaml": YAML.write(whole)]
    }

    private static func input(rendered: Bool = false) throws -> ReportInput {
        let folders = [
            "argo-cd": component(
                "argo-cd", title: "Argo CD",
                ["provides": ["gitops": ["properties": ["engine": "argocd", "namespace": "argo-cd"]]]]),
            "sealed-secrets": component(
                "sealed-secrets", title: "Sealed Secrets",
                ["provides": ["secret-delivery": ["properties": ["kind": "sealed-secrets"]]]]),
            "store": component(
                "store", title: "Store",
                [
                    "provides": [
                        "redis": [
                            "ports": [6379], "properties": ["host": "store.store.svc", "port": 6379],
                            "credentials": ["password": ["random": ["alphabet": "hex", "length": 32]]],
                        ]
                    ],
                    "images": [["image": "docker.io/example/store:latest", "for": "server"]],
                ]),
            "chat": component(
                "chat", title: hostile,
                [
                    "options": ["host": ["type": "string", "format": "dns-label", "description": "Host."]],
                    "requires": ["cache": ["capability": "redis", "reason": .init(.string(hostile))]],
                    "secrets": ["chat": ["data": ["URL": ["text": "redis://:${cache.password:url}@${cache.host}"]]]],
                    "images": [["image": "ghcr.io/example/chat:v1.2.3", "for": .init(.string(hostile))]],
                ]),
        ]
        var sources = Sources()
        let (catalog, problems) = try Catalog.reading(folders, sources: &sources)
        #expect(problems == [])
        let file = """
            apiVersion: fairlead.dev/v1alpha1
            kind: Platform
            metadata: {name: sample}
            spec:
              domain: example.org
              contact: ops@example.org
              delivery: {engine: argocd, repository: "https://git.example.org/p.git"}
              components:
                chat: {host: chat}
            """
        let (specification, found) = try SpecificationReader(catalog: catalog).read(
            YAML.parseSingle(Array(file.utf8), file: "platform.yaml"))
        #expect(found.filter { $0.severity == .error } == [])
        let (resolution, more) = Resolver.resolve(catalog: catalog, specification: try #require(specification))
        #expect(more.filter { $0.severity == .error } == [])
        let platform = try #require(resolution)
        let plan = Plan(platform)
        let rendering = rendered ? try Renderer.render(platform, plan: plan, engine: engine).0 : nil
        #expect(!rendered || rendering != nil)
        let binding = try #require(platform.bindings(of: "chat").first { $0.provider == "store" })
        return ReportInput(
            resolution: platform, plan: plan, rendering: rendering,
            credentials: [.init(id: CredentialID(binding: binding, field: "password"), how: hostile, owner: "store")],
            findings: [
                Finding(code: "FL0001", severity: .note, message: "first"),
                Finding(
                    code: "FL0002", message: hostile, place: Place(file: hostile, line: 1, column: 2),
                    component: "chat", cause: hostile,
                    hint: hostile),
            ], version: hostile)
    }

    @Test func whatPeopleWroteStaysText() throws {
        let page = Report.html(try Self.input())
        // The page's own script is the only one, and nothing that people wrote stands outside of text.
        #expect(page.split(separator: "<script").count == 2)
        #expect(!page.contains("alert('x')"))
        #expect(!page.contains("\u{202E}"))
        #expect(page.contains("&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;&amp;&quot;\u{FFFD}"))
    }

    @Test func onlyTheNamedStyleAndScriptMayRun() throws {
        let page = Report.html(try Self.input())
        func source(_ text: String) -> String { "'sha256-\(base64(Hash.sha256(Array(text.utf8))))'" }
        let policy =
            "default-src 'none'; style-src \(source(PageAssets.style)); script-src \(source(PageAssets.script)); "
            + "base-uri 'none'; form-action 'none'"
        #expect(PageAssets.policy == policy, "write these hashes into PageAssets")
        #expect(page.contains("content=\"\(policy)\""))
        #expect(page.contains("<style>\(PageAssets.style)</style>"))
        #expect(page.contains("<script>\(PageAssets.script)</script>"))
        #expect(page.split(separator: "<style").count == 2)
        for word in [" style=", " onclick=", " onload=", "src=", "@import", "url("] { #expect(!page.contains(word)) }
    }

    @Test func theSamePlatformGivesTheSameBytes() throws {
        #expect(Report.html(try Self.input()) == Report.html(try Self.input()))
    }

    @Test func everyTagIsClosed() throws {
        let page = Report.html(try Self.input())
        var open: [Substring] = []
        let void: Set<Substring> = ["meta", "br", "!DOCTYPE", "path", "rect", "circle"]
        for piece in page.split(separator: "<") {
            let name = piece.prefix { $0 != ">" && $0 != " " && $0 != "/" && $0 != "\n" }
            if piece.first == "/" {
                let closed = piece.dropFirst().prefix { $0 != ">" }
                #expect(open.popLast() == closed)
            } else if !void.contains(name) {
                open.append(name)
            }
        }
        #expect(open.isEmpty)
    }

    @Test func itSaysWhatMatters() throws {
        let page = Report.html(try Self.input())
        for text in [
            "<a href=\"https://chat.example.org/\"", "Store (store)", "6379", "moving tag",
            "ghcr.io/example/chat:v1.2.3",
            "<span class=\"tag error\">error</span>", "it delivers the platform", "platform report",
        ] { #expect(page.contains(text), "\(text)") }
        let error = page.range(of: "FL0002")
        let note = page.range(of: "FL0001")
        #expect(try #require(error) < #require(note))
    }

    @Test(.enabled(if: engine.isPresent, "needs the Helm library"))
    func holdersAreNamedAndValuesAreNot() throws {
        let page = Report.html(try Self.input(rendered: true))
        #expect(page.contains("<code>chat/chat:URL</code> <span class=\"tag\">inside of text</span>"))
        #expect(!page.contains("redis://"))
    }

    @Test(arguments: [
        ("a/b", true), ("a/b:latest", true), ("registry:5000/a/b", true), ("a:16", true), ("a:v3.7", true),
        ("a:3-alpine", true),
        ("a:v1.2.3", false), ("a:8.2.3-alpine", false), ("a:2025.10.1-abc", false),
        ("a:RELEASE.2024-10-02T17-50-41Z", false),
        ("a:b6543", false), ("a:latest@sha256:00", false),
    ])
    func tagsThatMove(reference: String, moves: Bool) {
        #expect((ImageTag(reference) == .moving) == moves)
    }

    private func base64(_ bytes: [UInt8]) -> String {
        let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
        var text = ""
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let chunk = bytes[start..<min(start + 3, bytes.count)]
            let number = chunk.reduce(0) { $0 << 8 | Int($1) } << (8 * (3 - chunk.count))
            for index in 0..<4 { text.append(index <= chunk.count ? letters[number >> (18 - 6 * index) & 63] : "=") }
        }
        return text
    }
}

extension String {
    /// Where a text begins, as an offset in bytes; without Foundation.
    fileprivate func range(of text: String) -> Int? {
        let (whole, part) = (Array(utf8), Array(text.utf8))
        return whole.indices.first { whole[$0...].starts(with: part) }
    }
}
