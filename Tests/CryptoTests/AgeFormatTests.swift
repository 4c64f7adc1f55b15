import Crypto
import Testing

@Suite("The age format")
struct AgeFormatTests {
    let entropy = SeededEntropy(seed: 11)

    @Test("the recipient and the identity of the specification belong together")
    func specification() throws {
        let text = "AGE-SECRET-KEY-1GFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPQ4EGAEX"
        let identity = try AgeIdentity(SecretBytes(text: text))
        #expect(identity.recipient.description == "age1zvkyg2lqzraa2lnjvqej32nkuu0ues2s82hzrye869xeexvn73equnujwj")
        #expect(identity.text.revealedText == text)
        #expect(!"\(identity)".contains("GFPYYSJZ"))
    }

    @Test("no single change of a recipient's text is accepted")
    func recipientChanges() throws {
        let text = Array(try AgeIdentity.generate(entropy: entropy).recipient.description.utf8)
        #expect(try AgeRecipient(String(decoding: text, as: UTF8.self)).description.utf8.elementsEqual(text))
        for index in text.indices {
            for bit in 0..<8 {
                var changed = text
                changed[index] ^= 1 << bit
                let other = String(decoding: changed, as: UTF8.self)
                #expect(throws: AgeError.self, "\(other)") { try AgeRecipient(other) }
            }
            #expect(throws: AgeError.self) { try AgeRecipient(String(decoding: text[..<index], as: UTF8.self)) }
        }
        #expect(throws: AgeError.self) { try AgeRecipient(String(decoding: text, as: UTF8.self).uppercased()) }
    }

    @Test(
        "other texts are neither recipients nor identities",
        arguments: ["", "age1", "age", "1", "age1é", "ssh-ed25519 AAAA", "AGE-SECRET-KEY-1", "\u{0}"])
    func foreign(text: String) {
        #expect(throws: AgeError.self) { try AgeRecipient(text) }
        #expect(throws: AgeError.self) { try AgeIdentity(SecretBytes(text: text)) }
    }

    @Test("an identity file holds comments, empty lines and several identities")
    func identityFile() throws {
        let identities = try (0..<3).map { _ in try AgeIdentity.generate(entropy: entropy) }
        let one = try AgeIdentity.parse(file: identities[0].file)
        #expect(one.map(\.recipient) == [identities[0].recipient])
        let parts = [SecretBytes(text: "# notes\r\n\n")] + identities.flatMap { [$0.text, SecretBytes(text: "\r\n")] }
        let several = try AgeIdentity.parse(file: SecretBytes(joining: parts))
        #expect(several.map(\.recipient) == identities.map(\.recipient))
        #expect(throws: AgeError.self) { try AgeIdentity.parse(file: SecretBytes(text: "# nothing\n")) }
        let error = #expect(throws: AgeError.self) {
            try AgeIdentity.parse(file: SecretBytes(text: "# a\nAGE-SECRET-KEY-1CANARY\n"))
        }
        #expect(error?.description.contains("line 2") == true)
        #expect(error?.description.contains("CANARY") == false)
    }

    @Test("any content comes back, for each of several recipients", arguments: [UInt64](1...12))
    func roundTrip(seed: UInt64) throws {
        let source = SeededEntropy(seed: seed)
        let identities = try (0..<3).map { _ in try AgeIdentity.generate(entropy: source) }
        let sizes = [0, 1, 65535, 65536, 65537, 131_072, Int(source.bytes(1)[0]) * 700]
        let plain = source.bytes(sizes[Int(seed) % sizes.count])
        for armored in [true, false] {
            let file = try AgeFile.encrypt(
                SecretBytes(plain), to: identities.map(\.recipient), armored: armored, entropy: source)
            for identity in identities {
                #expect(try AgeFile.decrypt(file, with: [identity]).revealed == plain, "seed \(seed)")
            }
            let stranger = try AgeIdentity.generate(entropy: source)
            #expect(throws: AgeError.noMatchingIdentity, "seed \(seed)") {
                try AgeFile.decrypt(file, with: [stranger])
            }
            #expect(throws: AgeError.noMatchingIdentity) { try AgeFile.decrypt(file, with: []) }
        }
    }

    @Test("a passphrase opens its file and no other does")
    func passphrase() throws {
        let right = try AgePassphrase(SecretBytes(text: "right — horse"))
        let wrong = try AgePassphrase(SecretBytes(text: "wrong"))
        let file = try AgeFile.encrypt(
            SecretBytes(text: "content"), passphrase: right, scryptLogarithm: 6, entropy: entropy)
        #expect(try AgeFile.decrypt(file, passphrase: right).revealedText == "content")
        #expect(throws: AgeError.wrongPassphrase) { try AgeFile.decrypt(file, passphrase: wrong) }
        let identity = try AgeIdentity.generate(entropy: entropy)
        #expect(throws: AgeError.noMatchingIdentity) { try AgeFile.decrypt(file, with: [identity]) }
        let other = try AgeFile.encrypt(SecretBytes([]), to: [identity.recipient], entropy: entropy)
        #expect(throws: AgeError.noMatchingIdentity) { try AgeFile.decrypt(other, passphrase: right) }
        #expect(throws: AgeError.self) { try AgePassphrase(SecretBytes([])) }
        let strict = AgeLimits(scryptLogarithm: 5)
        #expect(throws: AgeError.tooLarge("the work factor 2^6 of the age file is above 2^5")) {
            try AgeFile.decrypt(file, passphrase: right, limits: strict)
        }
    }

    @Test("no limit allows a work factor that takes the memory of the machine")
    func workFactor() throws {
        let salt = String(repeating: "A", count: 22)
        let code = String(repeating: "A", count: 43)
        let file = "age-encryption.org/v1\n-> scrypt \(salt) 23\n\(code)\n--- \(code)\n"
        let passphrase = try AgePassphrase(SecretBytes(text: "p"))
        #expect(throws: AgeError.tooLarge("the work factor 2^23 of the age file is above 2^22")) {
            try AgeFile.decrypt(Array(file.utf8), passphrase: passphrase, limits: AgeLimits(scryptLogarithm: 30))
        }
        #expect(throws: AgeError.self) {
            try AgeFile.encrypt(SecretBytes([]), passphrase: passphrase, scryptLogarithm: 23, entropy: entropy)
        }
    }

    @Test("every cut and every changed bit of a file is an error", arguments: [true, false])
    func damage(armored: Bool) throws {
        let identity = try AgeIdentity.generate(entropy: entropy)
        let file = try AgeFile.encrypt(
            SecretBytes(text: "small"), to: [identity.recipient], armored: armored, entropy: entropy)
        // The line feed at the end of an armored file is white space around it, and may be missing.
        for length in 0..<(armored ? file.count - 1 : file.count) {
            #expect(throws: AgeError.self, "cut to \(length)") {
                try AgeFile.decrypt(Array(file[..<length]), with: [identity])
            }
        }
        for index in file.indices {
            for bit in 0..<8 {
                var changed = file
                changed[index] ^= 1 << bit
                if armored, index == file.count - 1, [0x20, 0x09, 0x0D].contains(changed[index]) { continue }
                #expect(throws: AgeError.self, "byte \(index), bit \(bit)") {
                    try AgeFile.decrypt(changed, with: [identity])
                }
            }
        }
    }

    @Test("a file with a passphrase is as strict")
    func passphraseDamage() throws {
        let passphrase = try AgePassphrase(SecretBytes(text: "p"))
        var limits = AgeLimits.standard
        limits.scryptLogarithm = 2
        let file = try AgeFile.encrypt(
            SecretBytes(text: "x"), passphrase: passphrase, scryptLogarithm: 2, armored: false, entropy: entropy)
        for index in file.indices {
            for bit in 0..<8 {
                var changed = file
                changed[index] ^= 1 << bit
                #expect(throws: AgeError.self, "byte \(index), bit \(bit)") {
                    try AgeFile.decrypt(changed, passphrase: passphrase, limits: limits)
                }
            }
        }
    }

    @Test("a file cut between two chunks is cut short, not merely damaged")
    func cutBetweenChunks() throws {
        let identity = try AgeIdentity.generate(entropy: entropy)
        let plain = SecretBytes([UInt8](repeating: 5, count: 65536 + 10))
        let file = try AgeFile.encrypt(plain, to: [identity.recipient], armored: false, entropy: entropy)
        #expect(throws: AgeError.truncated) { try AgeFile.decrypt(Array(file.dropLast(26)), with: [identity]) }
        #expect(throws: AgeError.tampered) { try AgeFile.decrypt(file + [0], with: [identity]) }
    }

    @Test("errors tell what is wrong")
    func kinds() throws {
        let identity = try AgeIdentity.generate(entropy: entropy)
        func error(_ text: String, limits: AgeLimits = .standard) -> AgeError? {
            #expect(throws: AgeError.self) { try AgeFile.decrypt(Array(text.utf8), with: [identity], limits: limits) }
        }
        #expect(error("") == .notAge)
        #expect(error("kind: Platform\n") == .notAge)
        #expect(error("age-encryption.org/v1\n") == .truncated)
        #expect(error("age-encryption.org/v2\n") == .headerBroken("its version is not v1"))
        #expect(error("-----BEGIN AGE ENCRYPTED FILE-----\n") == .truncated)
        #expect(
            error(String(repeating: "x", count: 33), limits: AgeLimits(fileBytes: 32))
                == .tooLarge("the age file is larger than 32 bytes"))
        let stanza = "-> grease\n\n"
        let crowd = "age-encryption.org/v1\n" + String(repeating: stanza, count: 33)
        #expect(error(crowd) == .tooLarge("the age file has more than 32 recipients"))
        let long = "age-encryption.org/v1\n-> " + String(repeating: "a", count: 70_000)
        #expect(error(long) == .tooLarge("the header of the age file is larger than 65536 bytes"))
        let code = String(repeating: "A", count: 43)
        let mixed = "age-encryption.org/v1\n-> scrypt a 1\n\n\(stanza)--- \(code)\n"
        #expect(error(mixed) == .headerBroken("a passphrase is mixed with other recipients"))
    }

    @Test("recipients have limits in writing too, and low-order points are refused")
    func writing() throws {
        let recipient = try AgeIdentity.generate(entropy: entropy).recipient
        #expect(throws: AgeError.self) { try AgeFile.encrypt(SecretBytes([]), to: [], entropy: entropy) }
        #expect(throws: AgeError.self) {
            try AgeFile.encrypt(SecretBytes([]), to: [AgeRecipient](repeating: recipient, count: 33), entropy: entropy)
        }
        struct Broken: EntropySource {
            struct Empty: Error {}
            func bytes(_ count: Int) throws -> [UInt8] { throw Empty() }
        }
        #expect(throws: AgeError.cryptography(CryptoError("the entropy source failed"))) {
            try AgeFile.encrypt(SecretBytes([]), to: [recipient], entropy: Broken())
        }
    }
}
