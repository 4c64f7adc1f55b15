internal import COpenSSL

/// Digests, message authentication and a comparison that does not tell where two values differ.
public enum Hash {
    /// The SHA-256 digest (FIPS 180-4).
    ///
    /// - Parameter bytes: what to digest.
    /// - Returns: 32 bytes.
    public static func sha256(_ bytes: [UInt8]) -> [UInt8] {
        digest { SHA256(bytes, bytes.count, &$0) != nil }
    }

    /// The SHA-256 digest of a secret.
    ///
    /// - Parameter secret: what to digest.
    /// - Returns: 32 bytes.
    public static func sha256(_ secret: SecretBytes) -> [UInt8] {
        secret.withPointer { pointer, count in digest { SHA256(pointer, count, &$0) != nil } }
    }

    /// The HMAC with SHA-256 (RFC 2104).
    ///
    /// - Parameters:
    ///   - message: what to authenticate.
    ///   - key: the shared secret.
    /// - Returns: 32 bytes.
    public static func hmacSHA256(_ message: [UInt8], key: SecretBytes) -> [UInt8] {
        // A key longer than a block is replaced by its digest (RFC 2104, section 2); done here because OpenSSL counts
        // keys in 32 bits.
        let key = key.count > 64 ? SecretBytes(sha256(key)) : key
        return key.withPointer { pointer, count in
            digest { HMAC(EVP_sha256(), pointer, Int32(count), message, message.count, &$0, nil) != nil }
        }
    }

    /// Compares in a time that depends on the lengths alone.
    ///
    /// - Parameters:
    ///   - left: one value.
    ///   - right: the other.
    /// - Returns: whether both hold the same bytes.
    public static func equalInConstantTime(_ left: [UInt8], _ right: [UInt8]) -> Bool {
        guard left.count == right.count else { return false }
        return CRYPTO_memcmp(left, right, left.count) == 0
    }

    private static func digest(_ body: (inout [UInt8]) -> Bool) -> [UInt8] {
        var output = [UInt8](repeating: 0, count: 32)
        // A wrong digest would be worse than no process. No input leads here: only an OpenSSL without SHA-256 does.
        precondition(body(&output), "OpenSSL on this machine offers no SHA-256")
        return output
    }
}
