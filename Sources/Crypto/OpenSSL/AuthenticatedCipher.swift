internal import COpenSSL

/// An authenticated cipher under one key; both kinds have a key of 32 bytes, a nonce of 12 and a tag of 16.
final class AuthenticatedCipher {
    enum Kind {
        case chaCha20Poly1305
        case aes256GCM
    }

    enum Direction: Int32 {
        case open = 0
        case seal = 1
    }

    static let keyLength = 32
    static let nonceLength = 12
    static let tagLength = 16

    private let context: OpaquePointer
    private let direction: Direction

    init(_ kind: Kind, _ direction: Direction, key: SecretBytes) throws(CryptoError) {
        guard key.count == AuthenticatedCipher.keyLength, let context = EVP_CIPHER_CTX_new() else {
            throw .openSSL("prepare a cipher")
        }
        self.context = context
        self.direction = direction
        let cipher = kind == .aes256GCM ? EVP_aes_256_gcm() : EVP_chacha20_poly1305()
        let status = key.withPointer { pointer, _ in
            EVP_CipherInit_ex(context, cipher, nil, pointer, nil, direction.rawValue)
        }
        guard status == 1 else { throw .openSSL("prepare a cipher") }
    }

    deinit {
        EVP_CIPHER_CTX_free(context)
    }

    /// Encrypts `count` bytes into room for `count` bytes and the tag.
    func seal(
        _ plaintext: UnsafePointer<UInt8>, count: Int, nonce: [UInt8], into output: UnsafeMutablePointer<UInt8>
    ) throws(CryptoError) {
        let tag = output + count
        guard direction == .seal, start(nonce), update(plaintext, count, output), finish(output + count),
            EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_GET_TAG, Int32(AuthenticatedCipher.tagLength), tag) == 1
        else { throw .openSSL("encrypt") }
    }

    /// Decrypts `count` bytes and checks the tag that follows them.
    ///
    /// - Returns: false when the tag does not fit; then the output means nothing.
    func open(
        _ ciphertext: UnsafePointer<UInt8>, count: Int, nonce: [UInt8], into output: UnsafeMutablePointer<UInt8>
    ) throws(CryptoError) -> Bool {
        var tag = Array(UnsafeBufferPointer(start: ciphertext + count, count: AuthenticatedCipher.tagLength))
        guard direction == .open, start(nonce),
            EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_SET_TAG, Int32(tag.count), &tag) == 1,
            update(ciphertext, count, output)
        else { throw .openSSL("decrypt") }
        let fits = finish(output + count)
        ERR_clear_error()
        return fits
    }

    private func start(_ nonce: [UInt8]) -> Bool {
        nonce.count == AuthenticatedCipher.nonceLength
            && EVP_CipherInit_ex(context, nil, nil, nil, nonce, direction.rawValue) == 1
    }

    private func update(_ input: UnsafePointer<UInt8>, _ count: Int, _ output: UnsafeMutablePointer<UInt8>) -> Bool {
        guard let size = Int32(exactly: count) else { return false }
        var written: Int32 = 0
        return size == 0 || EVP_CipherUpdate(context, output, &written, input, size) == 1 && written == size
    }

    private func finish(_ output: UnsafeMutablePointer<UInt8>) -> Bool {
        var written: Int32 = 0
        return EVP_CipherFinal_ex(context, output, &written) == 1 && written == 0
    }
}

extension AuthenticatedCipher {
    /// Encrypts one message; the tag is at the end of the result.
    static func seal(
        _ kind: Kind, _ plaintext: SecretBytes, key: SecretBytes, nonce: [UInt8]
    ) throws(CryptoError) -> [UInt8] {
        let cipher = try AuthenticatedCipher(kind, .seal, key: key)
        var output = [UInt8](repeating: 0, count: plaintext.count + tagLength)
        try plaintext.withPointer { (pointer, count) throws(CryptoError) in
            try cipher.seal(pointer, count: count, nonce: nonce, into: &output)
        }
        return output
    }

    /// Decrypts one message; nil when it was changed or the key is another.
    static func open(
        _ kind: Kind, _ ciphertext: ArraySlice<UInt8>, key: SecretBytes, nonce: [UInt8]
    ) throws(CryptoError) -> SecretBytes? {
        guard ciphertext.count >= tagLength else { return nil }
        let cipher = try AuthenticatedCipher(kind, .open, key: key)
        let input = Array(ciphertext)
        let output = SecretBytes(count: input.count - tagLength)
        let fits = try output.fill { (pointer, count) throws(CryptoError) in
            try cipher.open(input, count: count, nonce: nonce, into: pointer)
        }
        return fits ? output : nil
    }
}
