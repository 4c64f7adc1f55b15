import Crypto
import Testing

@Suite("Random text")
struct RandomTextTests {
    @Test("has its prefix, its length and its symbols", arguments: RandomText.Alphabet.allCases)
    func shape(alphabet: RandomText.Alphabet) throws {
        let extra: [RandomText.Alphabet: String] = [.base64: "+/", .urlSafe: "-_"]
        let recipe = try RandomText(alphabet, length: 500, prefix: "sk-")
        let text = try recipe.generate(entropy: SystemEntropy()).revealedText
        #expect(text.hasPrefix("sk-") && text.utf8.count == 503)
        let letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
        let allowed = alphabet == .hex ? "0123456789abcdef" : letters + (extra[alphabet] ?? "")
        #expect(Set(text.dropFirst(3)) == Set(allowed).intersection(Set(text.dropFirst(3))))
        #expect(Set(text.dropFirst(3)).count > 12)
    }

    @Test("favours no symbol: each of 256 byte values once gives each alphanumeric symbol four times")
    func unbiased() throws {
        struct Counting: EntropySource {
            func bytes(_ count: Int) -> [UInt8] { (0..<count).map { UInt8(truncatingIfNeeded: $0) } }
        }
        // 248 bytes are usable of 256, so 248 symbols come from exactly one round of the counter.
        let text = try RandomText(.alphanumeric, length: 248).generate(entropy: Counting()).revealed
        let counts = Dictionary(text.map { ($0, 1) }, uniquingKeysWith: +)
        #expect(counts.count == 62)
        #expect(counts.values.allSatisfy { $0 == 4 })
    }

    @Test("encoded bytes can be decoded again")
    func encodedBytes() throws {
        let base64 = try RandomText(.base64, .encodedBytes(32)).generate(entropy: SystemEntropy()).revealedText
        #expect(Base64.decode(base64)?.count == 32)
        let urlSafe = try RandomText(.urlSafe, .encodedBytes(32)).generate(entropy: SystemEntropy()).revealedText
        #expect(Base64.decode(urlSafe, alphabet: .urlSafe)?.count == 32)
        let hex = try RandomText(.hex, .encodedBytes(32)).generate(entropy: SystemEntropy()).revealedText
        #expect(hex.utf8.count == 64)
    }

    @Test("refuses impossible recipes and broken sources")
    func refusals() throws {
        #expect(throws: CryptoError.self) { try RandomText(.hex, length: 0) }
        #expect(throws: CryptoError.self) { try RandomText(.hex, length: 4097) }
        #expect(throws: CryptoError.self) { try RandomText(.alphanumeric, .encodedBytes(8)) }
        struct Stuck: EntropySource {
            func bytes(_ count: Int) -> [UInt8] { [UInt8](repeating: 255, count: count) }
        }
        struct Short: EntropySource {
            func bytes(_ count: Int) -> [UInt8] { [] }
        }
        let recipe = try RandomText(.alphanumeric, length: 8)
        #expect(throws: CryptoError.self) { try recipe.generate(entropy: Stuck()) }
        #expect(throws: CryptoError.self) { try recipe.generate(entropy: Short()) }
    }

    @Test("the seeded source repeats itself and the system's does not")
    func sources() throws {
        #expect(SeededEntropy(seed: 7).bytes(100) == SeededEntropy(seed: 7).bytes(100))
        #expect(SeededEntropy(seed: 7).bytes(100) != SeededEntropy(seed: 8).bytes(100))
        #expect(try SystemEntropy().bytes(32) != SystemEntropy().bytes(32))
        #expect(try SystemEntropy().bytes(0) == [])
        #expect(throws: CryptoError.self) { try SystemEntropy().bytes(-1) }
    }
}
