import Crypto
import HTTP

/// Pieces put together with their values, and taken out of what comes back.
struct Composed {
    /// The values that were put in.
    private(set) var used: [SecretBytes] = []
    private let source: SecretSource

    init(_ source: SecretSource) { self.source = source }

    /// A credential that has no value anywhere.
    struct Missing: Error {
        var secret: ProbeSecret
    }

    /// The bytes of pieces.
    ///
    /// - Throws: `Missing`; what the source throws.
    mutating func bytes(_ pieces: [Piece]) throws -> [UInt8] {
        var bytes: [UInt8] = []
        for piece in pieces {
            switch piece {
            case .text(let text): bytes += Array(text.utf8)
            case .repeated(let text, let count):
                for _ in 0..<min(max(count, 0), 1 << 20) { bytes += Array(text.utf8) }
            case .secret(let secret): try value(secret).withBytes { bytes += $0 }
            case .formSecret(let secret):
                try value(secret).withBytes { bytes += URLText.encodeSegment(String(decoding: $0, as: UTF8.self)).utf8 }
            }
        }
        return bytes
    }

    /// The value of a credential.
    mutating func value(_ secret: ProbeSecret) throws -> SecretBytes {
        guard let value = try source.value(secret) else { throw Missing(secret: secret) }
        used.append(value)
        return value
    }

    /// Bytes without the values that were sent: a server may repeat in its error what it was given.
    func masked(_ bytes: [UInt8]) -> [UInt8] {
        var result = bytes
        for value in used where value.count >= 6 { value.withBytes { result = Masking.replace($0, in: result) } }
        return result
    }

    /// A text without the values that were sent.
    func masked(_ text: String) -> String { String(decoding: masked(Array(text.utf8)), as: UTF8.self) }
}

/// Takes values out of what others wrote.
enum Masking {
    static let mark = Array("«secret»".utf8)

    /// Replaces every occurrence.
    static func replace(_ needle: [UInt8], in bytes: [UInt8]) -> [UInt8] {
        guard let first = needle.first, bytes.count >= needle.count else { return bytes }
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count)
        var index = 0
        while index < bytes.count {
            if bytes[index] == first, index + needle.count <= bytes.count,
                bytes[index..<(index + needle.count)].elementsEqual(needle)
            {
                result += mark
                index += needle.count
            } else {
                result.append(bytes[index])
                index += 1
            }
        }
        return result
    }
}
