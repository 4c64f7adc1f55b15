import Crypto
import Testing

@Suite("Keys and certificates")
struct CertificateTests {
    static let begin: Int64 = 1_700_000_000
    static let end: Int64 = 4_000_000_000

    static func make(_ algorithm: KeyAlgorithm, isAuthority: Bool = false) throws -> (KeyPair, Certificate) {
        let key = try KeyPair.generate(algorithm)
        let certificate = try Certificate.selfSigned(
            commonName: "seal — example", dnsNames: ["example.org", "*.example.org"], isAuthority: isAuthority,
            notBefore: begin, notAfter: end, key: key, entropy: SeededEntropy(seed: 3))
        return (key, certificate)
    }

    @Test("what is made can be read again", arguments: [KeyAlgorithm.rsa2048, .p256, .ed25519], [true, false])
    func roundTrip(algorithm: KeyAlgorithm, isAuthority: Bool) throws {
        let (key, made) = try CertificateTests.make(algorithm, isAuthority: isAuthority)
        let read = try Certificate(pem: Array(made.pem.utf8))
        #expect(read == made)
        #expect(read.subject == "CN=seal — example")
        #expect(read.notBefore == CertificateTests.begin && read.notAfter == CertificateTests.end)
        #expect(read.dnsNames == ["example.org", "*.example.org"])
        #expect(read.isSelfSigned && read.isAuthority == isAuthority)
        #expect(read.keyKind == key.kind && read.keyBits == key.bits)
        #expect(read.fingerprint == Hash.sha256(read.der))
        #expect(!read.isExpired(at: CertificateTests.end) && read.isExpired(at: CertificateTests.end + 1))
        #expect(!read.isNotYetValid(at: CertificateTests.begin) && read.isNotYetValid(at: CertificateTests.begin - 1))
    }

    @Test("openssl reads the certificate as we do", .enabled(if: Command.find("openssl") != nil, "openssl is absent"))
    func openssl() throws {
        let (_, made) = try CertificateTests.make(.rsa2048, isAuthority: true)
        let folder = try Folder()
        let path = try folder.write("certificate.pem", Array(made.pem.utf8))
        let shown = try Command.run(
            "openssl", ["x509", "-in", path, "-noout", "-text", "-fingerprint", "-sha256"], in: folder)
        #expect(shown.status == 0)
        for part in ["DNS:example.org, DNS:*.example.org", "CA:TRUE", "Certificate Sign", "Nov 14 22:13:20 2023 GMT"] {
            #expect(shown.text.contains(part), "\(part)")
        }
        let colons = Hex.encode(made.fingerprint).uppercased()
        #expect(shown.text.filter { $0 != ":" }.contains(colons))
        let verified = try Command.run("openssl", ["verify", "-CAfile", path, path], in: folder)
        #expect(verified.status == 0, "\(verified.text)")
    }

    @Test("the first of several certificates is taken, and text around it is allowed")
    func several() throws {
        let (_, first) = try CertificateTests.make(.p256)
        let (_, second) = try CertificateTests.make(.ed25519)
        let file = "subject: something\r\n" + first.pem + "between\n" + second.pem
        #expect(try Certificate(pem: Array(file.utf8)) == first)
        let windows = Array(first.pem.utf8).flatMap { $0 == 0x0A ? [0x0D, 0x0A] : [$0] }
        #expect(try Certificate(pem: windows) == first)
    }

    @Test("what is no certificate says what it is")
    func refusals() throws {
        let (key, made) = try CertificateTests.make(.p256)
        #expect(throws: CertificateError.notPEM) { try Certificate(pem: []) }
        #expect(throws: CertificateError.notPEM) { try Certificate(pem: made.der) }
        #expect(throws: CertificateError.notACertificate(label: "PRIVATE KEY")) {
            try Certificate(pem: try key.privateKeyPEM().revealed)
        }
        #expect(throws: CertificateError.broken) { try Certificate(pem: Array(made.pem.utf8.dropLast(20))) }
        #expect(throws: CertificateError.broken) {
            try Certificate(pem: Array("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n".utf8))
        }
        #expect(throws: CertificateError.broken) { try Certificate(der: made.der + [0]) }
        #expect(throws: CertificateError.tooLarge) {
            try Certificate(pem: [UInt8](repeating: 10, count: Certificate.largestFile + 1))
        }
    }

    @Test(
        "impossible requests are refused",
        arguments: ["", "-a.example", "a..b", "a b", "*", "a.*", "é.example", "a,IP:1"])
    func impossible(name: String) throws {
        let key = try KeyPair.generate(.ed25519)
        #expect(throws: CertificateError.self) {
            try Certificate.selfSigned(
                commonName: "x", dnsNames: [name], notBefore: 0, notAfter: 1, key: key, entropy: SystemEntropy())
        }
        #expect(throws: CertificateError.self) {
            try Certificate.selfSigned(
                commonName: "x\n", notBefore: 0, notAfter: 1, key: key, entropy: SystemEntropy())
        }
        #expect(throws: CertificateError.self) {
            try Certificate.selfSigned(
                commonName: "x", notBefore: 0, notAfter: .max, key: key, entropy: SystemEntropy())
        }
    }

    @Test("no change of a byte and no cut traps")
    func fuzz() throws {
        let (_, made) = try CertificateTests.make(.p256)
        for index in made.der.indices {
            var changed = made.der
            changed[index] ^= 0xFF
            if let read = try? Certificate(der: changed) { #expect(!read.isSelfSigned, "byte \(index)") }
            #expect(throws: CertificateError.self) { try Certificate(der: Array(made.der[..<index])) }
        }
    }

    @Test("private keys can be written and read", arguments: [KeyAlgorithm.rsa2048, .p256, .ed25519])
    func privateKeys(algorithm: KeyAlgorithm) throws {
        let key = try KeyPair.generate(algorithm)
        let pem = try key.privateKeyPEM()
        #expect(pem.revealedText.hasPrefix("-----BEGIN PRIVATE KEY-----\n"))
        let read = try KeyPair(privateKeyPEM: pem)
        #expect(try read.publicKeyPEM() == key.publicKeyPEM())
        #expect(try key.publicKeyPEM().hasPrefix("-----BEGIN PUBLIC KEY-----\n"))
        #expect(throws: CryptoError.self) { try KeyPair(privateKeyPEM: SecretBytes(text: "nothing")) }
        #expect(throws: CryptoError.self) { try KeyPair(privateKeyPEM: SecretBytes([])) }
    }

    @Test("the sizes are what was asked for")
    func sizes() throws {
        #expect(try KeyPair.generate(.rsa3072).bits == 3072)
        #expect(try KeyPair.generate(.p256).bits == 256)
    }

    @Test(
        "an encrypted key is refused without asking for a password",
        .enabled(if: Command.find("openssl") != nil, "openssl is absent"))
    func encryptedKey() throws {
        let folder = try Folder()
        let path = folder.path("key.pem")
        let made = try Command.run(
            "openssl", ["genpkey", "-algorithm", "ED25519", "-aes256", "-pass", "pass:x", "-out", path], in: folder)
        #expect(made.status == 0)
        let pem = SecretBytes(try folder.read(path))
        #expect(throws: CryptoError.self) { try KeyPair(privateKeyPEM: pem) }
    }

    @Test(
        "ssh-keygen agrees with our OpenSSH line",
        .enabled(if: Command.find("ssh-keygen") != nil, "ssh-keygen is absent"),
        arguments: [KeyAlgorithm.rsa2048, .ed25519])
    func openSSH(algorithm: KeyAlgorithm) throws {
        let key = try KeyPair.generate(algorithm)
        let line = try key.openSSHPublicKey(comment: "a\nb")
        #expect(line.hasSuffix(" ab"))
        let folder = try Folder()
        let path = try folder.write("key.pub", Array((line + "\n").utf8))
        let shown = try Command.run("ssh-keygen", ["-l", "-f", path], in: folder)
        #expect(shown.status == 0, "\(shown.text)")
        if algorithm == .rsa2048 {
            let spki = try folder.write("spki.pem", Array(try key.publicKeyPEM().utf8))
            let other = try Command.run("ssh-keygen", ["-i", "-m", "PKCS8", "-f", spki], in: folder)
            #expect(line.hasPrefix(other.text.split(separator: "\n").first ?? "?"))
        }
    }
}
