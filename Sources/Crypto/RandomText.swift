/// A recipe for a random text such as an API key or a password, and the maker of it.
public struct RandomText: Sendable, Hashable {
    /// The symbols a text is made of.
    public enum Alphabet: String, Sendable, Hashable, CaseIterable {
        /// `0` to `9` and `a` to `f`: 4 bits a symbol.
        case hex
        /// The standard base64 symbols: 6 bits a symbol.
        case base64
        /// `A` to `Z`, `a` to `z` and `0` to `9`: 5.95 bits a symbol.
        case alphanumeric
        /// The base64 symbols with `-` and `_`: 6 bits a symbol.
        case urlSafe = "url-safe"

        fileprivate var symbols: [UInt8] {
            let letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
            return switch self {
            case .hex: Array("0123456789abcdef".utf8)
            case .base64: Array("\(letters)+/".utf8)
            case .alphanumeric: Array(letters.utf8)
            case .urlSafe: Array("\(letters)-_".utf8)
            }
        }
    }

    /// How much of it there is.
    public enum Amount: Sendable, Hashable {
        /// So many symbols, each drawn by itself.
        case symbols(Int)
        /// So many random bytes, written in hexadecimal or base64 with padding: for programs that decode the text.
        case encodedBytes(Int)
    }

    /// The most symbols or bytes a recipe may ask for.
    public static let longest = 4096

    /// The symbols.
    public let alphabet: Alphabet
    /// The amount.
    public let amount: Amount
    /// A fixed text before the random part.
    public let prefix: String

    /// Makes a recipe.
    ///
    /// - Parameters:
    ///   - alphabet: the symbols.
    ///   - amount: how many symbols or bytes, from 1 to ``longest``.
    ///   - prefix: a fixed text before the random part, such as `sk-`.
    /// - Throws: ``CryptoError`` when the amount is out of range, or alphanumeric text is to hold encoded bytes.
    public init(_ alphabet: Alphabet, _ amount: Amount, prefix: String = "") throws(CryptoError) {
        let count =
            switch amount {
            case .symbols(let count), .encodedBytes(let count): count
            }
        guard (1...RandomText.longest).contains(count) else {
            throw CryptoError("a random text has 1 to \(RandomText.longest) symbols or bytes, not \(count)")
        }
        if case .encodedBytes = amount, alphabet == .alphanumeric {
            throw CryptoError("alphanumeric text cannot hold encoded bytes; use hex, base64 or url-safe")
        }
        self.alphabet = alphabet
        self.amount = amount
        self.prefix = prefix
    }

    /// Makes a recipe for a number of symbols.
    ///
    /// - Parameters:
    ///   - alphabet: the symbols.
    ///   - length: how many symbols follow the prefix, from 1 to ``longest``.
    ///   - prefix: a fixed text before the random part, such as `sk-`.
    /// - Throws: ``CryptoError`` when the length is out of range.
    public init(_ alphabet: Alphabet, length: Int, prefix: String = "") throws(CryptoError) {
        try self.init(alphabet, .symbols(length), prefix: prefix)
    }

    /// Makes a text by the recipe.
    ///
    /// - Parameter entropy: where the randomness comes from.
    /// - Returns: the prefix and the random part.
    /// - Throws: ``CryptoError`` when the entropy source fails.
    public func generate(entropy: any EntropySource) throws(CryptoError) -> SecretBytes {
        var text: [UInt8]
        switch amount {
        case .symbols(let count):
            text = try draw(count, entropy: entropy)
        case .encodedBytes(let count):
            var bytes = try entropy.exactly(count)
            defer { SecretBytes.wipe(&bytes) }
            text =
                switch alphabet {
                case .hex, .alphanumeric: Array(Hex.encode(bytes).utf8)
                case .base64: Base64.symbols(of: bytes, alphabet: .standard, padded: true)
                case .urlSafe: Base64.symbols(of: bytes, alphabet: .urlSafe, padded: true)
                }
        }
        return SecretBytes(joining: [SecretBytes(text: prefix), SecretBytes(wiping: &text)])
    }

    private func draw(_ count: Int, entropy: any EntropySource) throws(CryptoError) -> [UInt8] {
        let symbols = alphabet.symbols
        // Bytes beyond the last whole multiple are dropped: taking a remainder of all 256 would favour some symbols.
        let limit = 256 / symbols.count * symbols.count
        var text: [UInt8] = []
        text.reserveCapacity(count)
        // A source that gives only refused bytes (a broken one) must not keep us here for ever.
        for _ in 0..<64 {
            var bytes = try entropy.exactly(count + count / 8 + 16)
            defer { SecretBytes.wipe(&bytes) }
            for byte in bytes where Int(byte) < limit && text.count < count {
                text.append(symbols[Int(byte) % symbols.count])
            }
            if text.count == count { return text }
        }
        throw CryptoError("the entropy source gives no usable bytes")
    }
}
