import Crypto
import Testing

@Suite("Digests and text forms")
struct TextAndHashTests {
    @Test("SHA-256 of the examples in FIPS 180-4")
    func sha256() {
        #expect(Hex.encode(Hash.sha256([])) == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
        let abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        #expect(Hex.encode(Hash.sha256(Array("abc".utf8))) == abc)
        #expect(Hex.encode(Hash.sha256(SecretBytes(text: "abc"))) == abc)
    }

    @Test("HMAC of RFC 4231, test cases 2 and 6 (a key longer than a block)")
    func hmac() {
        let second = Hash.hmacSHA256(Array("what do ya want for nothing?".utf8), key: SecretBytes(text: "Jefe"))
        #expect(Hex.encode(second) == "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843")
        let message = Array("Test Using Larger Than Block-Size Key - Hash Key First".utf8)
        let sixth = Hash.hmacSHA256(message, key: SecretBytes([UInt8](repeating: 0xAA, count: 131)))
        #expect(Hex.encode(sixth) == "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54")
        #expect(Hash.hmacSHA256([], key: SecretBytes([])).count == 32)
    }

    @Test("constant-time comparison")
    func comparison() {
        #expect(Hash.equalInConstantTime([], []))
        #expect(Hash.equalInConstantTime([1, 2], [1, 2]))
        #expect(!Hash.equalInConstantTime([1, 2], [1, 3]))
        #expect(!Hash.equalInConstantTime([1, 2], [1, 2, 3]))
    }

    @Test(
        "base64 of the examples in RFC 4648",
        arguments: [
            ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("foobar", "Zm9vYmFy"),
        ])
    func base64(plain: String, text: String) {
        #expect(Base64.encode(Array(plain.utf8)) == text)
        #expect(Base64.decode(text) == Array(plain.utf8))
        #expect(Base64.encode(SecretBytes(text: plain)).revealedText == text)
    }

    @Test(
        "base64 refuses every other spelling",
        arguments: [
            "Zg", "Zg=", "Zg===", "Zh==", "Zm9=", "Zm9v\n", " Zm9v", "Zm-v", "Z===", "====", "=", "Zg==Zg==", "Zm9é",
        ])
    func strictBase64(text: String) {
        #expect(Base64.decode(text) == nil)
    }

    @Test("base64 alphabets and padding do not mix")
    func alphabets() {
        #expect(Base64.encode([0xFB, 0xFF], alphabet: .urlSafe, padded: false) == "-_8")
        #expect(Base64.decode("-_8", alphabet: .urlSafe, padded: false) == [0xFB, 0xFF])
        #expect(Base64.decode("-_8=", alphabet: .urlSafe, padded: false) == nil)
        #expect(Base64.decode("+/8", alphabet: .urlSafe, padded: false) == nil)
        #expect(Base64.decode("-_8=", alphabet: .standard) == nil)
    }

    @Test("hex and base64 round trips", arguments: [UInt64](1...20))
    func roundTrip(seed: UInt64) {
        let entropy = SeededEntropy(seed: seed)
        for count in 0..<40 {
            let bytes = entropy.bytes(count)
            #expect(Hex.decode(Hex.encode(bytes)) == bytes, "seed \(seed)")
            for alphabet in Base64.Alphabet.allCases {
                for padded in [true, false] {
                    let text = Base64.encode(bytes, alphabet: alphabet, padded: padded)
                    #expect(Base64.decode(text, alphabet: alphabet, padded: padded) == bytes, "seed \(seed)")
                }
            }
        }
    }

    @Test("hex refuses odd and foreign digits", arguments: ["0", "0g", "0x00", " 00", "é0"])
    func strictHex(text: String) {
        #expect(Hex.decode(text) == nil)
    }
}
