import Catalog
import Crypto
import Diagnostics
import Platform
@testable import Rendering
import Secrets
import Testing

/// A Secret of the namespace `ns`.
func secret(_ name: String, _ data: [(key: String, parts: [SecretObject.Part])], type: String = "Opaque")
    -> SecretObject
{
    SecretObject(namespace: "ns", name: name, type: type, labels: [("app", "a")], component: "a", data: data)
}

@Suite("Composing the values of a Secret")
struct SecretComposerTests {
    func store() throws -> CredentialStore {
        var store = try CredentialStore(recipients: [], entropy: SeededEntropy(seed: 1))
        store.set("a/password", .single("p@ss/wörd%"))
        store.set("a/pair", .fields(["private": "PRIVATE", "public": "PUBLIC"]))
        return store
    }

    @Test("pieces are joined, encoded and hashed")
    func pieces() throws {
        let object = secret(
            "s",
            [
                ("plain", [.credential("a/password", field: nil, .plain)]),
                (
                    "url",
                    [
                        .literal("postgresql://u:"), .credential("a/password", field: nil, .url), .literal("@h:5432/d"),
                    ]
                ),
                ("base64", [.credential("a/password", field: nil, .base64)]),
                ("hash", [.sha256("a/password")]),
                ("private", [.credential("a/pair", field: nil, .plain)]),
                ("public", [.credential("a/pair", field: "public", .plain)]),
                ("empty", []),
            ])
        let composed = try SecretComposer.compose(object, store: store())
        #expect(composed.values.map(\.key) == ["plain", "url", "base64", "hash", "private", "public", "empty"])
        // The expected texts are by Python's urllib, base64 and hashlib.
        #expect(
            composed.values.map(\.value.revealed) == [
                "p@ss/wörd%", "postgresql://u:p%40ss%2Fw%C3%B6rd%25@h:5432/d", "cEBzcy93w7ZyZCU=",
                "07dee32449a61516a577a6c12fe3359681993791a9e9303576cc1d97983f006a", "PRIVATE", "PUBLIC", "",
            ])
    }

    @Test("everything that is missing and every double key is said at once")
    func missing() throws {
        let object = secret(
            "s",
            [
                ("one", [.credential("a/absent", field: nil, .url)]), ("two", [.sha256("a/gone")]),
                ("three", [.credential("a/pair", field: "certificate", .plain)]), ("one", [.literal("x")]),
            ])
        let error = try #require(
            failure(FindingsError.self) { _ = try SecretComposer.compose(object, store: store()) })
        #expect(error.findings.map(\.code) == ["FL0605", "FL0605", "FL0605", "FL0107"])
        #expect(error.findings[2].message.contains("`a/pair.certificate`"))
    }
}
