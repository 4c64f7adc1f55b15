/// The body of an age file: a nonce and chunks of 64 KiB, each sealed with its number and with whether it is the last
/// (C2SP, age.md, "Payload").
enum AgePayload {
    static let chunkLength = 64 << 10
    static let nonceLength = 16
    private static let tagLength = AuthenticatedCipher.tagLength

    static func seal(
        _ plaintext: SecretBytes, fileKey: SecretBytes, entropy: any EntropySource
    ) throws(CryptoError) -> [UInt8] {
        let nonce = try entropy.exactly(nonceLength)
        let cipher = try AuthenticatedCipher(.chaCha20Poly1305, .seal, key: try key(fileKey, nonce))
        let chunks = max((plaintext.count + chunkLength - 1) / chunkLength, 1)
        var output = nonce
        output.reserveCapacity(nonceLength + plaintext.count + chunks * tagLength)
        try plaintext.withPointer { (pointer, count) throws(CryptoError) in
            for index in 0..<chunks {
                let start = index * chunkLength
                let length = min(chunkLength, count - start)
                var chunk = [UInt8](repeating: 0, count: length + tagLength)
                let nonce = chunkNonce(index, isLast: index == chunks - 1)
                try cipher.seal(pointer + start, count: length, nonce: nonce, into: &chunk)
                output += chunk
            }
        }
        return output
    }

    /// Nothing of the plaintext is handed out before the last chunk has been checked.
    static func open(_ payload: ArraySlice<UInt8>, fileKey: SecretBytes) throws(AgeError) -> SecretBytes {
        guard payload.count >= nonceLength + tagLength else { throw .truncated }
        let nonce = Array(payload.prefix(nonceLength))
        let sealed = Array(payload.dropFirst(nonceLength))
        let step = chunkLength + tagLength
        let chunks = (sealed.count + step - 1) / step
        let lastLength = sealed.count - (chunks - 1) * step - tagLength
        guard lastLength >= 0 else { throw .truncated }
        // Only an empty file has an empty chunk.
        guard lastLength > 0 || chunks == 1 else { throw .tampered }
        let cipher = try AgeError.narrowing { () throws(CryptoError) in
            try AuthenticatedCipher(.chaCha20Poly1305, .open, key: try key(fileKey, nonce))
        }
        let plaintext = SecretBytes(count: sealed.count - chunks * tagLength)
        try sealed.withUnsafeBufferPointer { input throws(AgeError) in
            try plaintext.fill { (output, _) throws(AgeError) in
                guard let source = input.baseAddress else { throw .truncated }
                for index in 0..<chunks {
                    let isLast = index == chunks - 1
                    let length = isLast ? lastLength : chunkLength
                    let from = source + index * step
                    let to = output + index * chunkLength
                    let fits = try AgeError.narrowing { () throws(CryptoError) in
                        try cipher.open(from, count: length, nonce: chunkNonce(index, isLast: isLast), into: to)
                    }
                    if fits { continue }
                    // A good chunk that is not marked as the last one means that others followed it once.
                    let isCut = try AgeError.narrowing { () throws(CryptoError) in
                        guard isLast else { return false }
                        return try cipher.open(from, count: length, nonce: chunkNonce(index, isLast: false), into: to)
                    }
                    throw isCut ? .truncated : .tampered
                }
            }
        }
        return plaintext
    }

    private static func key(_ fileKey: SecretBytes, _ nonce: [UInt8]) throws(CryptoError) -> SecretBytes {
        try KeyDerivation.hkdfSHA256(fileKey, salt: nonce, info: "payload")
    }

    private static func chunkNonce(_ index: Int, isLast: Bool) -> [UInt8] {
        let counter = UInt64(index)
        return [0, 0, 0] + (0..<8).map { UInt8(truncatingIfNeeded: counter >> UInt64(8 * (7 - $0))) } + [isLast ? 1 : 0]
    }
}
