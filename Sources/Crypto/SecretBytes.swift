internal import COpenSSL

/// Bytes that must not be shown: a password, a private key, the plaintext of a store.
///
/// The value cannot be printed, reflected or encoded, and its memory is overwritten when the last copy goes away.
/// Copies that a caller makes inside ``withBytes(_:)`` are the caller's own.
public struct SecretBytes: Sendable, Equatable {
    private let storage: Storage

    /// Takes a copy of bytes.
    ///
    /// - Parameter bytes: the secret; the array itself is not wiped.
    public init(_ bytes: [UInt8]) {
        storage = Storage(count: bytes.count)
        _ = storage.buffer.update(fromContentsOf: bytes)
    }

    /// Takes a copy of the UTF-8 bytes of a text.
    ///
    /// - Parameter text: the secret; the string itself is not wiped.
    public init(text: String) {
        self.init(Array(text.utf8))
    }

    /// Takes over bytes and leaves an overwritten, empty array behind.
    ///
    /// - Parameter bytes: the secret; wiped where this array is its only owner.
    public init(wiping bytes: inout [UInt8]) {
        self.init(bytes)
        SecretBytes.wipe(&bytes)
        bytes = []
    }

    /// Puts secrets one after another, as in a URL that holds a password.
    ///
    /// - Parameter parts: the secrets in order.
    public init(joining parts: [SecretBytes]) {
        storage = Storage(count: parts.reduce(0) { $0 + $1.count })
        var offset = 0
        for part in parts {
            let place = storage.buffer.extracting(offset..<(offset + part.count))
            offset += place.update(fromContentsOf: part.storage.buffer)
        }
    }

    /// Makes a secret of a known size without an intermediate array.
    init(count: Int) {
        storage = Storage(count: count)
    }

    /// Makes a secret of the first bytes of another.
    init(prefix count: Int, of whole: SecretBytes) {
        let part = whole.storage.buffer.prefix(count)
        storage = Storage(count: part.count)
        _ = storage.buffer.update(fromContentsOf: part)
    }

    /// The number of bytes.
    public var count: Int { storage.buffer.count }

    /// Whether there are no bytes.
    public var isEmpty: Bool { count == 0 }

    /// Lends the bytes as an array, which is wiped afterwards if the body did not keep it.
    ///
    /// - Parameter body: gets the bytes.
    /// - Returns: what the body returns.
    /// - Throws: what the body throws.
    public func withBytes<R>(_ body: ([UInt8]) throws -> R) rethrows -> R {
        var copy = Array(storage.buffer)
        defer { SecretBytes.wipe(&copy) }
        return try body(copy)
    }

    /// Compares in a time that depends on the lengths alone.
    ///
    /// - Parameters:
    ///   - left: one secret.
    ///   - right: the other.
    /// - Returns: whether both hold the same bytes.
    public static func == (left: SecretBytes, right: SecretBytes) -> Bool {
        guard left.count == right.count else { return false }
        return left.withPointer { leftPointer, count in
            right.withPointer { rightPointer, _ in CRYPTO_memcmp(leftPointer, rightPointer, count) == 0 }
        }
    }

    /// Lends the memory itself; the pointer is never null and must not leave the body.
    func withPointer<R, E: Error>(_ body: (UnsafePointer<UInt8>, Int) throws(E) -> R) throws(E) -> R {
        defer { withExtendedLifetime(storage) {} }
        return try body(UnsafePointer(storage.start), storage.buffer.count)
    }

    /// Fills a secret that nobody else has seen yet; only for the function that just made it.
    func fill<R, E: Error>(_ body: (UnsafeMutablePointer<UInt8>, Int) throws(E) -> R) throws(E) -> R {
        defer { withExtendedLifetime(storage) {} }
        return try body(storage.start, storage.buffer.count)
    }

    /// Overwrites an array in place; an array with a second owner is copied first, so that one stays as it was.
    static func wipe(_ bytes: inout [UInt8]) {
        bytes.withUnsafeMutableBytes { OPENSSL_cleanse($0.baseAddress, $0.count) }
    }

    // Sendable holds: the memory is written before the value is handed out and only read afterwards.
    private final class Storage: @unchecked Sendable {
        let start: UnsafeMutablePointer<UInt8>
        let buffer: UnsafeMutableBufferPointer<UInt8>

        init(count: Int) {
            // One byte at least, so that OpenSSL gets a real address for an empty secret too.
            start = UnsafeMutablePointer<UInt8>.allocate(capacity: max(count, 1))
            start.initialize(repeating: 0, count: max(count, 1))
            buffer = UnsafeMutableBufferPointer(start: start, count: count)
        }

        deinit {
            OPENSSL_cleanse(start, max(buffer.count, 1))
            start.deallocate()
        }
    }
}

extension SecretBytes: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// Always `«secret»`.
    public var description: String { "«secret»" }

    /// Always `«secret»`.
    public var debugDescription: String { description }

    /// A mirror without children, so that `dump` and reflection show nothing.
    public var customMirror: Mirror { Mirror(self, children: [], displayStyle: .struct) }
}
