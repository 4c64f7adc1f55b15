import Crypto
import Testing

@Suite("Bcrypt")
struct BcryptTests {
    let entropy = SeededEntropy(seed: 1)

    @Test("hashes verify, and only with their password", arguments: Bcrypt.Prefix.allCases)
    func roundTrip(prefix: Bcrypt.Prefix) throws {
        let password = SecretBytes(text: "pässword")
        let hash = try Bcrypt.hash(password, cost: 4, prefix: prefix, entropy: entropy)
        #expect(hash.hasPrefix(prefix.rawValue + "04$") && hash.utf8.count == 60)
        #expect(Bcrypt.verify(password, hash: hash))
        #expect(!Bcrypt.verify(SecretBytes(text: "password"), hash: hash))
        #expect(try Bcrypt.hash(password, cost: 4, prefix: prefix, entropy: entropy) != hash)
    }

    @Test("a hash from another implementation verifies (the published vector for \"U*U\")")
    func vector() {
        let hash = "$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW"
        #expect(Bcrypt.verify(SecretBytes(text: "U*U"), hash: hash))
        #expect(!Bcrypt.verify(SecretBytes(text: "U*V"), hash: hash))
    }

    @Test("the usual cost is 10")
    func usualCost() throws {
        #expect(try Bcrypt.hash(SecretBytes(text: "x"), entropy: entropy).hasPrefix("$2b$10$"))
    }

    @Test("passwords that bcrypt would cut are refused")
    func refusals() {
        let long = SecretBytes([UInt8](repeating: 97, count: 73))
        #expect(throws: CryptoError.self) { try Bcrypt.hash(long, cost: 4, entropy: entropy) }
        #expect(throws: CryptoError.self) { try Bcrypt.hash(SecretBytes([97, 0, 98]), cost: 4, entropy: entropy) }
        #expect(throws: CryptoError.self) { try Bcrypt.hash(SecretBytes(text: "a"), cost: 31, entropy: entropy) }
        #expect(throws: CryptoError.self) { try Bcrypt.hash(SecretBytes(text: "a"), cost: -1, entropy: entropy) }
    }

    @Test(
        "other texts are no hashes", arguments: ["", "*0", "$2b$", "$1$abcdefgh$", String(repeating: "é", count: 30)])
    func foreign(hash: String) {
        #expect(!Bcrypt.verify(SecretBytes(text: "a"), hash: hash))
        #expect(!Bcrypt.verify(SecretBytes(text: "a"), hash: "$2b$99$" + String(repeating: "a", count: 53)))
    }
}
