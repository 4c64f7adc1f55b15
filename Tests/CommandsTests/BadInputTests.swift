import Glibc
import Host
import Testing

/// What is wrong is said with a code and a place, and costs nothing.
@Suite(.needsHelm) struct BadInputTests {
    /// Platform files that cannot be read or understood.
    static let files: [(name: String, text: String, status: Int32, code: String, says: String)] = [
        ("empty", "", 65, "FL0001", "the file is empty"),
        ("no mapping", "[1, 2]", 65, "FL0102", "found list"),
        ("unknown version", "apiVersion: fairlead.dev/v9\nkind: Platform\n", 65, "FL0108", "is not known"),
        ("another kind", "apiVersion: v1\nkind: Deployment\n", 65, "FL0108", "expected Platform"),
        ("two documents", SmallPlatform.platform() + "\n---\na: 1\n", 65, "FL0001", ""),
        ("key twice", "kind: Platform\nkind: Platform\n", 65, "FL0001", "kind"),
        ("unknown key", SmallPlatform.platform(more: "  domian: x"), 65, "FL0101", "domian"),
        (
            "unknown component", SmallPlatform.platform().replacing("    shop:", with: "    shopp:"), 65, "FL0109",
            "did you mean `shop`?"
        ),
        ("wrong type", SmallPlatform.platform(shop: "{replicas: many}"), 65, "FL0102", "replicas"),
        ("out of range", SmallPlatform.platform(shop: "{replicas: 0}"), 65, "FL0105", "replicas"),
        ("unknown option", SmallPlatform.platform(shop: "{hots: shop}"), 65, "FL0101", "did you mean `host`?"),
        ("bad form", SmallPlatform.platform(shop: "{host: \"Not A Label\"}"), 65, "FL0106", "host"),
        (
            "no such provider", SmallPlatform.platform().replacing("postgres: till", with: "postgres: shop"), 65,
            "FL0205", "till"
        ),
        (
            "no such capability", SmallPlatform.platform().replacing("postgres: till", with: "postgers: till"), 65,
            "FL0110", "postgres"
        ),
        ("no domain", SmallPlatform.platform().replacing("  domain: example.org\n", with: ""), 65, "FL0103", "domain"),
        (
            "patch of nothing",
            SmallPlatform.platform(shop: "{patches: [{target: {kind: Deployment, name: shpo}, merge: {a: 1}}]}"), 65,
            "FL0305", "Deployment/shop"
        ),
    ]

    @Test(arguments: files.indices)
    func platformFile(_ index: Int) throws {
        let sample = Self.files[index]
        try SmallPlatform.with { bench in
            let before = try whole(bench)
            try bench.write(sample.text, to: "platform.yaml")
            for command in ["check", "plan", "render"] {
                var words = bench.render()
                words[0] = command
                if command == "check" { words.removeAll { $0 == "--out" || $0 == bench.out.string } }
                let result = bench.run(words)
                #expect(result.status == sample.status, "\(sample.name), \(command): \(result)")
                #expect(result.codes.contains(sample.code), "\(sample.name): \(result)")
                #expect(result.error.contains(sample.says), "\(sample.name): \(result)")
                #expect(result.out.isEmpty, "\(sample.name)")
            }
            try expectWhole(bench, before)
        }
    }

    /// Bytes that no parser should swallow whole; the limits answer, not the memory.
    @Test(arguments: ["binary", "large", "bomb", "deep", "long line"])
    func hostileFile(_ kind: String) throws {
        try SmallPlatform.with { bench in
            let before = try whole(bench)
            let bytes: [UInt8]
            switch kind {
            case "binary": bytes = (0..<4096).map { UInt8(truncatingIfNeeded: $0 &* 131) }
            case "large": bytes = []
            case "bomb":
                var text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
                for level in 1...12 {
                    text +=
                        "a\(level): &a\(level) [\((0..<10).map { _ in "*a\(level - 1)" }.joined(separator: ", "))]\n"
                }
                bytes = Array(text.utf8)
            case "deep": bytes = [UInt8](repeating: UInt8(ascii: "["), count: 200_000)
            default: bytes = Array("kind: ".utf8) + [UInt8](repeating: UInt8(ascii: "x"), count: 8 << 20)
            }
            try bench.write(bytes, to: "platform.yaml")
            if kind == "large" { truncate(bench.platform.string, 100 << 20) }
            let result = bench.run(bench.render())
            #expect(result.status == 65, "\(kind): \(result.status)")
            #expect(result.error.contains("error"), "\(kind)")
            #expect(result.error.utf8.count < 2000, "\(kind): the message is as long as the file")
            try expectWhole(bench, before)
        }
    }

    @Test func noFileAtAll() throws {
        try SmallPlatform.with { bench in
            let result = bench.run("check", (bench.folder / "nothing.yaml").string)
            #expect(result.status == 65)
            #expect(result.error.contains("fairlead init"))
            let folder = bench.run("check", bench.folder.string)
            #expect(folder.status == 65, "\(folder)")
        }
    }

    @Test func twoProvidersAskForAChoice() throws {
        try SmallPlatform.with { bench in
            try bench.write(
                SmallPlatform.component(
                    "purse", "provides:\n  postgres: {ports: [1], properties: {host: h, port: 1, database: d, user: u}}"
                ),
                to: "catalog/purse/component.yaml")
            let text = SmallPlatform.platform(more: "    till: {}\n    purse: {}")
            try bench.write(text.replacing("  choose: {postgres: till}\n", with: ""), to: "platform.yaml")
            let result = bench.run(bench.render())
            #expect(result.status == 65 && result.codes == ["FL0204"], "\(result)")
            #expect(result.error.contains("purse, till") && result.error.contains("choose: {postgres: "))
        }
    }

    @Test func aCircleIsPrintedWhole() throws {
        try SmallPlatform.with { bench in
            try bench.write(
                SmallPlatform.component(
                    "hen",
                    "requires:\n  search: {capability: web-search, optional: true}\nprovides:\n  traces: {ports: [1], properties: {url: u, otlp: o}}"
                ),
                to: "catalog/hen/component.yaml")
            try bench.write(
                SmallPlatform.component(
                    "egg",
                    "requires:\n  t: {capability: traces}\nprovides:\n  web-search: {ports: [1], properties: {url: u}}"),
                to: "catalog/egg/component.yaml")
            try bench.write(
                SmallPlatform.platform(more: "    hen: {}\n    egg: {}").replacing(
                    "{postgres: till}", with: "{postgres: till, traces: hen, web-search: egg}"), to: "platform.yaml")
            let result = bench.run(bench.render())
            #expect(result.status == 65 && result.codes == ["FL0206"], "\(result)")
            #expect(
                result.error.contains("needs traces from hen") && result.error.contains("needs web-search from egg"))
            #expect(result.error.contains("late: true"))
        }
    }

    @Test func aCredentialThatOnlyAPersonHas() throws {
        try SmallPlatform.with { bench in
            let text = try bench.read("catalog/shop/component.yaml").replacing(", optional: true}}", with: "}}")
            try bench.write(text, to: "catalog/shop/component.yaml")
            let before = try whole(bench)
            let result = bench.run(bench.render())
            #expect(result.codes.contains("FL0601") && result.status == 65, "\(result)")
            #expect(result.error.contains("SHOP_PARTNER_TOKEN"))
            try expectWhole(bench, before)
            bench.variables["SHOP_PARTNER_TOKEN"] = "given-by-a-person"
            let given = bench.run(bench.render())
            #expect(given.status == 0, "\(given)")
            #expect(!given.text.contains("given-by-a-person"))
            bench.variables = [:]
            // The store keeps it: nobody is asked twice.
            #expect(bench.run(bench.render()).status == 0)
        }
    }

    @Test func aTemplateThatFails() throws {
        try SmallPlatform.with { bench in
            try bench.write(
                "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: x}\ndata:\n  a: {{ fail \"not like this\" }}\n",
                to: "catalog/shop/manifests/extra.yaml")
            let result = bench.run(bench.render())
            #expect(result.status != 0 && result.codes == ["FL0301"], "\(result)")
            #expect(result.error.contains("shop/manifests/extra.yaml:5"), "\(result)")
            #expect(result.error.contains("component shop") && result.error.contains("not like this"), "\(result)")
            #expect(!Files.exists(bench.out / "README.md"))
        }
    }

    @Test(arguments: ["manifests/extra.yaml", "offers/postgres/drawer.yaml"])
    func aTemplateThatYieldsBrokenYAML(_ file: String) throws {
        try SmallPlatform.with { bench in
            let component = file.hasPrefix("offers") ? "till" : "shop"
            try bench.write("apiVersion: v1\nkind: [\n", to: "catalog/\(component)/\(file)")
            let result = bench.run(bench.render())
            #expect(result.status == 65 && result.codes == ["FL0001"], "\(result)")
            #expect(result.error.contains("\(component)/\(file)"), "\(result)")
        }
    }

    @Test func valuesThatAreBroken() throws {
        try SmallPlatform.with { bench in
            try bench.write("a: {{ .Values.platform.name }}\n b: [\n", to: "catalog/argo-cd/values.yaml")
            let result = bench.run(bench.render())
            #expect(result.status == 65 && result.codes == ["FL0001"], "\(result)")
            #expect(result.error.contains("argo-cd/values.yaml"), "\(result)")
            try bench.write("just text", to: "catalog/argo-cd/values.yaml")
            let text = bench.run(bench.render())
            #expect(text.status == 65 && text.codes == ["FL0302"], "\(text)")
        }
    }

    @Test func noHelmLibrary() throws {
        try SmallPlatform.with { bench in
            let before = try whole(bench)
            bench.variables["FAIRLEAD_HELM_LIBRARY"] = "/nowhere"
            let result = bench.run(bench.render())
            #expect(result.status != 0 && result.codes == ["FL0308"], "\(result)")
            #expect(result.error.contains("/nowhere") && result.error.contains("FAIRLEAD_HELM_LIBRARY"), "\(result)")
            try expectWhole(bench, before)
            bench.variables["FAIRLEAD_HELM_LIBRARY"] = ""
            let nothing = bench.run(
                "graph", bench.platform.string, "--catalog", (bench.folder / "catalog").string, "-f", "dot")
            #expect(nothing.status == 0, "a picture needs no Helm: \(nothing)")
        }
    }

    @Test func environments() throws {
        try SmallPlatform.with { bench in
            let catalog = (bench.folder / "catalog").string
            let none = bench.run("check", bench.platform.string, "--catalog", catalog, "-e", "test")
            #expect(none.status == 65 && none.codes == ["FL0111"] && none.error.contains("make "), "\(none)")
            try bench.write("spec: {components: {shop: {replicas: 4, host: null}}}\n", to: "environments/test.yaml")
            let near = bench.run("check", bench.platform.string, "--catalog", catalog, "-e", "tset")
            #expect(near.codes == ["FL0111"] && near.error.contains("did you mean `test`?"), "\(near)")
            let out = bench.folder / "out-test"
            try bench.write(try Files.read(bench.store), to: "secrets.test.age")
            let result = bench.run(
                "render", bench.platform.string, "--catalog", catalog, "-e", "test", "--out", out.string)
            #expect(result.status == 0, "\(result)")
            let deployment = try contents(out)["components/shop/manifests/deployment-shop.yaml"] ?? ""
            #expect(deployment.contains("replicas: 4"), "\(deployment)")
            #expect(!result.out.contains("https://shop.example.org"), "null removes the host: \(result.out)")
            #expect(bench.run("check", bench.platform.string, "-e", "../test").status == 65)
        }
    }

    @Test func aCatalogThatIsNotThere() throws {
        try SmallPlatform.with { bench in
            let result = bench.run("check", bench.platform.string, "--catalog", (bench.folder / "nowhere").string)
            #expect(result.status == 65 && result.codes.contains("FL0201"), "\(result)")
        }
    }
}

/// Everything that a failed command must leave as it was.
func whole(_ bench: Workbench) throws -> [String: [UInt8]] {
    var files: [String: [UInt8]] = [:]
    for entry in try Files.list(bench.folder) where entry.kind == .file {
        let path = entry.path.string
        guard path.hasPrefix("out/") || path.hasSuffix(".age") || path.hasPrefix("home/"), !path.contains(".fairlead/")
        else { continue }
        files[path] = try Files.read(bench.folder / path)
    }
    return files
}

func expectWhole(_ bench: Workbench, _ before: [String: [UInt8]], _ location: SourceLocation = #_sourceLocation) throws
{
    let after = try whole(bench)
    #expect(after.keys.sorted() == before.keys.sorted(), sourceLocation: location)
    for (path, bytes) in before { #expect(after[path] == bytes, "\(path) was changed", sourceLocation: location) }
}
