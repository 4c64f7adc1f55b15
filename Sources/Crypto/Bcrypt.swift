internal import CCrypt
internal import COpenSSL

/// Password hashes for htpasswd files and for services that take a bcrypt hash, made by libcrypt.
public enum Bcrypt {
    /// The two spellings of the same algorithm.
    public enum Prefix: String, Sendable, Hashable, CaseIterable {
        /// `$2b$`, the usual one.
        case b = "$2b$"
        /// `$2y$`, which Apache's tools write.
        case y = "$2y$"
    }

    /// Bcrypt reads no more than this many bytes of a password.
    public static let longestPassword = 72

    /// Costs that are accepted: 4 is the algorithm's least, and 16 takes seconds already.
    public static let costs = 4...16

    /// Hashes a password with a new salt.
    ///
    /// - Parameters:
    ///   - password: 72 bytes at most, without a zero byte.
    ///   - cost: the base-two logarithm of the rounds.
    ///   - prefix: which spelling to write.
    ///   - entropy: where the salt comes from.
    /// - Returns: 60 characters of text.
    /// - Throws: ``CryptoError`` for a password or a cost that bcrypt cannot take.
    public static func hash(
        _ password: SecretBytes, cost: Int = 10, prefix: Prefix = .b, entropy: any EntropySource
    ) throws(CryptoError) -> String {
        guard costs.contains(cost) else {
            throw CryptoError("the bcrypt cost is \(costs.lowerBound) to \(costs.upperBound), not \(cost)")
        }
        let phrase = try terminated(password)
        let salt = try entropy.exactly(16).map { CChar(bitPattern: $0) }
        var setting = [CChar](repeating: 0, count: Int(CRYPT_GENSALT_OUTPUT_SIZE))
        let made = crypt_gensalt_rn(prefix.rawValue, UInt(cost), salt, 16, &setting, CRYPT_GENSALT_OUTPUT_SIZE)
        guard made != nil, let result = run(phrase, setting: setting) else {
            throw CryptoError("libcrypt on this machine cannot make a bcrypt hash")
        }
        return result
    }

    /// Checks a password against a hash.
    ///
    /// - Parameters:
    ///   - password: the password to check.
    ///   - hash: a bcrypt hash (`$2a$`, `$2b$` or `$2y$`) with an accepted cost.
    /// - Returns: whether the hash was made from this password; false for a text that is no such hash.
    public static func verify(_ password: SecretBytes, hash: String) -> Bool {
        let text = Array(hash.utf8)
        let spellings = ["$2a$", "$2b$", "$2y$"].map { Array($0.utf8) }
        guard text.count == 60, !text.contains(0), spellings.contains(where: text.starts(with:)),
            let cost = Int(String(decoding: text[4..<6], as: UTF8.self)), costs.contains(cost),
            let phrase = try? terminated(password),
            let result = run(phrase, setting: text.map { CChar(bitPattern: $0) } + [0])
        else { return false }
        return Hash.equalInConstantTime(Array(result.utf8), text)
    }

    private static func terminated(_ password: SecretBytes) throws(CryptoError) -> SecretBytes {
        guard password.count <= longestPassword else {
            throw CryptoError("bcrypt takes \(longestPassword) bytes of a password, this one has \(password.count)")
        }
        guard password.withBytes({ !$0.contains(0) }) else {
            throw CryptoError("a password for bcrypt cannot hold a zero byte")
        }
        return SecretBytes(joining: [password, SecretBytes([0])])
    }

    private static func run(_ phrase: SecretBytes, setting: [CChar]) -> String? {
        let size = MemoryLayout<crypt_data>.size
        let workspace = UnsafeMutableRawPointer.allocate(
            byteCount: size, alignment: MemoryLayout<crypt_data>.alignment)
        workspace.initializeMemory(as: UInt8.self, repeating: 0, count: size)
        defer {
            OPENSSL_cleanse(workspace, size)
            workspace.deallocate()
        }
        return phrase.withPointer { pointer, count in
            pointer.withMemoryRebound(to: CChar.self, capacity: count) { text -> String? in
                guard let output = crypt_rn(text, setting, workspace, Int32(size)) else { return nil }
                let result = String(cString: output)
                return result.utf8.first == UInt8(ascii: "$") ? result : nil
            }
        }
    }
}
