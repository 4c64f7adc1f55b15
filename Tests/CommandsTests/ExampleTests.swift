import Delivery
import Host
import Testing

/// The example renders without a question, and again to the same bytes.
@Suite(.needsHelm) struct ExampleTests {
    @Test func rendersWithoutAQuestion() throws {
        let example = try Example.get()
        #expect(example.first.status == 0)
        #expect(!example.first.error.contains("error["))
        #expect(example.tree.count > 100)
        for file in ["README.md", "fairlead.lock", "report.html", "topology.svg", "bootstrap/root.yaml"] {
            #expect(example.tree[file] != nil, "\(file)")
        }
    }

    @Test func aSecondRenderWritesNothing() throws {
        let example = try Example.get()
        let store = try Files.read(example.bench.store)
        let second = example.bench.run(Example.render(example.bench))
        #expect(second.status == 0, "\(second)")
        #expect(second.out.contains("nothing changed") && second.out.contains(" 0 of them anew"), "\(second.out)")
        #expect(try example.bench.tree() == example.tree)
        #expect(try stamps(example.bench.out) == example.stamps)
        #expect(try Files.read(example.bench.store) == store)
    }

    @Test func anotherProcessWritesTheSame() throws {
        let example = try Example.get()
        let result = try example.bench.process("render", "platform.yaml", "--out", "out", "-q")
        #expect(result.status == 0, "\(result)")
        #expect(try example.bench.tree() == example.tree)
        #expect(try stamps(example.bench.out) == example.stamps)
    }

    @Test func aFreshFolderDiffersOnlyInCiphertexts() throws {
        let example = try Example.get()
        let fresh = example.folder.parent / "\(example.folder.lastComponent ?? "")-fresh"
        cleanUpAtExit(fresh)
        let result = example.bench.run("render", example.bench.platform.string, "--out", fresh.string)
        #expect(result.status == 0, "\(result)")
        let tree = try contents(fresh)
        #expect(tree.keys.sorted() == example.tree.keys.sorted())
        for (file, text) in tree where file != Lock.fileName {
            #expect(Golden.withoutCiphertexts(text) == Golden.withoutCiphertexts(example.tree[file] ?? ""), "\(file)")
            // Sealing is random: the same ciphertext twice would be a fault.
            if text.contains("encryptedData:") { #expect(text != example.tree[file], "\(file)") }
        }
        let locks = try (Lock.read(fresh), Lock.read(example.bench.out))
        #expect(locks.0?.seals == locks.1?.seals && locks.0?.charts == locks.1?.charts)
    }

    @Test func storeAndTreeOfAnEnvironmentAreApart() throws {
        try SmallPlatform.with { bench in
            try bench.write("spec: {components: {shop: {replicas: 4}}}\n", to: "environments/test.yaml")
            let result = bench.run(
                "check", bench.platform.string, "--catalog", (bench.folder / "catalog").string, "-e", "test", "-o",
                "json")
            #expect(result.status == 0, "\(result)")
            #expect(!Files.exists(bench.folder / "secrets.test.age"))
        }
    }
}
