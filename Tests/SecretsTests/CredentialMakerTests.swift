import Catalog
import Crypto
import Diagnostics
import Host
import Platform
import Secrets
import Testing

@Suite("Making credentials")
struct CredentialMakerTests {
    func store() throws -> CredentialStore {
        try CredentialStore(for: .identities([try identity()]), entropy: SeededEntropy(seed: 1))
    }

    static let token = Recipe.ask(prompt: "Hugging Face token", environment: "HF_TOKEN", optional: false)
    static let optional = Recipe.ask(prompt: "Brave key", environment: "BRAVE", optional: true)

    @Test("random texts follow their recipes and are made once")
    func random() throws {
        let needs = [
            need("a/key", .random(alphabet: .alphanumeric, length: 40, prefix: "sk-")),
            need("a/salt", .random(alphabet: .hex, length: 64, prefix: "")),
            need("a/url", .random(alphabet: .urlsafe, length: 21, prefix: "")),
            need("a/base", .random(alphabet: .base64, length: 33, prefix: "")),
        ]
        let first = try maker().complete(needs: needs, store: store())
        #expect(first.made == ["a/base", "a/key", "a/salt", "a/url"] && first.findings.isEmpty)
        let key = try #require(first.store.get("a/key")).revealed
        #expect(key.hasPrefix("sk-") && key.count == 43)
        let salt = try #require(first.store.get("a/salt")).revealed
        #expect(salt.count == 64 && salt.allSatisfy { "0123456789abcdef".contains($0) })
        let longer = [need("a/key", .random(alphabet: .hex, length: 10, prefix: ""))] + needs.dropFirst()
        let second = try maker(seed: 2).complete(needs: longer, store: first.store)
        #expect(second.made.isEmpty && second.findings.isEmpty && same(second.store, first.store))
    }

    @Test("the same entropy gives the same values, whatever the order of the needs")
    func deterministic() throws {
        let needs = (0..<20).map {
            need(CredentialID(text: "c\($0)/k"), .random(alphabet: .hex, length: 8, prefix: ""))
        }
        let one = try maker().complete(needs: needs, store: store())
        let other = try maker().complete(needs: needs.reversed(), store: store())
        #expect(same(one.store, other.store))
    }

    @Test("a hash is of the credential beside it, or else of its owner's own")
    func bcrypt() throws {
        let needs = [
            need("argo-cd/admin-hash", .bcrypt(of: "admin")),
            need("argo-cd/admin", .random(alphabet: .alphanumeric, length: 30, prefix: "")),
            need("argo-cd/gitops/x/hash", .bcrypt(of: "key")),
            need("argo-cd/gitops/x/key", .random(alphabet: .hex, length: 30, prefix: "")),
            need("argo-cd/gitops/y/hash", .bcrypt(of: "admin")),
            need("argo-cd/lost", .bcrypt(of: "nothing")),
            need("argo-cd/long", .random(alphabet: .hex, length: 90, prefix: "")),
            need("argo-cd/long-hash", .bcrypt(of: "long")),
        ]
        let result = try maker().complete(needs: needs, store: store())
        for (hash, source) in [
            ("argo-cd/admin-hash", "argo-cd/admin"), ("argo-cd/gitops/x/hash", "argo-cd/gitops/x/key"),
            ("argo-cd/gitops/y/hash", "argo-cd/admin"),
        ] as [(CredentialID, CredentialID)] {
            let text = try #require(result.store.get(hash)).revealed
            #expect(Bcrypt.verify(try #require(result.store.get(source)), hash: text), "\(hash)")
        }
        #expect(result.findings.map(\.code) == ["FL0202", "FL0605"])
        #expect(result.store.value("argo-cd/lost") == nil && result.store.value("argo-cd/long-hash") == nil)
    }

    @Test("key pairs and certificates belong together and hold from an hour ago")
    func keys() throws {
        let needs = [
            need("a/rsa", .keyPair(.rsa, bits: 2048)), need("a/ed", .keyPair(.ed25519, bits: 0)),
            need("a/odd", .keyPair(.rsa, bits: 1000)),
            need("a/cert", .certificate(commonName: "hook.example.org", days: 10, key: .ed25519, bits: 0)),
            need(
                "sealed-secrets/sealing-key",
                .certificate(commonName: "sealed-secret", days: 3650, key: .rsa, bits: 3072)),
        ]
        let result = try maker().complete(needs: needs, store: store())
        #expect(result.made == ["a/cert", "a/ed", "a/rsa", "sealed-secrets/sealing-key"])
        #expect(result.findings.map(\.code) == ["FL0202"])
        for (id, kind) in [("a/rsa", .rsa), ("a/ed", .ed25519)] as [(CredentialID, KeyKind)] {
            let pair = try KeyPair(privateKeyPEM: try #require(result.store.get(id)))
            #expect(pair.kind == kind)
            #expect(try pair.publicKeyPEM() == result.store.get(id, field: "public")?.revealed)
        }
        let pem = try #require(result.store.get("a/cert", field: "certificate"))
        let certificate = try Certificate(pem: pem.withBytes { $0 })
        #expect(certificate.notBefore == clock.now() - 3600 && certificate.notAfter == clock.now() + 864_000)
        #expect(certificate.dnsNames == ["hook.example.org"] && certificate.isSelfSigned)
        let sealing = try #require(result.store.get("sealed-secrets/sealing-key", field: "private"))
        #expect(try KeyPair(privateKeyPEM: sealing).bits == 3072)
        _ = try SealingCertificate(store: result.store, provider: "sealed-secrets", clock: clock)
    }

    @Test("what belongs elsewhere is not made")
    func elsewhere() throws {
        let needs = [
            need("a/1", .existing(key: "K")), need("a/2", .shared("k")), need("a/3", .fixed("u")),
            need("a/4", .text(try ReferenceText("${b}"))),
        ]
        let result = try maker().complete(needs: needs, store: store())
        #expect(result.store.isEmpty && result.findings.isEmpty && result.made.isEmpty)
    }

    @Test("a person's value comes from the variable, then the file, then the question, and is kept")
    func asked() throws {
        try Files.withTemporaryDirectory { folder in
            let path = folder / "token"
            try Files.writeAtomically(path, Array("hf_fromTheFile0123\r\n".utf8))
            let needs = [need("vllm/token", Self.token)]
            let question: Answers.Question = { need, prompt in SecretBytes(text: "\(need.id)|\(prompt)") }
            let both = ["HF_TOKEN": "hf_fromVariable012\n", "HF_TOKEN_FILE": path.string]
            let file = ["HF_TOKEN": "", "HF_TOKEN_FILE": path.string]
            for (variables, expected) in [
                (both, "hf_fromVariable012\n"), (file, "hf_fromTheFile0123"), ([:], "vllm/token|Hugging Face token"),
            ] as [([String: String], String)] {
                let result = try maker(variables, question: question).complete(needs: needs, store: store())
                #expect(result.store.get("vllm/token")?.revealed == expected)
                let later = try maker(["HF_TOKEN": "another value now"]).complete(needs: needs, store: result.store)
                #expect(same(later.store, result.store))
            }
        }
    }

    @Test("a missing one is an error that says every way, an optional one a note")
    func missing() throws {
        let needs = [
            need("vllm/token", Self.token), need("searxng/brave", Self.optional),
            need("searxng/hash", .bcrypt(of: "brave")),
        ]
        let result = try maker(["HF_TOKEN": ""]).complete(needs: needs, store: store())
        #expect(result.leftOut.map(\.id) == ["searxng/brave", "searxng/hash"])
        #expect(result.findings.map(\.code) == ["FL0606", "FL0601"])
        #expect(result.findings.map(\.severity) == [.note, .error])
        let finding = try #require(result.findings.last)
        #expect(finding.message == "`vllm/token` (Hugging Face token) is missing")
        for way in ["HF_TOKEN,", "HF_TOKEN_FILE", "terminal"] { #expect(finding.hint?.contains(way) == true, "\(way)") }
        let silent = try maker(question: { _, _ in nil }).complete(needs: needs, store: store())
        #expect(silent.findings == result.findings)
        let nobody = try maker(question: { _, _ in throw PromptFailure.noTerminal }).complete(
            needs: needs, store: store())
        #expect(nobody.findings == result.findings)
    }

    @Test("an unusable answer is said without showing it")
    func unusable() throws {
        try Files.withTemporaryDirectory { folder in
            let path = folder / "binary"
            try Files.writeAtomically(path, [0x43, 0x41, 0xFF])
            for variables in [["HF_TOKEN_FILE": path.string], ["HF_TOKEN_FILE": "hf_CANARY"]] {
                let result = try maker(variables).complete(needs: [need("vllm/token", Self.token)], store: store())
                #expect(result.findings.map(\.code) == ["FL0601"] && result.store.isEmpty)
                #expect(!"\(result.findings)".contains("CANARY"))
            }
        }
    }

    @Test("somebody who stops the question stops the work")
    func interrupted() throws {
        let stop = failure(Interrupted.self) {
            _ = try maker(question: { _, _ in throw Interrupted(signal: 2) }).complete(
                needs: [need("vllm/token", Self.token)], store: store())
        }
        #expect(stop == Interrupted(signal: 2))
    }

    @Test("a value whose recipe changed is said and stays")
    func changedRecipe() throws {
        var before = try store()
        before.set("a/b", .single("old"))
        before.set("a/c", .fields(["private": "p", "public": "q"]))
        let needs = [
            need("a/b", .keyPair(.ed25519, bits: 0)),
            need("a/c", .certificate(commonName: "x", days: 1, key: .rsa, bits: 2048)),
        ]
        let result = try maker().complete(needs: needs, store: before)
        #expect(result.findings.map(\.code) == ["FL0607", "FL0607"] && same(result.store, before))
    }

    @Test("rotation changes one value and the hashes of it")
    func rotation() throws {
        let needs = [
            need("a/key", .random(alphabet: .hex, length: 20, prefix: "")), need("a/hash", .bcrypt(of: "key")),
            need("a/other", .random(alphabet: .hex, length: 20, prefix: "")),
        ]
        let before = try maker().complete(needs: needs, store: store()).store
        let result = try maker(seed: 9).rotate("a/key", needs: needs, store: before)
        #expect(result.made == ["a/hash", "a/key"] && result.findings.isEmpty)
        #expect(
            result.store.get("a/other") == before.get("a/other") && result.store.get("a/key") != before.get("a/key"))
        let hash = try #require(result.store.get("a/hash")).revealed
        #expect(Bcrypt.verify(try #require(result.store.get("a/key")), hash: hash))
    }

    @Test("what cannot be rotated is refused with the reason, and nothing changes")
    func refusedRotation() throws {
        let needs = [
            need("a/salt", .random(alphabet: .hex, length: 20, prefix: ""), immutable: "it encrypts the database"),
            need("a/hash", .bcrypt(of: "salt")), need("a/there", .existing(key: "K")), need("a/token", Self.token),
        ]
        let before = try maker(["HF_TOKEN": "hf_0123456789abcdef"]).complete(needs: needs, store: store()).store
        for (id, code, word) in [
            ("a/salt", "FL0608", "it encrypts the database"), ("a/hash", "FL0608", "a/salt"),
            ("a/there", "FL0104", "not kept"),
            ("a/tokem", "FL0605", "did you mean `a/token`?"), ("a/token", "FL0601", "HF_TOKEN"),
        ] as [(CredentialID, String, String)] {
            let result = try maker().rotate(id, needs: needs, store: before)
            #expect(result.findings.map(\.code) == [code], "\(id)")
            #expect("\(result.findings)".contains(word), "\(id)")
            #expect(same(result.store, before) && result.made.isEmpty)
        }
    }

    static let guessable = [
        "admin", "prom-operator", "Password", "password123!", "changeme", "sk-1234", "minioadmin", "short",
        "aB3$xY9!kL2",
        "aaaaaaaaaaaaaaaaaaaaaaa", "abababababababab", "abcdefghijklmnop", "123456789012345", "Harbor12345",
        "change-me-123", "correctcorrectcorrect",
    ]

    @Test("a value that can be guessed is a finding that names the credential and not the value", arguments: guessable)
    func weak(value: String) throws {
        let result = try maker(["HF_TOKEN": value]).complete(needs: [need("vllm/tok", Self.token)], store: store())
        #expect(result.findings.map(\.code) == ["FL0407"])
        #expect(
            !"\(result.findings)".contains("`\(value)`") && result.findings.first?.message.contains("vllm/tok") == true)
        let again = try maker().complete(needs: [need("vllm/tok", Self.token)], store: result.store)
        #expect(again.findings == result.findings)
    }

    @Test("random values are not called weak", arguments: 1...200 as ClosedRange<UInt64>)
    func strong(seed: UInt64) throws {
        for recipe in [
            RandomText.Alphabet.alphanumeric: 14, .hex: 16, .base64: 14,
        ] {
            let value = try RandomText(recipe.key, length: recipe.value).generate(entropy: SeededEntropy(seed: seed))
            #expect(
                WeakSecretRule.finding(for: value, of: need("a/b", Self.token)) == nil, "seed \(seed), \(recipe.key)")
        }
    }
}
