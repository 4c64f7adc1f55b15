internal import COpenSSL

extension KeyPair {
    /// The public key as one line for `authorized_keys` or a deploy key (RFC 4253, section 6.6; RFC 8709).
    ///
    /// - Parameter comment: a word at the end, such as a host name; line breaks and control characters are dropped.
    /// - Returns: one line without a line feed.
    /// - Throws: ``CryptoError`` for a key that is neither RSA nor Ed25519.
    public func openSSHPublicKey(comment: String = "") throws(CryptoError) -> String {
        let name: String
        var blob: [UInt8]
        switch kind {
        case .ed25519:
            name = "ssh-ed25519"
            blob = KeyPair.field(Array(name.utf8)) + KeyPair.field(try key.rawPublicKey())
        case .rsa:
            name = "ssh-rsa"
            blob = KeyPair.field(Array(name.utf8))
            blob += KeyPair.field(try number(OSSL_PKEY_PARAM_RSA_E)) + KeyPair.field(try number(OSSL_PKEY_PARAM_RSA_N))
        case .ellipticCurve, .other:
            throw CryptoError("only RSA and Ed25519 keys have an OpenSSH line here")
        }
        let comment = String(
            String.UnicodeScalarView(comment.unicodeScalars.filter { $0.value >= 0x20 && $0.value != 0x7F }))
        return "\(name) \(Base64.encode(blob))" + (comment.isEmpty ? "" : " \(comment)")
    }

    private static func field(_ bytes: [UInt8]) -> [UInt8] {
        let count = UInt32(truncatingIfNeeded: bytes.count)
        return [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: count >> UInt32($0)) } + bytes
    }

    /// A positive number as SSH writes it: big endian, with a zero byte in front when the first bit is set.
    private func number(_ parameter: String) throws(CryptoError) -> [UInt8] {
        var number: OpaquePointer?
        guard key.withPointer({ EVP_PKEY_get_bn_param($0, parameter, &number) }) == 1, let number else {
            throw .openSSL("read a public key")
        }
        defer { BN_free(number) }
        var bytes = [UInt8](repeating: 0, count: Int(BN_num_bits(number) + 7) / 8)
        guard BN_bn2bin(number, &bytes) == Int32(bytes.count) else { throw .openSSL("read a public key") }
        return (bytes.first ?? 0) >= 0x80 ? [0] + bytes : bytes
    }
}
