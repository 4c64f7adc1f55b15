import Crypto
import Delivery
import Host
import Platform
import Secrets
import Testing
import Values

/// The verbs of the credential store.
@Suite(.needsHelm) struct SecretsCommandTests {
    /// After a rotation exactly the files with the value change, and in them exactly its keys.
    @Test func rotateChangesWhatItMust() throws {
        try SmallPlatform.with { bench in
            #expect(bench.run(bench.render()).status == 0)
            let before = try bench.tree()
            let old = try bench.opened().get(CredentialID(text: "shop/session-key"))
            let result = bench.run(Self.words(bench, "rotate", "shop/session-key"))
            #expect(result.status == 0, "\(result)")
            for holder in ["shop/shop:SESSION_KEY", "shop/shop-audit:hash"] {
                #expect(result.error.contains(holder), "\(result)")
            }
            #expect(!result.error.contains("DATABASE_URL"))
            #expect(try bench.opened().get(CredentialID(text: "shop/session-key")) != old)
            #expect(try bench.tree() == before, "rotate itself delivers nothing")
            #expect(bench.run(bench.render()).status == 0)
            let after = try bench.tree()
            let changed = after.keys.filter { after[$0] != before[$0] }.sorted()
            let expected = [
                "components/shop/manifests/sealedsecret-shop-audit.yaml",
                "components/shop/manifests/sealedsecret-shop.yaml", Lock.fileName,
            ]
            #expect(changed == expected.sorted(), "\(changed)")
            #expect(
                try Self.changedKeys(before, after, "components/shop/manifests/sealedsecret-shop.yaml") == [
                    "SESSION_KEY"
                ])
        }
    }

    @Test func rotateRefuses() throws {
        try SmallPlatform.with { bench in
            #expect(bench.run(bench.render()).status == 0)
            let before = try whole(bench)
            for (name, says) in [
                ("shop/salt", "it hashes what the database stores"),
                ("shop/sesion-key", "did you mean `shop/session-key`?"),
                ("sealed-secrets/sealing-key", "it opens everything"),
            ] {
                let result = bench.run(Self.words(bench, "rotate", name))
                #expect(result.status != 0 && result.error.contains(says), "\(name): \(result)")
            }
            try expectWhole(bench, before)
        }
    }

    /// What a person gives is kept, delivered, and never shown.
    @Test func set() throws {
        try SmallPlatform.with { bench in
            #expect(bench.run(bench.render()).status == 0)
            let given = try bench.process(
                "secrets", "set", "shop/partner-token", "--catalog", "catalog", input: "token-of-the-partner\n")
            #expect(given.status == 0 && !given.text.contains("token-of"), "\(given)")
            let kept = try bench.opened().get(CredentialID(text: "shop/partner-token"))
            #expect(kept == SecretBytes(text: "token-of-the-partner"))
            let render = bench.run(bench.render())
            #expect(render.status == 0, "\(render)")
            #expect(
                try bench.tree()["components/shop/manifests/sealedsecret-shop.yaml"]?.contains("PARTNER_TOKEN: A")
                    ?? false)
            let store = try Files.read(bench.store)
            #expect(
                try bench.process("secrets", "set", "shop/partner-token", "--catalog", "catalog").status != 0,
                "nothing was given")
            let unknown = try bench.process("secrets", "set", "shop/partner-tokn", "--catalog", "catalog", input: "x")
            #expect(unknown.status == 65 && unknown.error.contains("did you mean"), "\(unknown)")
            #expect(try Files.read(bench.store) == store)
        }
    }

    @Test func recipients() throws {
        try SmallPlatform.with { bench in
            #expect(bench.run(bench.render()).status == 0)
            let colleague = try AgeIdentity.generate(entropy: SystemEntropy())
            let own = bench.run(Self.words(bench, "recipients")).out
            let added = bench.run(Self.words(bench, "recipients", "--add", colleague.recipient.description))
            #expect(added.status == 0 && added.out.contains(colleague.recipient.description), "\(added)")
            #expect(try StoreFile(bench.store).load(.identities([colleague])) != nil)
            #expect(bench.run(Self.words(bench, "recipients", "--remove", colleague.recipient.description)).status == 0)
            #expect(throws: StoreFailure.self) { try StoreFile(bench.store).load(.identities([colleague])) }
            let store = try Files.read(bench.store)
            let last = bench.run(
                Self.words(bench, "recipients", "--remove", own.split(separator: "\n").map(String.init).first ?? ""))
            #expect(last.status != 0 && last.error.contains("last recipient"), "\(last)")
            #expect(bench.run(Self.words(bench, "recipients", "--add", "age1nonsense")).status == 64)
            #expect(try Files.read(bench.store) == store)
        }
    }

    @Test func bootstrapAndCertificate() throws {
        try SmallPlatform.with { bench in
            #expect(bench.run(bench.render()).status == 0)
            let secret = bench.run(Self.words(bench, "bootstrap"))
            #expect(secret.status == 0 && secret.error.isEmpty, "\(secret.error)")
            let node = try YAML.parseSingle(Array(secret.out.utf8), file: "secret")
            #expect(node["kind"]?.string == "Secret" && node["type"]?.string == "kubernetes.io/tls")
            #expect(node.at("metadata", "labels", "sealedsecrets.bitnami.com/sealed-secrets-key")?.string == "active")
            let certificate = bench.run(Self.words(bench, "certificate"))
            #expect(Array(certificate.out.utf8) == Base64.decode(node.at("data", "tls.crt")?.string ?? ""))
            guard Processes.find("script") != nil else {
                print("SKIPPED a part of bootstrapAndCertificate: script(1), which gives a terminal, is not here")
                return
            }
            let line = "'\(binary)' secrets bootstrap --catalog catalog"
            let shown = try bench.shell("script", ["-qec", line, "/dev/null"])
            #expect(shown.status == 64 && shown.out.contains("kubectl apply"), "\(shown)")
            #expect(!shown.text.contains("tls.key"))
        }
    }

    @Test func beforeThereIsAStore() throws {
        try SmallPlatform.with { bench in
            try Files.remove(bench.store)
            for verb in [
                ["list"], ["show", "shop/salt"], ["rotate", "shop/salt"], ["recipients"], ["bootstrap"],
                ["certificate"],
            ] {
                let result = bench.run(
                    ["secrets"] + verb + ["-f", bench.platform.string, "--catalog", (bench.folder / "catalog").string])
                #expect(result.status == 65 && result.error.contains("fairlead render"), "\(verb): \(result)")
            }
            #expect(!Files.exists(bench.store))
        }
    }

    private static func words(_ bench: Workbench, _ verb: String, _ more: String...) -> [String] {
        ["secrets", verb] + more + ["-f", bench.platform.string, "--catalog", (bench.folder / "catalog").string]
    }

    private static func changedKeys(_ before: [String: String], _ after: [String: String], _ file: String) throws
        -> [String]
    {
        func keys(_ tree: [String: String]) throws -> [String: String] {
            let node = try YAML.parseSingle(Array((tree[file] ?? "").utf8), file: file)
            let entries = node.at("spec", "encryptedData")?.mapping?.entries ?? []
            return Dictionary(uniqueKeysWithValues: entries.map { ($0.key, $0.value.string ?? "") })
        }
        let (old, new) = try (keys(before), keys(after))
        return new.keys.filter { old[$0] != new[$0] }.sorted()
    }
}
