import Catalog
import Crypto
import Diagnostics
import Helm
import Host
import Platform
import Rendering
import Secrets
import Testing
import Values

/// Secrets that an operator puts together in the cluster are what Fairlead itself would have put together.
@Suite("Secrets out of a store") struct StoreDeliveryTests {
    static let layout = StoreLayout(
        kind: .vault, url: "http://store.example:8200", mount: "secret", prefix: "small", platform: "small")

    static func store() throws -> CredentialStore {
        var store = try CredentialStore(recipients: [], entropy: SeededEntropy(seed: 1))
        store.set("a/password", .single(SecretBytes(text: "p@ss w+rd/%ü~\"{{ .x }}\n&'")))
        store.set("a/pair", .fields(["private": "PRIVATE\nKEY\n", "public": "PUBLIC"]))
        store.set("db/postgres/a-database/password", .single("plain"))
        return store
    }

    static let object = secret(
        "s",
        [
            ("plain", [.credential("a/password", field: nil, .plain)]),
            (
                "url",
                [
                    .literal("postgresql://u:"), .credential("a/password", field: nil, .url), .literal("@h:5432/d?x="),
                    .credential("db/postgres/a-database/password", field: nil, .url),
                ]
            ),
            ("base64", [.literal("Basic "), .credential("a/password", field: nil, .base64)]),
            ("hash", [.sha256("a/password")]),
            ("private", [.credential("a/pair", field: "private", .plain)]),
            ("public", [.credential("a/pair", field: "public", .plain)]),
            (
                "json",
                [
                    .literal("{\"a\": {{\"\\\t\u{1}\u{7F}ü"), .credential("a/pair", field: "public", .plain),
                    .literal("}}\n-}"),
                ]
            ),
            ("open", [.literal("nothing {{secret}}")]),
        ])

    static func deliveries(_ layout: StoreLayout = layout) -> [any SecretDelivery] {
        [
            ExternalSecrets(layout: layout, refresh: "5m", labels: [("managed-by", "fairlead")]),
            VaultStaticSecrets(layout: layout, refresh: "5m", labels: [("managed-by", "fairlead")]),
        ]
    }

    private static func delivered(_ delivery: any SecretDelivery, _ objects: [SecretObject]) throws -> DeliveredSecrets
    {
        let store = try store()
        return try delivery.deliver(objects.map { try SecretComposer.compose($0, store: store) }, previous: Seals())
    }

    /// The templates of an object with the expression that stands for the store's values in them.
    private static func templates(_ object: Node) -> (values: String, texts: [(String, String)]) {
        if object["kind"] == "ExternalSecret" {
            let data = object.at("spec", "target", "template", "data")?.mapping
            return (".", (data?.entries ?? []).map { ($0.key, $0.value.string ?? "") })
        }
        let data = object.at("spec", "destination", "transformation", "templates")?.mapping
        return (".Secrets", (data?.entries ?? []).map { ($0.key, $0.value["text"]?.string ?? "") })
    }

    private static let engine = LibHelm(places: HelmLibraryPlaces(environment: .process))
    private static let needsHelm = ConditionTrait.enabled(
        if: engine.isPresent, "SKIPPED: libhelm_c.so is not here: run scripts/install-helm-library")

    /// Helm's library is Go's text/template with Sprig, as both operators are.
    @Test(
        "the templates compose what the composer composes",
        needsHelm, arguments: [0, 1])
    func sameValues(_ way: Int) throws {
        let evaluator = TemplateEvaluator(engine: Self.engine)
        let store = try Self.store()
        let delivered = try Self.delivered(Self.deliveries()[way], [Self.object])
        let (place, texts) = Self.templates(try #require(delivered.objects.first))
        let entry = try #require(try StoreEntry.all([Self.object], layout: Self.layout, store: store).first)
        let values = Node(.mapping(Mapping(entry.values.map { ($0.key, Node(.string($0.value.revealed))) })))
        let results = try evaluator.evaluate([
            TemplateUnit(
                name: "s",
                // The operators hand over the values under another name than Helm.
                templates: texts.map { .init(path: $0.0 + ".txt", text: "{{ with .Values.own }}\($0.1){{ end }}") },
                values: ["own": place == "." ? values : ["Secrets": values]])
        ])
        let expected = try SecretComposer.compose(Self.object, store: store).values
        #expect(texts.map(\.0) == expected.map(\.key))
        for value in expected { #expect(results["s"]?[value.key + ".txt"] == value.value.revealed, "\(value.key)") }
    }

    @Test("a value that is not in the store fails, and does not become an empty one", needsHelm, arguments: [0, 1])
    func missing(_ way: Int) throws {
        let evaluator = TemplateEvaluator(engine: Self.engine)
        let one = secret("s", [("k", [.literal("x:"), .credential("a/password", field: nil, .url)])])
        let delivered = try Self.delivered(Self.deliveries()[way], [one])
        let (place, texts) = Self.templates(try #require(delivered.objects.first))
        let text = "{{ with .Values.own }}\(texts.first?.1 ?? ""){{ end }}"
        let error = failure(TemplateFailures.self) {
            _ = try evaluator.evaluate([
                TemplateUnit(
                    name: "s", templates: [.init(path: "k.txt", text: text)],
                    values: ["own": place == "." ? ["other": "1"] : ["Secrets": ["other": "1"]]])
            ])
        }
        #expect(error?.failures.first?.message.contains("a_password is not in the store") == true)
    }

    @Test("objects name path, login and template as the operators want them")
    func forms() throws {
        let external = try Self.delivered(Self.deliveries()[0], [Self.object])
        let object = try #require(external.objects.first)
        #expect(object["apiVersion"] == "external-secrets.io/v1")
        #expect(object.at("spec", "secretStoreRef") == ["kind": "SecretStore", "name": "a-secrets"])
        #expect(
            object.at("spec", "data")?.list?.first == [
                "secretKey": "a_password", "remoteRef": ["key": "small/ns/s", "property": "a_password"],
            ])
        #expect(external.companions.map { $0.object["kind"]?.string } == ["ServiceAccount", "SecretStore"])

        let vault = try Self.delivered(Self.deliveries()[1], [Self.object])
        let literal = try #require(vault.objects.first)
        #expect(literal.at("spec", "path") == "small/ns/s" && literal.at("spec", "vaultAuthRef") == "a-secrets")
        #expect(literal.at("spec", "destination", "transformation", "excludes") == [".*"])
        #expect(vault.companions.map { $0.object["kind"]?.string } == ["ServiceAccount", "VaultAuth"])
        #expect(vault.companions.allSatisfy { $0.component == "a" })
        #expect(
            vault.companions.last?.object.at("spec", "kubernetes") == [
                "role": "small-a", "serviceAccount": "a-secrets",
            ]
        )
    }

    @Test("a Secret of nothing secret stands as it is, and is nowhere in the store")
    func open() throws {
        let open = secret("o", [("k", [.literal("one "), .literal("two")])])
        for delivery in Self.deliveries() {
            let delivered = try Self.delivered(delivery, [open])
            #expect(delivered.objects.first?["kind"] == "Secret")
            #expect(delivered.objects.first?["data"] == ["k": "b25lIHR3bw=="])
            #expect(delivered.companions.isEmpty && delivered.grants.isEmpty)
        }
        #expect(try StoreEntry.all([open], layout: Self.layout, store: Self.store()).isEmpty)
    }

    @Test("each member may read its own paths and no others")
    func grants() {
        var other = secret("t", [("k", [.credential("a/pair", field: "public", .plain)])])
        other.component = "b"
        other.namespace = "other"
        let grants = StoreGrant.all([other, Self.object], layout: Self.layout)
        #expect(grants.map(\.name) == ["small-a", "small-b"])
        #expect(grants.map(\.paths) == [["small/ns/s"], ["small/other/t"]])
        #expect(
            grants.last?.policy == """
                # Made by fairlead for `b` in the namespace `other`.
                path "secret/data/small/other/t" {
                  capabilities = ["read"]
                }

                """)
        #expect(
            grants.last?.role == [
                "bound_service_account_names": ["b-secrets"], "bound_service_account_namespaces": ["other"],
                "token_policies": ["small-b"], "token_ttl": 1200,
            ])
    }

    @Test("stores without logins for members have one door, and items without paths")
    func sharedStore() throws {
        let layout = StoreLayout(
            kind: .onePassword, url: "https://op.example", mount: "AI", prefix: "small", platform: "small")
        let delivered = try Self.delivered(Self.deliveries(layout)[0], [Self.object])
        #expect(
            delivered.objects.first?.at("spec", "secretStoreRef") == ["kind": "ClusterSecretStore", "name": "fairlead"])
        #expect(delivered.objects.first?.at("spec", "data")?.list?.first?.at("remoteRef", "key") == "small.ns.s")
        #expect(delivered.companions.isEmpty)
    }

    @Test("no value is in what is delivered")
    func canary() throws {
        for delivery in Self.deliveries() {
            let delivered = try Self.delivered(delivery, [Self.object])
            let text =
                (delivered.objects + delivered.companions.map(\.object)).map { YAML.write($0) }.joined()
                + delivered.grants.map { $0.policy + JSON.write($0.role) }.joined()
            for value in ["p@ss", "PRIVATE", "PUBLIC"] { #expect(!text.contains(value)) }
        }
    }

    @Test("what is missing, or no text, is said by name")
    func refusals() throws {
        var store = try Self.store()
        store.set("a/password", .single(SecretBytes([0xFF, 0xFE])))
        store.remove("a/pair")
        let error = failure(FindingsError.self) {
            _ = try StoreEntry.all([Self.object], layout: Self.layout, store: store)
        }
        let messages = (error?.findings ?? []).map(\.message)
        #expect(messages.contains { $0.contains("`a/password` is no text") })
        #expect(messages.contains { $0.contains("no value for `a/pair.public`") })
    }
}
