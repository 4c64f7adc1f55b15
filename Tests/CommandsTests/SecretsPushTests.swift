import Crypto
import Host
import Platform
import Secrets
import Testing

/// A platform whose Secrets are read from a store, by one word.
@Suite(.needsHelm) struct SecretsPushTests {
    private static func with(_ kind: String, _ body: (inout Workbench) throws -> Void) throws {
        try SmallPlatform.with { bench in
            try bench.write(
                SmallPlatform.component(
                    "reader",
                    """
                    requires:
                      store: {capability: secret-store, reason: the values are there}
                    provides:
                      secret-delivery: {properties: {kind: \(kind)}}
                    """), to: "catalog/reader/component.yaml")
            try bench.write(
                SmallPlatform.component(
                    "safe",
                    """
                    provides:
                      secret-store:
                        ports: [8200]
                        properties: {kind: vault, url: "http://safe.safe.svc:8200", mount: kv, login: cluster}
                    """), to: "catalog/safe/component.yaml")
            let text = SmallPlatform.platform().replacing(
                "choose: {postgres: till}",
                with: "choose: {postgres: till, secret-delivery: reader, secret-store: safe}")
            try bench.write(text, to: "platform.yaml")
            try body(&bench)
        }
    }

    private static func push(_ bench: Workbench, _ more: String...) -> Outcome {
        bench.run(
            ["secrets", "push", "-f", bench.platform.string, "--catalog", (bench.folder / "catalog").string] + more)
    }

    @Test(arguments: [
        ("vault", "vaultstaticsecret", "vaultauth"), ("external-secrets", "externalsecret", "secretstore"),
    ])
    func rendersReferencesAndRights(_ way: (kind: String, secret: String, login: String)) throws {
        try Self.with(way.kind) { bench in
            let result = bench.run(bench.render())
            #expect(result.status == 0, "\(result)")
            let tree = try bench.tree()
            for name in ["\(way.secret)-shop", "\(way.secret)-shop-audit", "\(way.login)-shop-secrets"] {
                #expect(tree["components/shop/manifests/\(name).yaml"] != nil, "\(name) in \(tree.keys.sorted())")
            }
            #expect(
                tree["secret-store/policies/corner-shop.hcl"]?.contains("\"kv/data/corner/shop/shop-audit\"") == true)
            #expect(tree["secret-store/roles/corner-shop.json"]?.contains("shop-secrets") == true)
            #expect(tree["README.md"]?.contains("fairlead secrets push") == true)
            #expect(tree["README.md"]?.contains("secrets bootstrap") == false)
            let store = try bench.opened()
            for id in ["shop/session-key", "shop/salt", "till/postgres/shop-database/password"] {
                let value = try #require(store.get(CredentialID(text: id))).withBytes {
                    String(decoding: $0, as: UTF8.self)
                }
                for (path, text) in tree { #expect(!text.contains(value), "\(id) is in \(path)") }
            }
            #expect(bench.run(bench.render()).out.contains("nothing changed"))
            let bootstrap = bench.run(
                "secrets", "bootstrap", "-f", bench.platform.string, "--catalog", (bench.folder / "catalog").string)
            #expect(bootstrap.status == 65 && bootstrap.error.contains("secrets push"), "\(bootstrap)")
        }
    }

    @Test func saysWhatItNeeds() throws {
        try Self.with("vault") { bench in
            #expect(bench.run(bench.render()).status == 0)
            #expect(Self.push(bench).error.contains("BAO_ADDR"))
            bench.variables["BAO_ADDR"] = "https://127.0.0.1:1"
            let tokenless = Self.push(bench)
            #expect(tokenless.status == 64 && tokenless.error.contains("BAO_TOKEN"), "\(tokenless)")
            bench.variables["BAO_TOKEN"] = "t0ken"
            let open = Self.push(bench, "--address", "http://bao.example.org")
            #expect(open.status == 64 && open.error.contains("could be read on the way"), "\(open)")
            let nobody = Self.push(bench, "--address", "http://127.0.0.1:1", "--dry-run")
            #expect(nobody.status == 69 && nobody.codes == ["FL0609"], "\(nobody)")
            #expect(!nobody.text.contains("t0ken"))
        }
    }

    @Test func isNotForSealedPlatforms() throws {
        try SmallPlatform.with { bench in
            #expect(bench.run(bench.render()).status == 0)
            let result = Self.push(bench, "--dry-run")
            #expect(result.status == 65 && result.error.contains("not read from a store"), "\(result)")
        }
    }
}
