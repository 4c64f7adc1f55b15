import Catalog
import Crypto
import Diagnostics
import Host
import Platform
import Rendering
import Secrets
import Testing
import Values

@Suite("No value is ever shown")
struct CanaryTests {
    /// Seen anywhere, even in part, it gives the leak away.
    static let canary = "CANARYbird4711feather"

    /// Every way in which Swift shows a value.
    func shown(_ value: Any) -> String {
        var text = ""
        dump(value, to: &text)
        debugPrint(value, to: &text)
        print(value, to: &text)
        return text + String(reflecting: value) + String(describing: value) + "\(value)"
            + "\(Mirror(reflecting: value).children.map { "\($0)" })"
    }

    /// Whether a text holds the canary, or its bytes as decimal or hexadecimal numbers or base64.
    func leaks(_ text: String) -> Bool {
        let bytes = Array(Self.canary.utf8)
        let decimal = bytes.prefix(6).map(String.init)
        let base64 = String(Base64.encode(bytes).prefix(16))
        return text.contains("CANARY") || text.contains("bird4711") || text.contains(decimal.joined(separator: ", "))
            || text.contains(decimal.joined(separator: "\n")) || text.contains(Hex.encode(bytes.prefix(6)))
            || text.contains(base64)
    }

    @Test("the search finds what it must find")
    func searchWorks() {
        let bytes = Array(Self.canary.utf8)
        #expect(leaks(shown(Self.canary)) && leaks(shown(bytes)) && leaks(shown(["a": [Self.canary]])))
        #expect(leaks(Hex.encode(bytes)) && leaks(Base64.encode(bytes)) && !leaks(shown(Answers.self)))
    }

    @Test("not by any public type of this target")
    func types() throws {
        try Files.withTemporaryDirectory { folder in
            let canary = SecretBytes(text: Self.canary)
            let environment = Environment([
                "TOKEN": Self.canary, "FAIRLEAD_PASSPHRASE": Self.canary, "FAIRLEAD_AGE_KEY": Self.canary,
                "HOME": folder.string,
            ])
            let phrase = StoreKey.passphrase(try AgePassphrase(canary))
            let source = IdentitySource(environment: Environment(["FAIRLEAD_PASSPHRASE": Self.canary]))
            let found = try source.resolve(storeExists: true, store: "s", entropy: SystemEntropy())
            let me = try identity()
            var store = try #require(controller)
            store.add(recipient: me.recipient)
            let answers = Answers(environment: environment)
            let token = need("a/token", .ask(prompt: "p", environment: "TOKEN", optional: false))
            let maker = CredentialMaker(answers: answers, entropy: SystemEntropy(), clock: clock)
            let completion = try maker.complete(needs: [token, need("a/hash", .bcrypt(of: "token"))], store: store)
            store = completion.store
            #expect(store.get("a/token") == canary)
            store.set("a/pair", .fields(["private": canary, "public": canary]))
            let file = StoreFile(folder / "secrets.age")
            store = try file.save(store, .identities([me]), entropy: SystemEntropy())
            let object = secret(
                "s",
                [
                    ("K", [.credential("a/token", field: nil, .plain)]),
                    ("U", [.literal("x"), .credential("a/pair", field: "public", .url)]),
                ])
            let composed = try SecretComposer.compose(object, store: store)
            let certificate = try SealingCertificate(store: store, provider: "sealed-secrets", clock: clock)
            let delivery = SealedSecrets(
                certificate: certificate, fingerprintKey: canary, entropy: SystemEntropy())
            let delivered = try delivery.deliver([composed], previous: Seals())
            let manifest = try SealingKeySecret.manifest(
                store: store, provider: "sealed-secrets", namespace: "n", entropy: SystemEntropy())
            let privateKey = try #require(store.get("sealed-secrets/sealing-key")).revealed
            let values: [Any] = [
                phrase, found, source, answers, maker, completion, store, store.value("a/pair") as Any,
                store.value("a/token") as Any, file, try store.serialised(), object, composed, composed.values,
                certificate,
                delivery, delivered, delivered.seals, manifest, me, StoreKey.identities([me]),
                IdentitySource(environment: environment),
                CredentialValue.single(canary),
            ]
            for (index, value) in values.enumerated() {
                let text = shown(value)
                #expect(!leaks(text), "number \(index)")
                #expect(!text.contains(me.text.revealed) && !text.contains(String(privateKey.dropFirst(60).prefix(30))))
            }
            let written = try Files.readText(file.path)
            #expect(!leaks(YAML.write(documents: delivered.objects) + written))
        }
    }

    @Test("not by any finding or error")
    func findings() throws {
        try Files.withTemporaryDirectory { folder in
            var errors: [Any] = []
            func note(_ body: () throws -> Void) {
                do { try body() } catch { errors.append(error) }
            }
            let canary = SecretBytes(text: Self.canary)
            var store = try CredentialStore(for: .identities([try identity()]), entropy: SystemEntropy())
            store.set("a/token", .single(canary))
            store.set("a/weak", .single(SecretBytes(text: "CANARYCANARYCANARYCANARY")))
            store.set("a/long", .single(SecretBytes(text: String(repeating: Self.canary, count: 9))))
            store.set("sealed-secrets/sealing-key", .fields(["certificate": canary, "private": canary]))
            let ask = Recipe.ask(prompt: "p", environment: "T", optional: false)
            let needs = [
                need("a/token", .keyPair(.rsa, bits: 2048)), need("a/weak", ask), need("a/long", ask),
                need("a/hash", .bcrypt(of: "long")),
                need("a/file", .ask(prompt: "p", environment: "F", optional: false)),
            ]
            let maker = CredentialMaker(
                answers: Answers(environment: Environment(["F_FILE": Self.canary])), entropy: SystemEntropy(),
                clock: clock)
            let result = try maker.complete(needs: needs, store: store)
            #expect(result.findings.count >= 4)
            errors += result.findings as [Any]
            errors += try maker.rotate("a/file", needs: needs, store: store).findings as [Any]
            note { _ = try SealingCertificate(store: store, provider: "sealed-secrets", clock: clock) }
            note {
                _ = try SealingKeySecret.manifest(
                    store: store, provider: "sealed-secrets", namespace: "n", entropy: SystemEntropy())
            }
            note {
                _ = try SecretComposer.compose(
                    secret("s", [("K", [.credential("a/none", field: "x", .url)])]), store: store)
            }
            for variable in ["FAIRLEAD_AGE_KEY", "FAIRLEAD_PASSPHRASE"] {
                note {
                    _ = try IdentitySource(
                        environment: Environment([variable: String(repeating: Self.canary, count: 300)])
                    )
                    .resolve(storeExists: false, store: "s", entropy: SystemEntropy())
                }
            }
            for text in [
                "{\(Self.canary)", "{\"version\": \"\(Self.canary)\"}", "\"\(Self.canary)\"",
                "{\"version\":1} \(Self.canary)",
            ] {
                let path = folder / "broken.age"
                try Files.writeAtomically(
                    path,
                    try AgeFile.encrypt(
                        SecretBytes(text: text), to: [try identity().recipient], entropy: SystemEntropy()))
                note { _ = try StoreFile(path).load(.identities([try identity()])) }
            }
            #expect(errors.count >= 14)
            for error in errors {
                let finding = (error as? StoreFailure)?.finding ?? (error as? IdentityFailure)?.finding
                #expect(!leaks(shown(error) + shown(finding as Any)), "\(type(of: error))")
            }
        }
    }
}
