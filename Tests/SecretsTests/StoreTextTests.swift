import Crypto
import Host
import Platform
import Secrets
import Testing

@Suite("The plaintext of a store")
struct StoreTextTests {
    func empty() throws -> CredentialStore {
        try CredentialStore(for: .identities([try identity()]), entropy: SeededEntropy(seed: 1))
    }

    @Test("random stores come back as they were, in the same bytes", arguments: 1...40 as ClosedRange<UInt64>)
    func roundTrip(seed: UInt64) throws {
        var numbers = Numbers(seed: seed)
        let alphabet: [Unicode.Scalar] = [
            "a", "Z", "0", " ", "\"", "\\", "\n", "\r", "\t", "\u{0}", "\u{1F}", "\u{7F}", "/", "{", "}", ":", "#", "ø",
            "e", "\u{301}",
            "\u{E9}", "日", "😀", "\u{2028}", "\u{FEFF}", "$",
        ]
        func text() -> SecretBytes {
            var scalars = String.UnicodeScalarView()
            for _ in 0..<Int.random(in: 0...40, using: &numbers) {
                scalars.append(alphabet.randomElement(using: &numbers) ?? "a")
            }
            return SecretBytes(text: String(scalars))
        }
        var store = try empty()
        for index in 0..<Int.random(in: 0...30, using: &numbers) {
            let id = CredentialID(text: "c\(Int.random(in: 0...9, using: &numbers))/n-\(index)")
            if Bool.random(using: &numbers) {
                store.set(id, .single(text()))
            } else {
                store.set(id, .fields(["private": text(), "public": text(), "x": text()]))
            }
        }
        let written = try store.serialised()
        let read = try CredentialStore.parse(written)
        #expect(same(read, store), "seed \(seed)")
        #expect(try read.serialised() == written, "seed \(seed)")
    }

    @Test("the text is what the documentation says, keys sorted, whatever the order of setting")
    func form() throws {
        let me = try identity()
        var store = try empty()
        store.set("sealed-secrets/sealing-key", .fields(["private": "K", "certificate": "C"]))
        store.set("litellm/master-key", .single("sk-\"1\""))
        let key = Base64.encode(store.fingerprintKey.withBytes { $0 })
        #expect(
            try store.serialised().revealed == """
                {
                  "credentials": {
                    "litellm/master-key": "sk-\\"1\\"",
                    "sealed-secrets/sealing-key": {
                      "certificate": "C",
                      "private": "K"
                    }
                  },
                  "fingerprintKey": "\(key)",
                  "recipients": [
                    "\(me.recipient)"
                  ],
                  "version": 1
                }

                """)
        #expect(store.get("sealed-secrets/sealing-key") == "K")
        #expect(store.get("sealed-secrets/sealing-key", field: "certificate") == "C")
        #expect(store.get("sealed-secrets/sealing-key", field: "public") == nil)
        #expect(store.get("litellm/master-key", field: "private") == nil)
    }

    static let goodKey = Base64.encode([UInt8](repeating: 7, count: 32))

    @Test(
        "what is no store is refused, and the sentence quotes no value",
        arguments: [
            "", "[]", "{", "\"CANARY\"", "{\"version\": \"CANARY\"}", "{\"version\": 0}",
            "{\"version\":1,\"recipients\":[],\"fingerprintKey\":\"CANARY\",\"credentials\":{}}",
            "{\"version\":1,\"recipients\":[],\"fingerprintKey\":\"\(goodKey)\"}",
            "{\"version\":1,\"recipients\":[],\"fingerprintKey\":\"\(goodKey)\",\"credentials\":{\"a/b\":1}}",
            "{\"version\":1,\"recipients\":[],\"fingerprintKey\":\"\(goodKey)\",\"credentials\":{\"a/b\":{}}}",
            "{\"version\":1,\"recipients\":[],\"fingerprintKey\":\"\(goodKey)\",\"credentials\":{\"a/b\":{\"x\":[\"CANARY\"]}}}",
            "{\"version\":1,\"recipients\":[],\"fingerprintKey\":\"\(goodKey)\",\"credentials\":{\"a/b\":\"CANARY\" CANARY}}",
            "{\"version\":1,\"recipients\":[],\"fingerprintKey\":\"\(goodKey)\",\"credentials\":{\"a/b\":\"CANARY}}",
            "{\"version\":1,\"recipients\":[],\"fingerprintKey\":\"\(goodKey)\",\"credentials\":{\"a/b\":\"CANARY\",\"a/b\":\"2\"}}",
            "{\"version\":1,\"recipients\":[],\"fingerprintKey\":\"\(goodKey)\",\"credentials\":{\"a/\u{E9}\":\"1\",\"a/e\u{301}\":\"2\"}}",
            "{\"version\":1,\"recipients\":[\"CANARY\"],\"fingerprintKey\":\"\(goodKey)\",\"credentials\":{}}",
            "{\"version\":1,\"recipients\":[],\"fingerprintKey\":\"\(goodKey)\",\"credentials\":{},\"later\":\"CANARY\"}",
        ])
    func refused(text: String) throws {
        let error = try #require(
            failure(StoreTextError.self) { _ = try CredentialStore.parse(SecretBytes(text: text)) })
        guard case .malformed = error else {
            Issue.record("\(error)")
            return
        }
        #expect(!error.description.contains("CANARY"))
    }

    @Test("a newer version says so")
    func newer() throws {
        let error = failure(StoreTextError.self) { _ = try CredentialStore.parse(#"{"version": 2, "new": {}}"#) }
        #expect(error == .newerVersion(2))
    }

    @Test("a value that is no text cannot be written")
    func notText() throws {
        var store = try empty()
        store.set("a/b", .single(SecretBytes([0xFF, 0xFE])))
        #expect(failure(StoreTextError.self) { _ = try store.serialised() } == .notText("a/b"))
    }

    @Test("recipients are kept once each and can be taken away")
    func recipients() throws {
        let (me, other) = (try identity(1).recipient, try identity(2).recipient)
        var store = try CredentialStore(recipients: [me, me], entropy: SeededEntropy(seed: 1))
        #expect(store.recipients == [me])
        #expect(store.add(recipient: other) && !store.add(recipient: other))
        #expect(store.remove(recipient: me) && !store.remove(recipient: me))
        #expect(store.recipients == [other])
    }
}
