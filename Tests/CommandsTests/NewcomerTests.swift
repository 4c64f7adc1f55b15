import Host
import Testing
import Values

/// The first ten minutes: an empty folder, and nothing but what the program itself says.
@Suite(.needsHelm) struct NewcomerTests {
    @Test func fromNothingToATree() throws {
        try Files.withTemporaryDirectory { (folder: Path) throws in
            let bench = Workbench(folder: folder)
            let none = try bench.process("check")
            #expect(none.status == 65 && none.error.contains("fairlead init"), "\(none)")
            let made = try bench.process("init")
            #expect(made.status == 0 && made.error.contains("fairlead plan"), "\(made)")
            #expect(try bench.process("init").status != 0, "init writes over a file")
            let check = try bench.process("check")
            #expect(check.status == 0 && !check.error.contains("error["), "\(check)")
            let plan = try bench.process("plan")
            #expect(plan.status == 0 && plan.out.contains("open-webui"), "\(plan)")
            #expect(try contents(folder).keys.sorted() == ["platform.yaml"], "looking writes nothing")
            let render = try bench.process("render")
            #expect(render.status == 0 && render.error.contains("made a new age identity"), "\(render)")
            #expect(Files.exists(folder / "out/my-platform/bootstrap/root.yaml"))
            #expect(Files.exists(folder / "secrets.age") && Files.exists(bench.identity))
            #expect(try Files.status(bench.identity)?.permissions == 0o600)
            let again = try bench.process("render")
            #expect(
                again.status == 0 && again.out.contains("nothing changed") && !again.error.contains("made a new"),
                "\(again)")
        }
    }

    @Test func initTakesNames() throws {
        try Files.withTemporaryDirectory { (folder: Path) throws in
            let bench = Workbench(folder: folder)
            let made = try bench.process(
                "init", "--name", "demo", "--domain", "ai.example.org", "--contact", "a@example.org")
            #expect(made.status == 0, "\(made)")
            let node = try YAML.parseSingle(try Files.read(bench.platform), file: "platform.yaml")
            #expect(
                node.at("metadata", "name")?.string == "demo" && node.at("spec", "domain")?.string == "ai.example.org")
            #expect(try bench.process("check").status == 0)
        }
    }

    /// Names that are no names must not become a broken file.
    @Test(arguments: [["--name", "Not A Name"], ["--domain", "a b"], ["--contact", "x: y"], ["--name", "a\nb"]])
    func initRefusesWhatIsNoName(_ words: [String]) throws {
        try Files.withTemporaryDirectory { (folder: Path) throws in
            let bench = Workbench(folder: folder)
            let made = try bench.shell(binary.string, ["init"] + words)
            let check = made.status == 0 ? try bench.process("check") : made
            #expect(check.status != 0 && !check.error.contains("FL0001"), "a file that is no YAML: \(check)")
        }
    }

    @Test func aComponentOfOnesOwn() throws {
        try SmallPlatform.with { bench in
            let made = try bench.process("catalog", "new", "notes", "--catalog", "catalog")
            #expect(made.status == 0 && made.error.contains("check --catalog catalog"), "\(made)")
            #expect(try bench.process("catalog", "new", "notes", "--catalog", "catalog").status == 1)
            for name in ["Notes", "-notes", "no/tes", "..", ""] {
                #expect(try bench.process("catalog", "new", name, "--catalog", "catalog").status == 64, "\(name)")
            }
            try bench.write(SmallPlatform.platform(more: "    notes: {replicas: 2}"), to: "platform.yaml")
            let check = bench.run("check", bench.platform.string, "--catalog", (bench.folder / "catalog").string)
            #expect(check.status == 0 && !check.error.contains("component notes"), "\(check)")
            let render = bench.run(bench.render())
            #expect(render.status == 0, "\(render)")
            let tree = try bench.tree()
            #expect(tree["components/notes/manifests/deployment-notes.yaml"]?.contains("replicas: 2") ?? false)
            #expect(tree["components/notes/manifests/sealedsecret-notes.yaml"] != nil)
            let shown = bench.run("catalog", "show", "notes", "--catalog", (bench.folder / "catalog").string)
            #expect(shown.status == 0 && shown.out.contains("replicas"), "\(shown)")
        }
    }

    /// The scaffold with its comments taken away, as it invites to.
    @Test func theScaffoldsDatabase() throws {
        try SmallPlatform.with { bench in
            #expect(try bench.process("catalog", "new", "my-notes", "--catalog", "catalog").status == 0)
            let text = try bench.read("catalog/my-notes/component.yaml")
            try bench.write(
                text.replacing("# database:", with: "database:").replacing("# DATABASE_URL", with: "DATABASE_URL"),
                to: "catalog/my-notes/component.yaml")
            try bench.write(SmallPlatform.platform(more: "    my-notes: {}"), to: "platform.yaml")
            let render = bench.run(bench.render())
            #expect(render.status == 0, "\(render)")
            #expect(
                try bench.tree()["components/my-notes/manifests/sealedsecret-my-notes.yaml"]?.contains(
                    "DATABASE_URL: A") ?? false)
        }
    }

    @Test func theSchemaIsTrue() throws {
        try SmallPlatform.with { bench in
            let result = bench.run("schema")
            #expect(result.status == 0)
            let node = try JSON.parse(Array(result.out.utf8), file: "schema")
            #expect(node["$schema"]?.string == "https://json-schema.org/draft/2020-12/schema")
            try bench.write(result.out, to: "schema.json")
            let probe = try bench.shell("python3", ["-c", "import jsonschema, yaml"])
            guard probe.status == 0 else {
                try Test.cancel("SKIPPED: python3 with jsonschema and yaml is not here")
            }
            let script = """
                import json, sys, yaml, jsonschema
                schema = json.load(open("schema.json"))
                jsonschema.Draft202012Validator.check_schema(schema)
                validator = jsonschema.Draft202012Validator(schema)
                for name in sys.argv[1:]:
                    print(name, len(list(validator.iter_errors(yaml.safe_load(open(name))))))
                """
            let example = (Example.repository / "examples/aarhusai/platform.yaml").string
            let started = try bench.process("init", "started.yaml")
            try bench.write(
                try String(decoding: Files.read(Path(example)), as: UTF8.self).replacing(
                    "replicas: 3", with: "replicas: many"),
                to: "wrong.yaml")
            let files = [example, "wrong.yaml"] + (started.status == 0 ? ["started.yaml"] : [])
            let checked = try bench.shell("python3", ["-c", script] + files)
            let counts = checked.out.split(separator: "\n").compactMap {
                $0.split(separator: " ").last.flatMap { Int($0) }
            }
            #expect(checked.status == 0 && counts.count == files.count, "\(checked)")
            #expect(
                counts.first == 0 && counts.dropFirst().first == 1 && counts.dropFirst(2).allSatisfy { $0 == 0 },
                "\(checked)")
        }
    }
}
