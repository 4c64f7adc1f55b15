import Crypto
import Testing

@Suite("Sealed Secrets")
struct SealedSecretsTests {
    let key: KeyPair
    let certificate: Certificate
    let label = SealedSecretsScope.strict.label(namespace: "chat", name: "keys")

    /// Made once: RSA keys take a while.
    private static let pair = Result { try CertificateTests.make(.rsa2048) }

    init() throws {
        (key, certificate) = try SealedSecretsTests.pair.get()
    }

    func seal(_ bytes: [UInt8], label: [UInt8]) throws -> [UInt8] {
        try SealedSecretsBox.seal(
            plaintext: SecretBytes(bytes), certificate: certificate, label: label, entropy: SystemEntropy())
    }

    @Test("the label follows the scope")
    func labels() {
        #expect(SealedSecretsScope.strict.label(namespace: "a", name: "b") == Array("a/b".utf8))
        #expect(SealedSecretsScope.namespaceWide.label(namespace: "a", name: "b") == Array("a".utf8))
        #expect(SealedSecretsScope.clusterWide.label(namespace: "a", name: "b") == [])
    }

    @Test("what is sealed opens, with its own label alone", arguments: SealedSecretsScope.allCases)
    func roundTrip(scope: SealedSecretsScope) throws {
        let label = scope.label(namespace: "chat", name: "keys")
        for plain in [[], [7], [UInt8](repeating: 1, count: 100_000)] as [[UInt8]] {
            let sealed = try seal(plain, label: label)
            #expect(sealed.count == 2 + 256 + plain.count + 16)
            #expect(try SealedSecretsBox.open(ciphertext: sealed, privateKey: key, label: label).revealed == plain)
            #expect(throws: SealedSecretsError.cannotOpen) {
                try SealedSecretsBox.open(ciphertext: sealed, privateKey: key, label: Array("other".utf8))
            }
        }
    }

    @Test("two seals of one value differ")
    func fresh() throws {
        #expect(try seal([1], label: label) != seal([1], label: label))
    }

    @Test("another key, a cut and a changed byte are errors")
    func damage() throws {
        let sealed = try seal(Array("value".utf8), label: label)
        let other = try KeyPair.generate(.rsa2048)
        #expect(throws: SealedSecretsError.cannotOpen) {
            try SealedSecretsBox.open(ciphertext: sealed, privateKey: other, label: label)
        }
        for index in stride(from: 0, to: sealed.count, by: 3) {
            #expect(throws: SealedSecretsError.self) {
                try SealedSecretsBox.open(ciphertext: Array(sealed[..<index]), privateKey: key, label: label)
            }
            var changed = sealed
            changed[index] ^= 1
            #expect(throws: SealedSecretsError.self) {
                try SealedSecretsBox.open(ciphertext: changed, privateKey: key, label: label)
            }
        }
    }

    @Test("keys that do not suit are refused")
    func unsuitable() throws {
        let (elliptic, certificate) = try CertificateTests.make(.p256)
        #expect(throws: SealedSecretsError.certificate(.notRSA(.ellipticCurve))) {
            try SealedSecretsBox.seal(
                plaintext: SecretBytes([]), certificate: certificate, label: [], entropy: SystemEntropy())
        }
        #expect(throws: SealedSecretsError.certificate(.notRSA(.ellipticCurve))) {
            try SealedSecretsBox.open(ciphertext: [0, 0], privateKey: elliptic, label: [])
        }
    }

    @Test(
        "Python's cryptography package opens what we seal, and we open what it seals",
        .enabled(if: Command.hasPythonCryptography, "SKIPPED: python3 or its cryptography package is absent"),
        arguments: SealedSecretsScope.allCases)
    func python(scope: SealedSecretsScope) throws {
        let label = scope.label(namespace: "chat", name: "keys")
        let value = Array("correct horse — battery".utf8)
        let folder = try Folder()
        let privateKey = try folder.write("key.pem", try key.privateKeyPEM().revealed)
        let script = try folder.write("other.py", Array(SealedSecretsTests.script.utf8))
        let sealed = try folder.write("sealed", try seal(value, label: label))
        let opened = try Command.run("python3", [script, "open", privateKey, sealed, Hex.encode(label)], in: folder)
        #expect(opened.status == 0 && opened.output == value, "\(opened.text)")
        let plain = try folder.write("plain", value)
        let theirs = try Command.run("python3", [script, "seal", privateKey, plain, Hex.encode(label)], in: folder)
        let pem = try key.privateKeyPEM()
        #expect(
            try SealedSecretsBox.open(ciphertext: theirs.output, privateKeyPEM: pem, label: label).revealed == value)
    }

    @Test("one certificate seals a thousand values")
    func many() throws {
        let entropy = SystemEntropy()
        let value = SecretBytes([UInt8](repeating: 1, count: 40))
        for _ in 0..<1000 {
            _ = try SealedSecretsBox.seal(plaintext: value, certificate: certificate, label: label, entropy: entropy)
        }
    }

    /// The format once more, written from its description for another library.
    static let script = """
        import os, struct, sys
        from cryptography.hazmat.primitives import hashes, serialization
        from cryptography.hazmat.primitives.asymmetric import padding
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM
        verb, key_file, data_file, label = sys.argv[1:]
        key = serialization.load_pem_private_key(open(key_file, "rb").read(), None)
        data = open(data_file, "rb").read()
        sha = hashes.SHA256
        oaep = padding.OAEP(padding.MGF1(sha()), sha(), bytes.fromhex(label) or None)
        if verb == "open":
            end = 2 + struct.unpack(">H", data[:2])[0]
            session = key.decrypt(data[2:end], oaep)
            assert len(session) == 32
            out = AESGCM(session).decrypt(bytes(12), data[end:], None)
        else:
            session = os.urandom(32)
            wrapped = key.public_key().encrypt(session, oaep)
            out = struct.pack(">H", len(wrapped)) + wrapped + AESGCM(session).encrypt(bytes(12), data, None)
        sys.stdout.buffer.write(out)
        """
}
