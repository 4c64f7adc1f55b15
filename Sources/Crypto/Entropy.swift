internal import COpenSSL

/// Where random bytes come from.
public protocol EntropySource: Sendable {
    /// Gives random bytes.
    ///
    /// - Parameter count: how many.
    /// - Returns: exactly `count` bytes.
    /// - Throws: when the source cannot give them.
    func bytes(_ count: Int) throws -> [UInt8]
}

/// The random generator of OpenSSL, which the kernel seeds.
public struct SystemEntropy: EntropySource {
    /// Makes the source; it has no state.
    public init() {}

    /// Gives bytes fit for keys.
    ///
    /// - Parameter count: how many.
    /// - Returns: exactly `count` bytes.
    /// - Throws: ``CryptoError`` when the generator has no seed or the count makes no sense.
    public func bytes(_ count: Int) throws -> [UInt8] {
        guard count >= 0, let size = Int32(exactly: count) else {
            throw CryptoError("cannot give \(count) random bytes")
        }
        var result = [UInt8](repeating: 0, count: count)
        guard count == 0 || RAND_priv_bytes(&result, size) == 1 else { throw CryptoError.openSSL("get random bytes") }
        return result
    }
}

extension EntropySource {
    /// Asks for bytes, checks that a foreign source gave as many, and narrows the error.
    func exactly(_ count: Int) throws(CryptoError) -> [UInt8] {
        let result: [UInt8]
        do {
            result = try bytes(count)
        } catch let error as CryptoError {
            throw error
        } catch {
            throw CryptoError("the entropy source failed")
        }
        guard result.count == count else {
            throw CryptoError("the entropy source gave \(result.count) bytes instead of \(count)")
        }
        return result
    }

    /// The same, as a secret.
    func secret(_ count: Int) throws(CryptoError) -> SecretBytes {
        var result = try exactly(count)
        return SecretBytes(wiping: &result)
    }
}
