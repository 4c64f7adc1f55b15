internal import COpenSSL

/// Memory that OpenSSL reads from or writes to as if it were a file (a BIO).
enum MemoryBuffer {
    /// What the body wrote, or nil when it reported failure. OpenSSL wipes its own copy.
    static func collect(_ body: (OpaquePointer) -> Bool) -> SecretBytes? {
        guard let bio = BIO_new(BIO_s_mem()) else { return nil }
        defer { BIO_free(bio) }
        guard body(bio) else { return nil }
        var start: UnsafeMutablePointer<CChar>?
        let count = fairlead_bio_memory(bio, &start)
        guard count >= 0 else { return nil }
        let result = SecretBytes(count: count)
        result.fill { target, size in
            if let start, size > 0 { UnsafeMutableRawPointer(target).copyMemory(from: start, byteCount: size) }
        }
        return result
    }

    /// Lends bytes for reading; nil when the body finds nothing.
    static func read<R>(_ bytes: SecretBytes, _ body: (OpaquePointer) -> R?) -> R? {
        bytes.withPointer { pointer, count in
            guard let size = Int32(exactly: count), let bio = BIO_new_mem_buf(pointer, size) else { return nil }
            defer { BIO_free(bio) }
            return body(bio)
        }
    }
}

extension SecretBytes {
    /// The bytes as text, for what is public after all, such as a certificate.
    var publicText: String { withBytes { String(decoding: $0, as: UTF8.self) } }
}
