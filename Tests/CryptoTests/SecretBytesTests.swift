import Crypto
import Testing

@Suite("Secret bytes")
struct SecretBytesTests {
    @Test("are not shown by printing, interpolation, dumping or reflection")
    func hidden() {
        let secret = SecretBytes(text: "canary-4711")
        struct Holder { let secret: SecretBytes }
        var dumped = ""
        dump(Holder(secret: secret), to: &dumped)
        let shown = [
            "\(secret)", String(describing: secret), String(reflecting: secret), "\(Holder(secret: secret))", dumped,
        ]
        for text in shown { #expect(!text.contains("canary")) }
        #expect("\(secret)" == "«secret»")
        #expect(Mirror(reflecting: secret).children.isEmpty)
        #expect((secret as Any) as? any Encodable == nil)
    }

    @Test("compare by content")
    func equality() {
        #expect(SecretBytes(text: "a") == SecretBytes([97]))
        #expect(SecretBytes(text: "a") != SecretBytes(text: "b"))
        #expect(SecretBytes(text: "a") != SecretBytes(text: "aa"))
        #expect(SecretBytes([]) == SecretBytes(text: ""))
    }

    @Test("join in order and keep nothing in the array they took over")
    func making() {
        let joined = SecretBytes(joining: [SecretBytes(text: "user:"), SecretBytes([]), SecretBytes(text: "word")])
        #expect(joined.revealedText == "user:word")
        var bytes: [UInt8] = [1, 2, 3]
        #expect(SecretBytes(wiping: &bytes).revealed == [1, 2, 3])
        #expect(bytes.isEmpty)
    }

    @Test("a borrowed array that the body keeps stays whole")
    func kept() {
        let secret = SecretBytes([1, 2, 3])
        let kept = secret.withBytes { $0 }
        #expect(kept == [1, 2, 3])
        #expect(secret.revealed == [1, 2, 3])
    }
}
