import Crypto
import Host
import Platform
import Rendering
import Secrets
import Testing
import Values

/// Whether Python has the package that the unsealing is compared with.
let hasPythonCryptography =
    (try? Processes.run("python3", ["-c", "import cryptography.hazmat"]).succeeded) == true

@Suite(
    "age opens our stores and we open age's",
    .enabled(if: Processes.find("age") != nil, "SKIPPED: the age command is absent"))
struct AgeStoreInteropTests {
    @Test("age shows the JSON, and what age writes again is a store")
    func bothWays() throws {
        try Files.withTemporaryDirectory { folder in
            let entropy = SystemEntropy()
            let found = try IdentitySource(environment: Environment(["HOME": folder.string])).resolve(
                storeExists: false, store: "secrets.age", entropy: entropy)
            let identityFile = (folder / ".config/fairlead/identity.txt").string
            let other = try identity(5)
            let file = StoreFile(folder / "secrets.age")
            var store = try CredentialStore(for: found.key, entropy: entropy)
            store.add(recipient: other.recipient)
            store.set("litellm/master-key", .single("sk-wørd\n\"quoted\""))
            store.set("a/pair", .fields(["private": "P", "public": "Q"]))
            store = try file.save(store, found.key, entropy: entropy)

            let opened = try Processes.run("age", ["-d", "-i", identityFile, file.path.string])
            #expect(opened.succeeded, "\(String(decoding: opened.stderr, as: UTF8.self))")
            #expect(try store.serialised() == SecretBytes(opened.stdout))
            let json = try JSON.parse(opened.stdout, file: "age")
            #expect(json.at("credentials", "litellm/master-key") == "sk-wørd\n\"quoted\"")

            let changed = String(decoding: opened.stdout, as: UTF8.self).replacing("\"P\"", with: "\"edited\"")
            for form in [[], ["-a"]] as [[String]] {
                let arguments = form + ["-r", found.key.recipients[0].description]
                let written = try Processes.run("age", arguments, input: Array(changed.utf8))
                try Files.writeAtomically(file.path, written.stdout)
                let read = try #require(try file.load(found.key))
                #expect(read.get("a/pair") == "edited" && read.recipients == store.recipients)
                #expect(failure(StoreFailure.self) { _ = try file.load(.identities([other])) } != nil)
                // Saving gives it back to everybody who is in the list.
                _ = try file.save(read, found.key, entropy: entropy)
                #expect(try file.load(.identities([other]))?.get("a/pair") == "edited")
            }
        }
    }
}

@Suite(
    "Python opens our SealedSecrets by the controller's rules",
    .enabled(if: hasPythonCryptography, "SKIPPED: python3 with the package cryptography is absent"))
struct UnsealingInteropTests {
    @Test("every scope, in its place and moved to another", arguments: SealedSecretsScope.allCases)
    func unseal(scope: SealedSecretsScope) throws {
        let store = try #require(controller)
        let delivery = SealedSecrets(
            certificate: try SealingCertificate(store: store, provider: "sealed-secrets", clock: clock),
            fingerprintKey: store.fingerprintKey, scope: scope, entropy: SystemEntropy())
        let values = [("TOKEN", "sk-wørd"), ("empty", ""), ("long", String(repeating: "x", count: 70_000))]
        let composed = try SecretComposer.compose(
            secret("s", values.map { ($0.0, [.literal($0.1)]) }, type: "kubernetes.io/basic-auth"), store: store)
        var object = try #require(try delivery.deliver([composed], previous: Seals()).objects.first)
        try Files.withTemporaryDirectory { folder in
            let key = folder / "key.pem"
            let pem = try #require(store.get("sealed-secrets/sealing-key"))
            try Files.writeAtomically(key, pem.withBytes { $0 }, permissions: 0o600)
            func run(_ object: Node) throws -> ProcessResult {
                try Processes.run(
                    "python3", ["-c", Self.program, key.string], input: Array(JSON.write(object).utf8))
            }
            let opened = try run(object)
            #expect(opened.succeeded, "\(String(decoding: opened.stderr, as: UTF8.self))")
            let result = try JSON.parse(opened.stdout, file: "python")
            #expect(
                result["type"] == "kubernetes.io/basic-auth" && result["name"] == "s" && result["namespace"] == "ns")
            for (name, value) in values { #expect(result.at("data", name)?.string == value) }
            object.set("renamed", at: ["metadata", "name"])
            #expect(try run(object).succeeded == (scope != .strict))
            object.set("elsewhere", at: ["metadata", "namespace"])
            #expect(try run(object).succeeded == (scope == .clusterWide))
        }
    }

    /// The controller's steps: the scope from the object's annotations, the session key under RSA-OAEP, the value
    /// under AES-GCM with a nonce of zeros, and the Secret from the template.
    static let program = """
        import base64, json, sys
        from cryptography.hazmat.primitives import hashes, serialization
        from cryptography.hazmat.primitives.asymmetric import padding
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM
        key = serialization.load_pem_private_key(open(sys.argv[1], "rb").read(), None)
        sealed = json.load(sys.stdin)
        meta, template = sealed["metadata"], sealed["spec"]["template"]
        notes = meta.get("annotations", {})
        prefix = "sealedsecrets.bitnami.com/"
        if notes.get(prefix + "cluster-wide") == "true":
            label = ""
        elif notes.get(prefix + "namespace-wide") == "true":
            label = meta["namespace"]
        else:
            label = meta["namespace"] + "/" + meta["name"]
        assert template["metadata"].get("annotations", {}) == notes
        oaep = padding.OAEP(padding.MGF1(hashes.SHA256()), hashes.SHA256(), label.encode())
        data = {}
        for name, text in sealed["spec"]["encryptedData"].items():
            raw = base64.b64decode(text, validate=True)
            size = int.from_bytes(raw[:2], "big")
            session = key.decrypt(raw[2:2 + size], oaep)
            data[name] = AESGCM(session).decrypt(bytes(12), raw[2 + size:], None).decode()
        print(json.dumps({"type": template["type"], "name": meta["name"], "namespace": meta["namespace"], "data": data}))
        """
}
