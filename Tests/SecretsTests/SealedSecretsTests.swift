import Crypto
import Diagnostics
import Host
import Platform
import Rendering
import Secrets
import Testing
import Values

/// A controller's key pair and certificate, made once for all tests.
let controller: CredentialStore? = {
    guard let key = try? KeyPair.generate(.rsa2048), let secret = try? key.privateKeyPEM(),
        let certificate = try? Certificate.selfSigned(
            commonName: "c", notBefore: clock.now(), notAfter: clock.now() + 1000, key: key, entropy: SystemEntropy()),
        var store = try? CredentialStore(recipients: [], entropy: SeededEntropy(seed: 4))
    else { return nil }
    store.set(
        "sealed-secrets/sealing-key", .fields(["certificate": SecretBytes(text: certificate.pem), "private": secret]))
    return store
}()

@Suite("Sealed Secrets")
struct SealedSecretsTests {
    let store: CredentialStore
    let certificate: SealingCertificate

    init() throws {
        store = try #require(controller)
        certificate = try SealingCertificate(store: store, provider: "sealed-secrets", clock: clock)
    }

    func composed(_ name: String, _ values: [(String, String)]) throws -> ComposedSecret {
        try SecretComposer.compose(secret(name, values.map { ($0.0, [.literal($0.1)]) }), store: store)
    }

    func delivery(
        scope: SealedSecretsScope = .strict, key: SecretBytes? = nil, certificate: SealingCertificate? = nil
    ) -> SealedSecrets {
        SealedSecrets(
            certificate: certificate ?? self.certificate, fingerprintKey: key ?? store.fingerprintKey, scope: scope,
            labels: [("managed-by", "fairlead")], entropy: SystemEntropy())
    }

    @Test("the object has the form that the controller wants, and opens", arguments: SealedSecretsScope.allCases)
    func form(scope: SealedSecretsScope) throws {
        let result = try delivery(scope: scope).deliver([composed("s", [("B", "one"), ("A", "")])], previous: Seals())
        let object = try #require(result.objects.first)
        #expect(object["apiVersion"] == "bitnami.com/v1alpha1" && object["kind"] == "SealedSecret")
        #expect(object.at("spec", "template", "type") == "Opaque")
        #expect(object["metadata"] == object.at("spec", "template", "metadata"))
        #expect(object.at("metadata", "namespace") == "ns" && object.at("metadata", "name") == "s")
        #expect(
            object.at("metadata", "labels") == ["managed-by": "fairlead", "fairlead.dev/component": "a", "app": "a"])
        let annotation: Node? =
            switch scope {
            case .strict: nil
            case .namespaceWide: ["sealedsecrets.bitnami.com/namespace-wide": "true"]
            case .clusterWide: ["sealedsecrets.bitnami.com/cluster-wide": "true"]
            }
        #expect(object.at("metadata", "annotations") == annotation)
        let data = try #require(object.at("spec", "encryptedData")?.mapping)
        #expect(data.keys == ["B", "A"])
        let key = try #require(store.get("sealed-secrets/sealing-key"))
        for (name, value) in [("B", "one"), ("A", "")] {
            let sealed = try #require(Base64.decode(data[name]?.string ?? "-"))
            let label = scope.label(namespace: "ns", name: "s")
            #expect(try SealedSecretsBox.open(ciphertext: sealed, privateKeyPEM: key, label: label).revealed == value)
        }
    }

    @Test("what did not change keeps its ciphertext, what changed gets a new one")
    func stability() throws {
        let first = try delivery().deliver([composed("s", [("A", "1"), ("B", "2")])], previous: Seals())
        #expect(first.renewed == 2)
        let remembered = Seals(node: try JSON.parse(Array(JSON.write(first.seals.node).utf8), file: "lock"))
        #expect(remembered == first.seals)
        let same = try delivery().deliver([composed("s", [("A", "1"), ("B", "2")])], previous: remembered)
        #expect(same.renewed == 0 && same.objects == first.objects && same.seals == first.seals)
        let changed = try delivery().deliver([composed("s", [("A", "1"), ("B", "3")])], previous: first.seals)
        #expect(changed.renewed == 1)
        #expect(changed.seals["ns", "s", "A"] == first.seals["ns", "s", "A"])
        #expect(changed.seals["ns", "s", "B"]?.ciphertext != first.seals["ns", "s", "B"]?.ciphertext)
        #expect(changed.seals["ns", "s", "B"]?.fingerprint != first.seals["ns", "s", "B"]?.fingerprint)
        let fewer = try delivery().deliver([composed("s", [("A", "1")])], previous: first.seals)
        #expect(fewer.seals.count == 1)
    }

    @Test("another name, scope, certificate or platform is sealed anew, with another fingerprint")
    func fingerprint() throws {
        let base = try delivery().deliver([composed("s", [("A", "1")])], previous: Seals())
        let seal = try #require(base.seals["ns", "s", "A"])
        var moved = Seals()
        for (name, key) in [("t", "A"), ("s", "B")] { moved["ns", name, key] = seal }
        let pair = try KeyPair.generate(.rsa2048)
        let pem = try Certificate.selfSigned(
            commonName: "d", notBefore: 0, notAfter: clock.now() + 1, key: pair, entropy: SystemEntropy()
        ).pem
        let other = try SealingCertificate(pem: Array(pem.utf8), origin: "x", clock: clock)
        let results = [
            try delivery().deliver([composed("t", [("A", "1")])], previous: moved),
            try delivery().deliver([composed("s", [("B", "1")])], previous: moved),
            try delivery(scope: .clusterWide).deliver([composed("s", [("A", "1")])], previous: base.seals),
            try delivery(key: SecretBytes([UInt8](repeating: 1, count: 32))).deliver(
                [composed("s", [("A", "1")])], previous: base.seals),
            try delivery(certificate: other).deliver([composed("s", [("A", "1")])], previous: base.seals),
        ]
        var prints: Set<String> = [seal.fingerprint]
        for result in results {
            #expect(result.renewed == 1)
            for (name, key) in [("s", "A"), ("t", "A"), ("s", "B")] {
                if let new = result.seals["ns", name, key] { #expect(prints.insert(new.fingerprint).inserted) }
            }
        }
        #expect(prints.count == 6)
    }

    @Test("a damaged memory is sealed anew")
    func damagedMemory() throws {
        let first = try delivery().deliver([composed("s", [("A", "1")])], previous: Seals())
        let mark = try #require(first.seals["ns", "s", "A"]).fingerprint
        for node in [
            nil, "x", ["ns": "x"], ["ns": ["s": ["A": ["fingerprint": Node(.string(mark)), "ciphertext": "!!"]]]],
            ["ns": ["s": ["A": ["fingerprint": Node(.string(mark))]]]],
        ] as [Node] {
            #expect(Seals(node: node).count == 0)
        }
    }

    @Test("many values are sealed in order")
    func many() throws {
        let secrets = try (0..<50).map { index in try composed("s\(index)", [("A", "a\(index)"), ("B", "b\(index)")]) }
        let result = try delivery().deliver(secrets, previous: Seals())
        #expect(result.renewed == 100 && result.seals.count == 100)
        let key = try KeyPair(privateKeyPEM: try #require(store.get("sealed-secrets/sealing-key")))
        for (index, object) in result.objects.enumerated() {
            let sealed = try #require(Base64.decode(object.at("spec", "encryptedData", "B")?.string ?? "-"))
            let opened = try SealedSecretsBox.open(
                ciphertext: sealed, privateKey: key, label: Array("ns/s\(index)".utf8))
            #expect(opened.revealed == "b\(index)")
        }
    }

    @Test("a certificate that cannot be used says why")
    func certificates() throws {
        func problem(_ pem: String, at time: Int64 = clock.now()) -> String? {
            failure(FindingsError.self) {
                _ = try SealingCertificate(pem: Array(pem.utf8), origin: "x", clock: .fixed(time))
            }?.findings.first.flatMap { $0.code == "FL0604" ? $0.cause : nil }
        }
        let good = certificate.certificate.pem
        #expect(problem(good) == nil)
        #expect(problem("hello")?.contains("PEM") == true)
        let secret = try #require(store.get("sealed-secrets/sealing-key")).revealed
        #expect(problem(secret)?.contains("PRIVATE KEY") == true)
        #expect(problem(good, at: clock.now() + 1001) == "it has expired")
        #expect(problem(good, at: clock.now() - 1)?.hasPrefix("it is not valid yet") == true)
        let ed = try Certificate.selfSigned(
            commonName: "d", notBefore: 0, notAfter: clock.now() + 1, key: try KeyPair.generate(.ed25519),
            entropy: SystemEntropy())
        #expect(problem(ed.pem)?.contains("RSA") == true)
        let file = failure(FindingsError.self) {
            _ = try SealingCertificate(file: "/nonexistent/cert.pem", clock: clock)
        }
        #expect(file?.findings.map(\.code) == ["FL0604"])
        let empty = try CredentialStore(recipients: [], entropy: SystemEntropy())
        let absent = failure(FindingsError.self) {
            _ = try SealingCertificate(store: empty, provider: "sealed-secrets", clock: clock)
        }
        #expect(absent?.findings.first?.hint?.contains("--certificate") == true)
    }

    @Test("the controller's Secret holds key and certificate as they are")
    func bootstrap() throws {
        let text = try SealingKeySecret.manifest(
            store: store, provider: "sealed-secrets", namespace: "sealed-secrets", entropy: SystemEntropy())
        let object = try text.withBytes { try YAML.parseSingle($0, file: "bootstrap") }
        #expect(object["kind"] == "Secret" && object["type"] == "kubernetes.io/tls")
        #expect(
            object["metadata"] == [
                "name": "fairlead-sealing-key", "namespace": "sealed-secrets",
                "labels": ["sealedsecrets.bitnami.com/sealed-secrets-key": "active"],
            ])
        for (key, field) in [("tls.crt", "certificate"), ("tls.key", "private")] {
            let bytes = try #require(Base64.decode(object.at("data", key)?.string ?? "-"))
            #expect(store.get("sealed-secrets/sealing-key", field: field) == SecretBytes(bytes))
        }
        var wrong = store
        wrong.set(
            "sealed-secrets/sealing-key",
            .fields([
                "certificate": SecretBytes(text: certificate.certificate.pem),
                "private": try KeyPair.generate(.rsa2048).privateKeyPEM(),
            ]))
        let error = failure(FindingsError.self) {
            _ = try SealingKeySecret.manifest(
                store: wrong, provider: "sealed-secrets", namespace: "n", entropy: SystemEntropy())
        }
        #expect(error?.findings.map(\.code) == ["FL0604"])
    }
}
